import { expect, test } from "vitest";
import { priceText } from "./price";

test("a price may be one number", () => {
  expect(priceText({ cost: 12_345 })).toBe("Price of the last answer: 12,345");
});

test("a price may be an object, of which the figures are told", () => {
  expect(priceText({ cost: { requested: 20, limit: 1000, rule: "x" } })).toBe(
    "Price of the last answer: requested 20, limit 1,000",
  );
});

test.each([undefined, null, {}, { cost: null }, { cost: "much" }, { cost: {} }, "cost"])(
  "without a price there is no line: %j",
  (extensions) => {
    expect(priceText(extensions)).toBeNull();
  },
);
