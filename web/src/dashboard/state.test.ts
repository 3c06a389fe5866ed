import { describe, expect, test } from "vitest";
import {
  columnInterval,
  EVERYTHING,
  INTERVALS,
  longerThan,
  narrowTo,
  readState,
  variablesOf,
  withPeriod,
  writeState,
} from "./state";

const SOME = { ...EVERYTHING, from: "2024-01-15", to: "2024-03-31", topic: "ferries" };

describe("the address", () => {
  test("holds every state", () => {
    for (const state of [EVERYTHING, SOME, { ...SOME, compare: true }, { ...SOME, provider: "a.example", interval: "YEAR" as const }]) {
      expect(readState(writeState(state))).toEqual(state);
    }
  });

  test("is empty for everything", () => {
    expect(writeState(EVERYTHING)).toBe("");
  });

  test("may hold what nobody understands", () => {
    expect(readState("?from=yesterday&to=2024-13-41&interval=eon&topic=&x=1")).toEqual(EVERYTHING);
  });
});

describe("the variables", () => {
  test("have no filter where nothing is left out", () => {
    expect(variablesOf(EVERYTHING)).toEqual({
      filter: null,
      interval: "MONTH",
      period: "MONTH",
      points: 2000,
      periods: 2001,
    });
  });

  test("never hold a day that the API refuses", () => {
    for (const day of ["2023-02-31", "2023-02-29", "0000-01-01"]) {
      expect(readState(`?from=${day}&to=${day}`)).toEqual(EVERYTHING);
    }
    const { from, to } = readState("?from=0001-01-01&to=9999-12-31");
    expect(variablesOf({ ...EVERYTHING, from, to }).filter).toEqual({
      publishedDateTime: { gte: "0001-01-01T00:00:00Z", lte: "9999-12-31T23:59:59.999999Z" },
    });
  });

  test("include the last day", () => {
    expect(variablesOf(SOME).filter).toEqual({
      publishedDateTime: { gte: "2024-01-15T00:00:00Z", lte: "2024-03-31T23:59:59.999999Z" },
      topic: { eq: "ferries" },
    });
  });
});

test.each([
  ["YEAR", "2024-01-01T00:00:00Z", "2024-01-01", "2024-12-31", "MONTH"],
  ["QUARTER", "2023-10-01T00:00:00Z", "2023-10-01", "2023-12-31", "WEEK"],
  ["MONTH", "2024-02-01T00:00:00Z", "2024-02-01", "2024-02-29", "DAY"],
  ["WEEK", "2024-02-26T00:00:00Z", "2024-02-26", "2024-03-03", "DAY"],
  ["DAY", "2024-02-29T00:00:00Z", "2024-02-29", "2024-02-29", "DAY"],
] as const)("a %s narrows to its days", (interval, start, from, to, finer) => {
  expect(narrowTo({ ...EVERYTHING, interval }, start)).toEqual({ ...EVERYTHING, from, to, interval: finer });
});

test("after each interval comes the next longer one, up to years", () => {
  expect(INTERVALS.map(longerThan)).toEqual(["WEEK", "MONTH", "QUARTER", "YEAR", null]);
});

test.each([
  ["2024-01-01", "2024-01-31", "DAY"],
  ["2024-01-01", "2024-06-30", "WEEK"],
  ["2023-01-01", "2024-12-31", "MONTH"],
  ["2024-01-01", null, "MONTH"],
  [null, null, "MONTH"],
] as const)("from %s to %s, time is divided so that it can be read", (from, to, interval) => {
  expect(withPeriod(SOME, { from, to })).toEqual({ ...SOME, from, to, interval });
});

test.each([
  ["DAY", "2024-01-01", "2024-01-20", "DAY"],
  ["DAY", "2024-01-01", "2024-04-01", "WEEK"],
  ["MONTH", "2023-01-01", "2024-06-01", "MONTH"],
  ["MONTH", "2019-01-01", "2024-01-01", "QUARTER"],
  ["WEEK", "2000-01-01", "2024-01-01", "YEAR"],
  ["YEAR", "1900-01-01", "2024-01-01", "YEAR"],
] as const)("columns of %ss between %s and %s are %ss", (least, first, last, interval) => {
  expect(columnInterval(least, new Date(first), new Date(last))).toBe(interval);
});
