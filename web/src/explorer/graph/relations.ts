/** Why articles of a drawing are joined: pairs of each kind, each to be drawn or not. */
import type { DrawnArticleFragment } from "../../generated/explorer";
import { KINDS, type Kind } from "../state";
import { distinctPairs, type DrawnGraph } from "./model";

/** Pairs of places, two by two, each pair once. */
export type Relations = Readonly<Record<Kind, Uint32Array>>;

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  listed: "Listed",
  similar: "Similar",
  story: "Same story",
  copies: "Copies",
};

/**
 * The pairs of each kind. The articles of a story, and the copies of a report, are a chain from the
 * earliest to the latest: a line for every two of them would say no more.
 */
export function relate(graph: DrawnGraph): Relations {
  return {
    listed: distinctPairs(
      graph.outward.flatMap((listed, source) => listed.map((target) => [source, target] as const)),
    ),
    similar: distinctPairs(graph.similar.map(({ a, b }) => [a, b] as const)),
    story: chains(graph, ({ story }) => story?.id ?? null),
    copies: chains(graph, reportOf(graph.articles)),
  };
}

/** Why an article stands where it does: what joins it to another, in words; empty: nothing does. */
export function reasonsBetween(graph: DrawnGraph, place: number, other: number): string[] {
  const [one, two] = [graph.articles[place], graph.articles[other]];
  if (!one || !two || place === other) return [];
  const reasons: string[] = [];
  if (graph.outward[other]?.includes(place)) reasons.push("listed by it");
  if (graph.inward[other]?.includes(place)) reasons.push("lists it");
  const similarity = graph.similar.find(
    ({ a, b }) => (a === place && b === other) || (a === other && b === place),
  );
  if (similarity) {
    const words = similarity.words.slice(0, 5).join(", ");
    reasons.push(words ? `similar: ${words}` : "similar");
  }
  if (one.story && one.story.id === two.story?.id) reasons.push("same story");
  const report = reportOf(graph.articles);
  if (report(one) !== null && report(one) === report(two)) reasons.push("copy of the same report");
  return reasons;
}

export function countsOf(relations: Relations): Record<Kind, number> {
  return Object.fromEntries(KINDS.map((kind) => [kind, relations[kind].length / 2])) as Record<Kind, number>;
}

function chains(
  graph: DrawnGraph,
  keyOf: (article: DrawnArticleFragment) => string | null,
): Uint32Array {
  const last = new Map<string, number>();
  const pairs: [number, number][] = [];
  const dates = graph.articles.map(({ publishedDateTime }) => publishedDateTime ?? "9999");
  const inTime = graph.articles.map((_, place) => place);
  inTime.sort((a, b) => ((dates[a] ?? "") < (dates[b] ?? "") ? -1 : dates[a] === dates[b] ? a - b : 1));
  for (const place of inTime) {
    const article = graph.articles[place];
    const key = article ? keyOf(article) : null;
    if (key === null) continue;
    const before = last.get(key);
    if (before !== undefined) pairs.push([before, place]);
    last.set(key, place);
  }
  return distinctPairs(pairs);
}

/** The report that an article is a copy of; null for one that is printed once. */
function reportOf(
  articles: readonly DrawnArticleFragment[],
): (article: DrawnArticleFragment) => string | null {
  // Each names its earliest other copy, so all copies of a report name the same two.
  const roots = new Map<string, string>();
  const rootOf = (url: string): string => {
    const above = roots.get(url) ?? url;
    return above === url ? url : rootOf(above);
  };
  for (const { url, copies } of articles) {
    const [other] = copies;
    if (other) roots.set(rootOf(url), rootOf(other.url));
  }
  return ({ url, copies }) => (copies.length > 0 ? rootOf(url) : null);
}
