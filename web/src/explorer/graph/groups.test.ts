import { expect, test } from "vitest";
import { groupArticles } from "./groups";
import { article, provider } from "./testGraphs";

const of = (domains: readonly (string | null)[]) =>
  domains.map((domain, place) => article(String(place), domain === null ? {} : provider(domain)));

test("up to eight groups have a colour each, and what has no group is told apart", () => {
  const { legend, numbers } = groupArticles(of(["a", "b", "b", null]), "provider");
  expect(legend).toEqual([
    { number: 0, name: "B", count: 2 },
    { number: 1, name: "A", count: 1 },
    { number: 8, name: "without a provider", count: 1 },
  ]);
  expect(numbers).toEqual([1, 0, 0, 8]);
});

test("of more groups the largest seven have a colour each, and the others one of their own", () => {
  const { legend, numbers } = groupArticles(of(["a", "b", "b", "c", "d", "e", "f", "g", "h", "i"]), "provider");
  expect(legend.map(({ name, count }) => [name, count])).toEqual([
    ["B", 2], ["A", 1], ["C", 1], ["D", 1], ["E", 1], ["F", 1], ["G", 1], ["2 more providers", 2],
  ]);
  expect(numbers.slice(-2)).toEqual([7, 7]);
});

test("a topic of all articles tells nothing where there is another", () => {
  const topics = (...slugs: string[]) => ({ topics: slugs.map((slug) => ({ slug, name: slug.toUpperCase() })) });
  const articles = [
    article("1", topics("all", "ai")), article("2", topics("all", "ai", "iot")), article("3", topics("all", "iot")),
    article("4", topics("all")), article("5", topics("all")),
  ];
  const { legend } = groupArticles(articles, "topic");
  expect(legend.map(({ name, count }) => [name, count])).toEqual([["AI", 2], ["ALL", 2], ["IOT", 1]]);
});

test("colours are by what tells most articles apart", () => {
  expect(groupArticles(of(["a", "a", "b", "b"]), "auto").property).toBe("provider");
  const dates = Array.from({ length: 30 }, (_, place) =>
    article(String(place), { ...provider(`p${place}`), publishedDateTime: `${2000 + (place % 5)}-01-01T00:00:00Z` }),
  );
  expect(groupArticles(dates, "auto").property).toBe("time");
});

test("periods have colours from the first to the last, in time", () => {
  const on = (date: string) => article(date, { publishedDateTime: `${date}T12:00:00Z` });
  const { legend, numbers } = groupArticles([on("2023-03-01"), on("2023-01-02"), on("2023-02-01"), article("x")], "time");
  expect(legend.map(({ number, name }) => [number, name])).toEqual([
    [0, "2 Jan 2023"], [4, "1 Feb 2023"], [7, "1 Mar 2023"], [8, "without a date"],
  ]);
  expect(numbers).toEqual([7, 0, 4, 8]);
});
