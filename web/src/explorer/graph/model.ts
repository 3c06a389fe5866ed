/** A neighbourhood as a graph of numbers: what is drawn, how far each article is, who links whom. */
import type {
  DrawnArticleFragment,
  DrawnPathFragment,
  KinQuery,
  NeighborhoodQuery,
} from "../../generated/explorer";

export interface DrawnGraph {
  /** The articles, each once; the centre first. A link names them by their places here. */
  articles: readonly DrawnArticleFragment[];
  places: ReadonlyMap<string, number>;
  /** For each article the places of those it lists, and of those that list it. */
  outward: readonly (readonly number[])[];
  inward: readonly (readonly number[])[];
  /** How many links each is away from the centre, whichever way they go; -1: no way there. */
  hops: readonly number[];
  /** The pairs of similar articles, and the words that both have. */
  similar: readonly Similarity[];
}

export interface Similarity {
  a: number;
  b: number;
  words: readonly string[];
}

/** Less than this, and two articles have hardly more in common than any other two. */
const LEAST_SCORE = 0.1;

/** The neighbourhood, with what is similar and what paths cross, where these are no part of it. */
export function drawnGraph(
  neighborhood: NeighborhoodQuery["neighborhood"],
  paths: readonly DrawnPathFragment[] = [],
  kin: KinQuery["articlesByUrl"] = [],
): DrawnGraph {
  const articles: DrawnArticleFragment[] = [...neighborhood.articles];
  const places = new Map(articles.map(({ url }, place) => [url, place]));
  const outward = neighborhood.adjacency.map((listed) => [...listed]);
  const placeOf = (article: DrawnArticleFragment): number => {
    const known = places.get(article.url);
    if (known !== undefined) return known;
    places.set(article.url, articles.length);
    outward.push([]);
    return articles.push(article) - 1;
  };
  for (const path of paths) {
    path.articles.forEach(placeOf);
    for (const link of path.links) {
      const source = places.get(link.source.url);
      const target = places.get(link.target.url);
      if (source === undefined || target === undefined) continue;
      const listed = outward[source];
      if (listed?.includes(target) === false) listed.push(target);
    }
  }
  const similar = kin.flatMap((one) => {
    const a = one ? places.get(one.url) : undefined;
    if (!one || a === undefined) return [];
    return one.similar.edges
      .filter(({ score }) => score >= LEAST_SCORE)
      .map(({ node, sharedTerms }) => ({ a, b: placeOf(node), words: sharedTerms }));
  });
  const inward: number[][] = articles.map(() => []);
  outward.forEach((listed, source) => {
    for (const target of listed) inward[target]?.push(source);
  });
  return { articles, places, outward, inward, hops: hopsFrom(0, outward, inward), similar };
}

/** The places of the articles one link away, whichever way it goes, each once. */
export function neighbours(graph: DrawnGraph, place: number): ReadonlySet<number> {
  return new Set([...(graph.outward[place] ?? []), ...(graph.inward[place] ?? [])]);
}

/** Each pair of places once, however often and in whichever order it comes: two by two. */
export function distinctPairs(pairs: Iterable<readonly [number, number]>): Uint32Array {
  const found: number[] = [];
  const seen = new Set<number>();
  for (const [a, b] of pairs) {
    const [low, high] = a < b ? [a, b] : [b, a];
    const pair = low * 2 ** 20 + high;
    if (a === b || seen.has(pair)) continue;
    seen.add(pair);
    found.push(low, high);
  }
  return Uint32Array.from(found);
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
