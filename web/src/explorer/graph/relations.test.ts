import { expect, test } from "vitest";
import { drawnGraph } from "./model";
import { reasonsBetween, relate } from "./relations";
import { article, graphOf } from "./testGraphs";

test("a pair of articles is one line, however many links join it", () => {
  expect([...relate(graphOf({ a: "bc", b: "a", c: "c" })).listed]).toEqual([0, 1, 0, 2]);
});

test("a story is a chain in time, those without a date last", () => {
  const story = { story: { id: "1", title: "Storm" } };
  const on = (year: number) => ({ publishedDateTime: `${year}-01-01T00:00:00Z` });
  const said = { a: { ...story, ...on(2022) }, b: story, c: { ...story, ...on(2020) }, d: on(2021) };
  expect([...relate(graphOf({ a: "", b: "", c: "", d: "" }, said)).story]).toEqual([0, 2, 0, 1]);
});

test("copies are chains that tell one report from another", () => {
  const copyOf = (url: string) => ({ copies: [{ url }] });
  const said = { a: copyOf("b"), b: copyOf("a"), c: copyOf("a"), x: copyOf("y"), y: copyOf("x") };
  const { copies } = relate(graphOf({ a: "", b: "", c: "", d: "", x: "", y: "" }, said));
  expect([...copies]).toEqual([0, 1, 1, 2, 4, 5]);
});

test("an article says why it is there", () => {
  const story = { story: { id: "1", title: "Storm" } };
  const graph = drawnGraph(
    {
      truncated: false,
      articles: [article("a", story), article("b", { ...story, copies: [{ url: "a" }] }), article("c")],
      adjacency: [[1], [0], []],
    },
    [],
    [{ url: "a", similar: { edges: [{ score: 1, sharedTerms: ["ferry", "quay"], node: article("b") }] } }],
  );
  expect(reasonsBetween(graph, 1, 0)).toEqual(["listed by it", "lists it", "similar: ferry, quay", "same story"]);
  expect(reasonsBetween(graph, 2, 0)).toEqual([]);
});
