import { expect, test } from "vitest";
import { distinctPairs, drawnGraph } from "./model";
import { article, graphOf } from "./testGraphs";

test("distances count links whichever way they go, and say where there is no way", () => {
  expect(graphOf({ a: "b", b: "", c: "b", d: "" }).hops).toEqual([0, 1, 2, -1]);
});

test("a pair is there once, whichever way and however often it comes", () => {
  expect([...distinctPairs([[0, 1], [1, 0], [2, 2], [2, 0]])]).toEqual([0, 1, 0, 2]);
});

test("a path brings its articles and its links, each once", () => {
  const link = (from: string, to: string) => ({ source: { url: from }, target: { url: to } });
  const path = {
    hops: 2,
    articles: [article("a"), article("b"), article("x")],
    links: [link("a", "b"), link("b", "x")],
    bridges: [],
  };
  const graph = drawnGraph(
    { truncated: false, articles: [article("a"), article("b")], adjacency: [[1], []] },
    [path, path],
  );
  expect(graph.articles.map(({ url }) => url)).toEqual(["a", "b", "x"]);
  expect(graph.outward).toEqual([[1], [2], []]);
  expect(graph.hops).toEqual([0, 1, 2]);
});

test("what is similar enough is drawn too, though no link leads there", () => {
  const edge = (url: string, score: number) => ({ score, sharedTerms: ["ferry"], node: article(url) });
  const graph = drawnGraph({ truncated: false, articles: [article("a")], adjacency: [[]] }, [], [
    { url: "a", similar: { edges: [edge("b", 0.5), edge("c", 0.09)] } },
    null,
  ]);
  expect(graph.articles.map(({ url }) => url)).toEqual(["a", "b"]);
  expect(graph.similar).toEqual([{ a: 0, b: 1, words: ["ferry"] }]);
  expect(graph.hops).toEqual([0, -1]);
});
