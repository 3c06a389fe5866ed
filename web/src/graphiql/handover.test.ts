import { expect, test } from "vitest";
import { graphiqlAddress } from "../shared/links";
import { indented, readHandover, writeHandover } from "./handover";

test("an operation arrives as it was handed over, whatever is in it", () => {
  const address = graphiqlAddress("query Q($a: String) { b(c: $a) }", { a: "x&y=#%26 \"é\n" });
  const handover = readHandover(new URL(address, "http://host.example").hash);
  expect(handover?.query).toBe("query Q($a: String) { b(c: $a) }\n");
  expect(JSON.parse(handover?.variables ?? "")).toEqual({ a: "x&y=#%26 \"é\n" });
});

test.each(["", "#", "#variables={}", "#query="])("%j hands nothing over", (fragment) => {
  expect(readHandover(fragment)).toBeNull();
});

test("what the address of an edit says is read back", () => {
  const example = { query: "# a & b\n{ a(b: \"#=&\") }", variables: '{"a": 1}' };
  expect(readHandover(writeHandover(example))).toEqual(example);
  expect(writeHandover({ query: " ", variables: "{}" })).toBe("");
});

test("an operation is indented unless something would be lost", () => {
  expect(indented({ query: "{a{b}}", variables: "" }).query).toBe("{\n  a {\n    b\n  }\n}\n");
  expect(indented({ query: "{a # why\n}", variables: "" }).query).toBe("{a # why\n}");
  expect(indented({ query: "{a{", variables: "" }).query).toBe("{a{");
});
