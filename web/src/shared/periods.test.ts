import { expect, test } from "vitest";
import { barAt, barsOf, moved, periodOf, selectionOf } from "./periods";

const at = (day: string, count = 1) => ({ period: `${day}T00:00:00Z`, count });

test("bars have no gaps, and are months where these are few enough", () => {
  const bars = barsOf([], [at("2020-11-01", 2), at("2021-03-01", 5), { period: null, count: 9 }]);
  expect(bars.map(({ first, last, count }) => `${first} ${last} ${count}`)).toEqual([
    "2020-11-01 2020-11-30 2",
    "2020-12-01 2020-12-31 0",
    "2021-01-01 2021-01-31 0",
    "2021-02-01 2021-02-28 0",
    "2021-03-01 2021-03-31 5",
  ]);
});

test("a corpus of few months is shown day by day, one of many years year by year", () => {
  expect(barsOf([at("2021-01-30"), at("2021-02-01")], [at("2021-01-01"), at("2021-02-01")])).toHaveLength(3);
  const months = [at("1990-03-01", 2), at("1990-04-01", 3), at("2021-01-01")];
  const bars = barsOf([], months);
  expect(bars).toHaveLength(32);
  expect(bars[0]).toEqual({ first: "1990-01-01", last: "1990-12-31", count: 5 });
  expect(barsOf([], [])).toEqual([]);
});

const BARS = barsOf([], [at("2021-01-01"), at("2021-02-01"), at("2021-03-01"), at("2021-04-01")]);

test("a period is open where it goes to an end, and back again the same bars", () => {
  expect(periodOf(BARS, { first: 0, last: 3 })).toEqual({ from: null, to: null });
  const period = periodOf(BARS, { first: 1, last: 2 });
  expect(period).toEqual({ from: "2021-02-01", to: "2021-03-31" });
  expect(selectionOf(BARS, period.from, period.to)).toEqual({ first: 1, last: 2 });
  expect(selectionOf(BARS, "2030-01-01", null)).toEqual({ first: 0, last: 3 });
});

test("the ends move by keys, never past one another", () => {
  const all = { first: 0, last: 3 };
  expect(moved(all, "first", "ArrowRight", 4)).toEqual({ first: 1, last: 3 });
  expect(moved(all, "last", "Home", 4)).toEqual({ first: 0, last: 0 });
  expect(moved({ first: 2, last: 2 }, "first", "PageUp", 4)).toEqual({ first: 2, last: 2 });
  expect(moved(all, "first", "a", 4)).toBeNull();
});

test("every place in the chart is a bar", () => {
  expect([-1, 0, 0.49, 0.99, 1, 2].map((place) => barAt(4, place))).toEqual([0, 0, 1, 3, 3, 3]);
});
