import { expect, test } from "vitest";
import { titleOf } from "./useTitle";

test("a title names the view, then the page", () => {
  expect(titleOf(["“ferry”", "Explorer"])).toBe("“ferry” · Explorer · graphapi");
  expect(titleOf([null, undefined, " ", "Dashboard"])).toBe("Dashboard · graphapi");
});

test("a title is one line of moderate length without controls", () => {
  expect(titleOf(["a\u202e\nb"])).toBe("a b · graphapi");
  expect(titleOf(["Donau".repeat(400)]).length).toBeLessThan(140);
});
