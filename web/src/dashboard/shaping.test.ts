import { expect, test } from "vitest";
import type { DashboardQuery } from "../generated/dashboard";
import {
  COLOURED,
  foundProviders,
  linkMatrix,
  linkSides,
  providerRows,
  qualityMatrix,
  storyRows,
  topicMatrix,
  volumeRows,
} from "./shaping";

const quality = { count: 1, min: 1, median: 2, average: 2, p90: 3, max: 3 };
const provider = (domain: string, name: string, links: Record<string, number> = {}) => ({
  domain,
  name,
  linksTo: Object.entries(links).map(([to, count]) => ({ count, provider: { domain: to, name: `at ${to}` } })),
});
const none = { byPeriod: [], byTopic: [] };
const some = {
  byPeriod: [
    { period: "2024-01-01T00:00:00Z", count: 3 },
    { period: null, count: 9 },
  ],
  byTopic: [
    { topic: { slug: "ferries" }, count: 3 },
    { topic: { slug: "rare" }, count: 1 },
    { topic: null, count: 1 },
  ],
};

const ANSWER: DashboardQuery = {
  articles: {
    stats: {
      count: 7,
      stubs: 0,
      providers: 2,
      topics: 1,
      firstPublished: null,
      lastPublished: null,
      quality: { count: 1, median: 2 },
    },
    timeline: [
      { start: "2024-01-01T00:00:00Z", count: 4, stats: { quality: { average: 2 } } },
      { start: "2024-02-01T00:00:00Z", count: 0, stats: { quality: { average: null } } },
    ],
    byProvider: [
      { provider: provider("a.example", "News", { "b.example": 5, "z.example": 1 }), count: 3, articles: some, stats: { lastPublished: null, quality } },
      { provider: provider("b.example", "News"), count: 2, articles: none, stats: { lastPublished: null, quality } },
      { provider: null, count: 2, articles: some, stats: { lastPublished: null, quality } },
    ],
    byTopic: [{ topic: { name: "Ferries", slug: "ferries" }, count: 3 }, { topic: null, count: 1 }],
  },
  stories: {
    nodes: [
      { id: "1", title: "One", size: 4, stats: { lastPublished: null }, articles: { totalCount: 4 } },
      { id: "2", title: "Two", size: 3, stats: { lastPublished: null }, articles: { totalCount: 2 } },
    ],
  },
  providers: { nodes: [] },
  topics: { nodes: [] },
};

const providers = providerRows(ANSWER.articles);

test("providers of one name are told apart by their domains; articles without one make no row", () => {
  expect(providers.map(({ place, name }) => [place, name])).toEqual([
    [0, "News (a.example)"],
    [1, "News (b.example)"],
  ]);
});

test("every article of an interval is in one of its rows", () => {
  expect(volumeRows(ANSWER.articles, providers)).toEqual([
    { start: new Date("2024-01-01"), place: 0, provider: "News (a.example)", count: 3 },
    { start: new Date("2024-01-01"), place: COLOURED, provider: "all others", count: 1 },
  ]);
});

test("a matrix has the providers and topics that are shown", () => {
  expect(topicMatrix(ANSWER.articles, providers).cells).toEqual([
    { rowKey: "a.example", row: "News (a.example)", columnKey: "ferries", column: "Ferries", count: 3 },
  ]);
});

test("providers that few link to fill the columns, after those that are shown", () => {
  const sides = linkSides(ANSWER.articles, providers);
  const nodes = ANSWER.articles.byProvider.flatMap((group) => group.provider ?? []);
  const { columns, cells } = linkMatrix(sides, { providers: { nodes } });
  expect([...columns.keys()]).toEqual(["a.example", "b.example", "z.example"]);
  expect(cells.map(({ row, column, count }) => [row, column, count])).toEqual([
    ["News (a.example)", "News (b.example)", 5],
    ["News (a.example)", "at z.example", 1],
  ]);
});

test("a matrix is no wider for providers that are linked to when many are shown", () => {
  const many = Array.from({ length: 12 }, (_, place) => ({
    provider: provider(`${place}.example`, `${place}`, { "z.example": 100, "1.example": 1 }),
    count: 1,
    articles: none,
    stats: { lastPublished: null, quality },
  }));
  const articles = { ...ANSWER.articles, byProvider: many };
  expect([...linkSides(articles, providerRows(articles)).columns.keys()]).toEqual(
    many.map((group) => group.provider.domain),
  );
});

test("of a story it is told how many of its articles are among those shown", () => {
  expect(storyRows(ANSWER).map(({ title, size, among }) => [title, size, among])).toEqual([
    ["One", 4, 4],
    ["Two", 3, 2],
  ]);
});

test("quality over time has the providers and the intervals in which something is rated", () => {
  const at = (period: string | null, average: number | null) => ({
    period,
    stats: { quality: { count: 1, average } },
  });
  const answer = {
    articles: {
      byProvider: [
        {
          provider: { domain: "b.example" },
          articles: { byPeriod: [at("2024-04-01T00:00:00Z", 50), at("2024-07-01T00:00:00Z", null), at(null, 7)] },
        },
        { provider: { domain: "rare.example" }, articles: { byPeriod: [at("2023-01-01T00:00:00Z", 1)] } },
        { provider: null, articles: { byPeriod: [at("2024-01-01T00:00:00Z", 1)] } },
      ],
    },
  };
  const { rows, columns, cells } = qualityMatrix(answer, providers, "QUARTER");
  expect([...rows.keys()]).toEqual(["b.example"]);
  expect([...columns.values()]).toEqual(["2024 Q2"]);
  expect(cells.map(({ row, column, average }) => [row, column, average])).toEqual([["News (b.example)", "2024 Q2", 50]]);
});

test("a provider is found by a part of its name or domain, whatever its case", () => {
  const row = (domain: string, name: string) => ({ domain, name, count: 1, median: null, last: null });
  const rows = [row("a.example", "Harbour Post"), row("harbour.example", "Tides"), row("c.example", "Other")];
  expect(foundProviders(rows, " HARBOUR ").map(({ domain }) => domain)).toEqual(["a.example", "harbour.example"]);
  expect(foundProviders(rows, " ")).toEqual(rows);
});
