import { expect, test } from "vitest";
import { findCliques } from "./cliques";
import { drawnNodes, nameOfClique } from "./nodes";
import { graphOf } from "./testGraphs";

/** Lists by which the letters all link each other, each listing those after it. */
const crowd = (letters: string) =>
  Object.fromEntries(Array.from(letters, (letter, place) => [letter, letters.slice(place + 1)]));

/** a lists all; b to i list each other; x is linked with b alone. */
const EIGHT = graphOf({ a: "bcdefghix", ...crowd("bcdefghi"), x: "b" });

test("articles that all link each other are a clique, in whichever direction they do", () => {
  expect(findCliques(EIGHT, new Set([0]))).toEqual([{ key: "b", places: [1, 2, 3, 4, 5, 6, 7, 8] }]);
});

test("seven articles are no clique, nor are eight of which two are not linked", () => {
  expect(findCliques(graphOf({ a: "bcdefgh", ...crowd("bcdefgh") }), new Set([0]))).toEqual([]);
  const gap = graphOf({ a: "bcdefghi", ...crowd("bcdefghi"), h: "" });
  expect(findCliques(gap, new Set([0]))).toEqual([]);
});

test("what is to stand apart is in no clique", () => {
  expect(findCliques(EIGHT, new Set([0, 4]))).toEqual([]);
});

test("a clique stays at one distance", () => {
  const graph = graphOf({ a: "b", ...crowd("bcdefghij") });
  expect(findCliques(graph, new Set([0]))).toEqual([{ key: "c", places: [2, 3, 4, 5, 6, 7, 8, 9] }]);
});

test("hundreds of articles that all link each other are one clique", () => {
  const names = Array.from({ length: 178 }, (_, place) => String.fromCodePoint(0x4e00 + place));
  const graph = graphOf(Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name).join("")])));
  const [clique, ...others] = findCliques(graph, new Set([0]));
  expect(clique?.places).toHaveLength(177);
  expect(others).toEqual([]);
});

test("a closed clique is one node, an open one its articles, and what is hidden is neither", () => {
  const cliques = findCliques(EIGHT, new Set([0]));
  const drawn = (opened: string[], hidden: string[]) =>
    drawnNodes(EIGHT, cliques, new Set(opened), new Set(hidden));
  const shown = (opened: string[], hidden: string[]) => drawn(opened, hidden).nodes.map(({ id }) => id);
  expect(shown([], [])).toEqual(["a", "clique:b", "x"]);
  expect(shown(["b"], [])).toEqual(Array.from("abcdefghix"));
  expect(shown(["b"], ["c"])).toEqual(Array.from("abdefghix"));
  expect(shown([], ["clique:b"])).toEqual(["a", "x"]);
  expect(drawn([], ["x"]).nodeOf).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, -1]);
});

test("a clique is called by the story of most, else by its time", () => {
  const on = (day: string) => ({ publishedDateTime: `2023-01-${day}T00:00:00Z` });
  const story = { story: { id: "1", title: "Storm" } };
  const graph = graphOf({ a: "", b: "", c: "" }, { a: { ...on("03"), ...story }, b: { ...on("01"), ...story }, c: on("02") });
  expect(nameOfClique(graph, [0, 1, 2])).toBe("Storm");
  expect(nameOfClique(graph, [1, 2])).toBe("Jan 1, 2023 – Jan 2, 2023");
});
