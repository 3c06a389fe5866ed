import { expect, test } from "vitest";
import { countChange, daysIn, periodBefore, shiftBetween, valueChange } from "./comparison";

test.each([
  ["a week", "2024-01-15", "2024-01-21", "2024-01-08", "2024-01-14"],
  ["a day", "2024-03-01", "2024-03-01", "2024-02-29", "2024-02-29"],
  ["a month", "2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"],
  ["a quarter", "2024-01-01", "2024-03-31", "2023-10-01", "2023-12-31"],
  ["a year", "2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"],
  ["nearly a month", "2024-03-01", "2024-03-30", "2024-01-31", "2024-02-29"],
])("before %s lies a period as long", (_, from, to, first, last) => {
  expect(periodBefore({ from, to })).toEqual({ from: first, to: last });
});

test("nothing lies before the calendar, or before a period that ends before it begins", () => {
  expect(periodBefore({ from: "0001-01-01", to: "0001-12-31" })).toBeNull();
  expect(periodBefore({ from: "2024-02-01", to: "2024-01-01" })).toBeNull();
});

test("a period has its first and its last day", () => {
  expect(daysIn({ from: "2024-02-28", to: "2024-03-01" })).toBe(3);
});

test.each([
  ["2024-03-01", "2024-03-31", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"],
  ["2024-01-15", "2024-01-21", "2024-01-10T00:00:00Z", "2024-01-17T00:00:00Z"],
])("what was before %s – %s stands where it stood in its own period", (from, to, instant, moved) => {
  const before = periodBefore({ from, to });
  expect(before && shiftBetween(before, { from, to })(new Date(instant))).toEqual(new Date(moved));
});

test.each([
  [118, 100, "18 % more than 100 before"],
  [50, 100, "50 % less than 100 before"],
  [1001, 1000, "less than 1 % more than 1,000 before"],
  [7, 7, "as before"],
  [7, 0, "none before"],
  [0, 0, "none before either"],
])("%i after %i is said so", (now, before, text) => {
  expect(countChange(now, before)).toBe(text);
});

test.each([
  [60, 55, "5 more than 55 before"],
  [50, 55, "5 less than 55 before"],
  [50, 50, "as before"],
  [null, 50, "50 before"],
  [50, null, "none before"],
  [null, null, "none before either"],
])("a quality of %s after one of %s is said so", (now, before, text) => {
  expect(valueChange(now, before)).toBe(text);
});
