import { expect, test } from "vitest";
import { periodsOf } from "./periods";

const on = (...dates: string[]) => dates.map((date) => `${date}T00:00:00Z`);

test("periods are as fine as their number allows", () => {
  expect(periodsOf(on("2023-01-01", "2023-01-02", "2023-01-01"), 2)).toEqual({
    names: ["1 Jan 2023", "2 Jan 2023"],
    of: [0, 1, 0],
  });
  const months = on("2023-01-01", "2023-01-02", "2023-02-02", "2023-03-03", "2023-03-04");
  expect(periodsOf(months, 3).names).toEqual(["Jan 2023", "Feb 2023", "Mar 2023"]);
  const quarters = on("2023-01-01", "2023-02-02", "2023-04-02", "2023-07-01", "2023-08-01");
  expect(periodsOf(quarters, 3).names).toEqual(["Q1 2023", "Q2 2023", "Q3 2023"]);
  const years = on("2021-01-01", "2021-04-02", "2022-08-02", "2023-01-01", "2023-08-01");
  expect(periodsOf(years, 3).names).toEqual(["2021", "2022", "2023"]);
});

test("where most dates are in one period, periods have about as many dates each", () => {
  const dates = on("2020-01-01", "2023-01-01", "2023-01-02", "2023-01-03", "2023-01-04", "2023-01-05");
  expect(periodsOf(dates, 3)).toEqual({
    names: ["1 Jan 2020 – 1 Jan 2023", "2 – 3 Jan 2023", "4 – 5 Jan 2023"],
    of: [0, 0, 1, 1, 2, 2],
  });
});

test("what has no date is in no period", () => {
  expect(periodsOf([null, ...on("2023-01-01")], 8).of).toEqual([-1, 0]);
  expect(periodsOf([null], 8)).toEqual({ names: [], of: [-1] });
});
