/** The nodes of a drawing: articles, and closed cliques that stand for several of them. */
import { day } from "../../shared/format";
import type { Clique } from "./cliques";
import type { DrawnGraph } from "./model";

export interface DrawnNode {
  /** The address of the article; for a clique `clique:` and its key. */
  id: string;
  /** The articles that it stands for. */
  places: readonly number[];
  /** The closed clique that it is. */
  clique: Clique | null;
  /** The open clique that it belongs to. */
  within: Clique | null;
}

export interface DrawnNodes {
  nodes: readonly DrawnNode[];
  /** For each article the node that stands for it; -1: it is hidden. */
  nodeOf: readonly number[];
}

export const CLIQUE_PREFIX = "clique:";

/** The nodes, in the order of the articles; those of a clique where its first article would be. */
export function drawnNodes(
  graph: DrawnGraph,
  cliques: readonly Clique[],
  opened: ReadonlySet<string>,
  hidden: ReadonlySet<string>,
): DrawnNodes {
  const cliqueOf = new Map(cliques.flatMap((clique) => clique.places.map((place) => [place, clique])));
  const nodes: DrawnNode[] = [];
  const nodeOf = graph.articles.map(() => -1);
  graph.articles.forEach(({ url }, place) => {
    if (hidden.has(url) || nodeOf[place] !== -1) return;
    const clique = cliqueOf.get(place) ?? null;
    const isClosed = clique !== null && !opened.has(clique.key);
    const places = isClosed
      ? clique.places.filter((one) => !hidden.has(graph.articles[one]?.url ?? ""))
      : [place];
    const id = isClosed ? CLIQUE_PREFIX + clique.key : url;
    if (hidden.has(id)) return;
    for (const one of places) nodeOf[one] = nodes.length;
    nodes.push({
      id,
      places,
      clique: isClosed ? clique : null,
      within: isClosed ? null : clique,
    });
  });
  return { nodes, nodeOf };
}

/** What a clique is called: how many, and from when to when, or their story if most are in one. */
export function nameOfClique(graph: DrawnGraph, places: readonly number[]): string {
  const articles = places.flatMap((place) => graph.articles[place] ?? []);
  const stories = new Map<string, { title: string; count: number }>();
  for (const { story } of articles) {
    if (!story) continue;
    const known = stories.get(story.id) ?? { title: story.title, count: 0 };
    known.count += 1;
    stories.set(story.id, known);
  }
  const [largest] = [...stories.values()].sort((a, b) => b.count - a.count);
  if (largest && largest.count * 2 > articles.length) return largest.title;
  const dates = articles.flatMap(({ publishedDateTime }) => publishedDateTime ?? []).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return "";
  return day(first) === day(last) ? day(first) : `${day(first)} – ${day(last)}`;
}
