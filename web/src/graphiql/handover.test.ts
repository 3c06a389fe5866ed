import { expect, test } from "vitest";
import { graphiqlAddress } from "../shared/links";
import { readHandover } from "./handover";

test("an operation arrives as it was handed over, whatever is in it", () => {
  const address = graphiqlAddress("query Q($a: String) { b(c: $a) }", { a: "x&y=#%26 \"é\n" });
  const handover = readHandover(new URL(address, "http://host.example").hash);
  expect(handover?.query).toBe("query Q($a: String) { b(c: $a) }\n");
  expect(JSON.parse(handover?.variables ?? "")).toEqual({ a: "x&y=#%26 \"é\n" });
});

test.each(["", "#", "#variables={}", "#query="])("%j hands nothing over", (fragment) => {
  expect(readHandover(fragment)).toBeNull();
});
