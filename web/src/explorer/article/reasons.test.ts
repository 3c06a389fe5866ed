import { expect, test } from "vitest";
import { reasonsOf, wasBefore } from "./reasons";

const NONE = { daysApart: null, sharedTerms: [], sharedNeighbors: 0, sharedTopics: [] };

test("all reasons are said, words first", () => {
  const edge = { daysApart: 1.2, sharedTerms: ["Skerrow", "ferry"], sharedNeighbors: 1, sharedTopics: [{ name: "Ships" }] };
  expect(reasonsOf(edge)).toEqual([
    "both say “Skerrow”, “ferry”",
    "1 day apart",
    "1 shared neighbour",
    "both about Ships",
  ]);
  expect(reasonsOf(NONE)).toEqual([]);
});

test.each([
  [0.3, "at the same time"],
  [5, "5 days apart"],
  [59, "59 days apart"],
  [90, "3 months apart"],
  [3652, "10 years apart"],
])("%d days are %s", (daysApart, said) => {
  expect(reasonsOf({ ...NONE, daysApart })).toEqual([said]);
});

test("only an article with a date was before another with a date", () => {
  const [first, second, undated] = ["2021-01-01T00:00:00Z", "2021-01-02T00:00:00Z", null].map((publishedDateTime) => ({
    publishedDateTime,
  })) as [{ publishedDateTime: string | null }, { publishedDateTime: string | null }, { publishedDateTime: string | null }];
  expect(wasBefore(first, second)).toBe(true);
  expect(wasBefore(second, first)).toBe(false);
  expect(wasBefore(undated, second)).toBe(false);
});
