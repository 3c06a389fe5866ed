import { expect, test } from "vitest";
import { findCliques } from "./cliques";
import { layOut } from "./layout";
import { drawnGraph, type DrawnGraph } from "./model";
import { drawnNodes } from "./nodes";
import { article, graphOf } from "./testGraphs";

const layOutNodes = (graph: DrawnGraph, opened: readonly string[] = []) => {
  const drawn = drawnNodes(graph, findCliques(graph, new Set([0])), new Set(opened), new Set());
  return { drawn, ...layOut(graph, drawn, graph.articles.map(() => 0)) };
};

function nearest(positions: Float64Array): number {
  let found = Infinity;
  for (let a = 0; a < positions.length; a += 2) {
    for (let b = a + 2; b < positions.length; b += 2) {
      const x = (positions[a] ?? 0) - (positions[b] ?? 0);
      const y = (positions[a + 1] ?? 0) - (positions[b + 1] ?? 0);
      found = Math.min(found, Math.hypot(x, y));
    }
  }
  return found;
}

test("the centre is in the middle, and whatever is further away stands further out", () => {
  const graph = graphOf({ a: "bc", b: "d", c: "", d: "", e: "" });
  const { positions, bands } = layOutNodes(graph);
  const radii = graph.articles.map((_, place) =>
    Math.round(Math.hypot(positions[2 * place] ?? 0, positions[2 * place + 1] ?? 0)),
  );
  expect(radii).toEqual([0, 150, 150, 220, 290]);
  expect(bands).toEqual([
    { radius: 185, name: "1 link" },
    { radius: 255, name: "2 links" },
    { radius: 325, name: "no links" },
  ]);
});

test("a thousand articles at one distance keep apart", () => {
  const others = Array.from({ length: 999 }, (_, place) => place + 1);
  const graph = drawnGraph({
    truncated: true,
    articles: [0, ...others].map((place) => article(String(place))),
    adjacency: [others, ...others.map(() => [])],
  });
  expect(nearest(layOutNodes(graph).positions)).toBeGreaterThan(20);
});

const names = Array.from({ length: 60 }, (_, place) => String.fromCodePoint(0x4e00 + place));
const CROWD = graphOf({
  ...Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name).join("")])),
  x: names[0] ?? "",
});

test("a closed clique is one node, with no disc around it", () => {
  const { drawn, discs } = layOutNodes(CROWD);
  expect(drawn.nodes).toHaveLength(3);
  expect(discs).toEqual([]);
});

test("the articles of an open clique keep apart in a disc that holds nobody else", () => {
  const { drawn, positions, discs } = layOutNodes(CROWD, [names[1] ?? ""]);
  const [disc] = discs;
  expect(disc?.clique.places).toHaveLength(59);
  expect(nearest(positions)).toBeGreaterThan(14);
  const inside = drawn.nodes.filter((_, number) => {
    const x = (positions[2 * number] ?? 0) - (disc?.x ?? 0);
    const y = (positions[2 * number + 1] ?? 0) - (disc?.y ?? 0);
    return Math.hypot(x, y) < (disc?.radius ?? 0);
  });
  expect(inside.every(({ within }) => within === disc?.clique)).toBe(true);
  expect(inside).toHaveLength(59);
});
