/** A neighbourhood as a graph of numbers: what is drawn, how far each article is, who links whom. */
import type { DrawnArticleFragment, NeighborhoodQuery, PathsQuery } from "../../generated/explorer";

export interface DrawnGraph {
  /** The articles, each once; the centre first. A link names them by their places here. */
  articles: readonly DrawnArticleFragment[];
  places: ReadonlyMap<string, number>;
  /** For each article the places of those it lists, and of those that list it. */
  outward: readonly (readonly number[])[];
  inward: readonly (readonly number[])[];
  /** How many links each is away from the centre, whichever way they go; -1: no way there. */
  hops: readonly number[];
}

/** The neighbourhood, with the articles and links of the paths where they are no part of it. */
export function drawnGraph(
  neighborhood: NeighborhoodQuery["neighborhood"],
  paths: PathsQuery["paths"] = [],
): DrawnGraph {
  const articles: DrawnArticleFragment[] = [...neighborhood.articles];
  const places = new Map(articles.map(({ url }, place) => [url, place]));
  const outward = neighborhood.adjacency.map((listed) => [...listed]);
  for (const path of paths) {
    for (const article of path.articles) {
      if (places.has(article.url)) continue;
      places.set(article.url, articles.length);
      articles.push(article);
      outward.push([]);
    }
    for (const link of path.links) {
      const source = places.get(link.source.url);
      const target = places.get(link.target.url);
      if (source === undefined || target === undefined) continue;
      const listed = outward[source];
      if (listed?.includes(target) === false) listed.push(target);
    }
  }
  const inward: number[][] = articles.map(() => []);
  outward.forEach((listed, source) => {
    for (const target of listed) inward[target]?.push(source);
  });
  return { articles, places, outward, inward, hops: hopsFrom(0, outward, inward) };
}

/** The places of the articles one link away, whichever way it goes, each once. */
export function neighbours(graph: DrawnGraph, place: number): ReadonlySet<number> {
  return new Set([...(graph.outward[place] ?? []), ...(graph.inward[place] ?? [])]);
}

/** The pairs of linked articles, each pair once however the links go: places two by two. */
export function linkedPairs(graph: DrawnGraph): Uint32Array {
  const pairs: number[] = [];
  const seen = new Set<number>();
  graph.outward.forEach((listed, source) => {
    for (const target of listed) {
      const [low, high] = source < target ? [source, target] : [target, source];
      const pair = low * graph.articles.length + high;
      if (source === target || seen.has(pair)) continue;
      seen.add(pair);
      pairs.push(low, high);
    }
  });
  return Uint32Array.from(pairs);
}

function hopsFrom(
  start: number,
  outward: readonly (readonly number[])[],
  inward: readonly (readonly number[])[],
): number[] {
  const hops = outward.map(() => -1);
  if (hops.length === 0) return hops;
  hops[start] = 0;
  let ring = [start];
  for (let distance = 1; ring.length > 0; distance += 1) {
    const next: number[] = [];
    for (const place of ring) {
      for (const other of [...(outward[place] ?? []), ...(inward[place] ?? [])]) {
        if (hops[other] === -1) {
          hops[other] = distance;
          next.push(other);
        }
      }
    }
    ring = next;
  }
  return hops;
}
