/** Articles that all link each other: found, so that one node can stand for all of them. */
import { neighbours, type DrawnGraph } from "./model";

export interface Clique {
  /** The address of its first article, by which it is known. */
  key: string;
  /** Ascending. */
  places: readonly number[];
}

/** Fewer articles than this are drawn one by one: seven names and 21 lines can still be read. */
const SMALLEST = 8;

/**
 * Cliques without common members, the largest found first. Each is as far from the centre throughout.
 *
 * To find the largest ones of all would take too long (it is NP-hard). From the article with most
 * links on, each takes in whoever is linked with all so far, those with most links first. Where all
 * link each other, as the articles of one news topic do, that is all of them.
 */
export function findCliques(graph: DrawnGraph, apart: ReadonlySet<number>): Clique[] {
  const near = graph.articles.map((_, place) => neighbours(graph, place));
  const degree = (place: number) => near[place]?.size ?? 0;
  const byDegree = graph.articles.map((_, place) => place).sort((a, b) => degree(b) - degree(a) || a - b);
  const left = new Set(byDegree.filter((place) => !apart.has(place)));
  const found: Clique[] = [];
  for (const seed of byDegree) {
    if (!left.has(seed)) continue;
    const members = [seed];
    const candidates = [...(near[seed] ?? [])]
      .filter((place) => left.has(place) && graph.hops[place] === graph.hops[seed])
      .sort((a, b) => degree(b) - degree(a) || a - b);
    for (const candidate of candidates) {
      if (members.every((member) => near[candidate]?.has(member))) members.push(candidate);
    }
    if (members.length < SMALLEST) {
      left.delete(seed);
      continue;
    }
    for (const member of members) left.delete(member);
    members.sort((a, b) => a - b);
    found.push({ key: graph.articles[members[0] ?? 0]?.url ?? "", places: members });
  }
  return found.sort((a, b) => b.places.length - a.places.length || (a.places[0] ?? 0) - (b.places[0] ?? 0));
}
