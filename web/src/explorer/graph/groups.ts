/** The groups that a drawing's colours stand for. */
import type { DrawnArticleFragment } from "../../generated/explorer";
import type { ExplorerState } from "../state";

/** How many groups have a colour of their own. */
export const COLOURED = 8;

export interface Group {
  /** The number of the colour: 0 to 7, or 8 for the rest. */
  number: number;
  name: string;
  count: number;
}

export interface Grouping {
  /** The groups with articles, most articles first, the rest last. */
  legend: readonly Group[];
  /** The colour's number of each article. */
  numbers: readonly number[];
}

/** The largest groups, by name among equals; everything else is the rest. */
export function groupArticles(
  articles: readonly DrawnArticleFragment[],
  colouring: ExplorerState["colouring"],
): Grouping {
  const found = new Map<string, { name: string; count: number }>();
  const keys = articles.map((article) => keyAndName(article, colouring));
  for (const pair of keys) {
    if (!pair) continue;
    const [key, name] = pair;
    const group = found.get(key) ?? { name, count: 0 };
    group.count += 1;
    found.set(key, group);
  }
  const largest = [...found]
    .sort(([, a], [, b]) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, COLOURED);
  const numberOf = new Map(largest.map(([key], number) => [key, number]));
  const numbers = keys.map((pair) => (pair && numberOf.get(pair[0])) ?? COLOURED);
  const legend: Group[] = largest.map(([key, { name, count }], number) => {
    // Two domains may go by one name.
    const isAmbiguous = largest.filter(([, other]) => other.name === name).length > 1;
    const isTold = isAmbiguous && colouring === "provider";
    return { number, name: isTold ? `${name} (${key})` : name, count };
  });
  const rest = numbers.filter((number) => number === COLOURED).length;
  if (rest > 0) legend.push({ number: COLOURED, name: "others", count: rest });
  return { legend, numbers };
}

function keyAndName(
  article: DrawnArticleFragment,
  colouring: ExplorerState["colouring"],
): [string, string] | null {
  if (colouring === "story") return article.story && [article.story.id, article.story.title];
  return article.provider && [article.provider.domain, article.provider.name];
}
