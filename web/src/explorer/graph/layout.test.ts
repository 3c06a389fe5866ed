import { expect, test } from "vitest";
import type { DrawnArticleFragment } from "../../generated/explorer";
import { groupArticles } from "./groups";
import { layOut } from "./layout";
import { drawnGraph, linkedPairs, type DrawnGraph } from "./model";

function article(url: string, domain: string | null = null): DrawnArticleFragment {
  return {
    url,
    title: url,
    excerpt: null,
    publishedDateTime: null,
    stub: false,
    rank: 0,
    inDegree: 0,
    outDegree: 0,
    provider: domain === null ? null : { domain, name: domain.toUpperCase() },
    story: null,
  };
}

/** A graph from `a: "bc"`: a lists b and c. The first is the centre. */
function graphOf(lists: Record<string, string>): DrawnGraph {
  const names = Object.keys(lists);
  return drawnGraph({
    truncated: false,
    articles: names.map((name) => article(name)),
    adjacency: names.map((name) => (lists[name] ?? "").split("").map((target) => names.indexOf(target))),
  });
}

test("distances count links whichever way they go, and say where there is no way", () => {
  expect(graphOf({ a: "b", b: "", c: "b", d: "" }).hops).toEqual([0, 1, 2, -1]);
});

test("a pair of articles is one line, however many links join it", () => {
  expect([...linkedPairs(graphOf({ a: "bc", b: "a", c: "c" }))]).toEqual([0, 1, 0, 2]);
});

test("a path brings its articles and its links, each once", () => {
  const link = (from: string, to: string) => ({ source: { url: from }, target: { url: to } });
  const path = {
    hops: 2,
    articles: [article("a"), article("b"), article("x")],
    links: [link("a", "b"), link("b", "x")],
  };
  const graph = drawnGraph(
    { truncated: false, articles: [article("a"), article("b")], adjacency: [[1], []] },
    [path, path],
  );
  expect(graph.articles.map(({ url }) => url)).toEqual(["a", "b", "x"]);
  expect(graph.outward).toEqual([[1], [2], []]);
  expect(graph.hops).toEqual([0, 1, 2]);
});

test("the centre is in the middle, and whatever is further away stands further out", () => {
  const graph = graphOf({ a: "bc", b: "d", c: "", d: "", e: "" });
  const { positions, bands } = layOut(graph, [0, 0, 0, 0, 0]);
  const radii = graph.articles.map((_, place) =>
    Math.round(Math.hypot(positions[2 * place] ?? 0, positions[2 * place + 1] ?? 0)),
  );
  expect(radii).toEqual([0, 150, 150, 220, 290]);
  expect(bands).toEqual([185, 255, 325]);
});

test("a thousand articles at one distance keep apart", () => {
  const others = Array.from({ length: 999 }, (_, place) => place + 1);
  const graph = drawnGraph({
    truncated: true,
    articles: [0, ...others].map((place) => article(String(place))),
    adjacency: [others, ...others.map(() => [])],
  });
  const { positions } = layOut(graph, graph.articles.map(() => 0));
  let nearest = Infinity;
  for (let a = 0; a < 1000; a += 1) {
    for (let b = a + 1; b < 1000; b += 1) {
      const x = (positions[2 * a] ?? 0) - (positions[2 * b] ?? 0);
      const y = (positions[2 * a + 1] ?? 0) - (positions[2 * b + 1] ?? 0);
      nearest = Math.min(nearest, Math.hypot(x, y));
    }
  }
  expect(nearest).toBeGreaterThan(20);
});

test("the largest groups have a colour, the rest shares one", () => {
  const domains = ["a", "b", "b", null, "c", "d", "e", "f", "g", "h", "i"];
  const { legend, numbers } = groupArticles(
    domains.map((domain, place) => article(String(place), domain)),
    "provider",
  );
  expect(legend[0]).toEqual({ number: 0, name: "B", count: 2 });
  expect(legend.slice(1, -1).map(({ name }) => name)).toEqual(["A", "C", "D", "E", "F", "G", "H"]);
  expect(legend.at(-1)).toEqual({ number: 8, name: "others", count: 2 });
  expect(numbers).toEqual([1, 0, 0, 8, 2, 3, 4, 5, 6, 7, 8]);
});
