/** The groups that a drawing's colours stand for: those of what is in the drawing. */
import type { DrawnArticleFragment } from "../../generated/explorer";
import { number } from "../../shared/format";
import type { ExplorerState } from "../state";
import { periodsOf } from "./periods";

/** How many groups have a colour of their own. */
export const COLOURED = 8;

/** The property that colours stand for. */
export type Property = Exclude<ExplorerState["colouring"], "auto">;

export interface Group {
  /** The number of the colour: 0 to 7, or 8 for what has no group. */
  number: number;
  name: string;
  count: number;
}

export interface Grouping {
  property: Property;
  /** Every colour that is in the drawing: the largest groups first, or the earliest periods. */
  legend: readonly Group[];
  /** The colour's number of each article. */
  numbers: readonly number[];
}

type Keys = readonly (readonly [key: string, name: string] | null)[];

/** A property is worth colours if they tell two articles apart so often. */
const ENOUGH = 0.5;

const MANY: Readonly<Record<Property, string>> = {
  story: "stories",
  topic: "topics",
  provider: "providers",
  time: "periods",
};

const NONE: Readonly<Record<Property, string>> = {
  story: "in no story",
  topic: "without a topic",
  provider: "without a provider",
  time: "without a date",
};

/** The groups by a property; for `auto` by the one that tells articles apart best. */
export function groupArticles(
  articles: readonly DrawnArticleFragment[],
  colouring: ExplorerState["colouring"],
): Grouping {
  if (colouring === "time") return groupByTime(articles);
  if (colouring !== "auto") return groupBy(articles, colouring);
  const [best] = (["story", "topic", "provider"] as const)
    .map((property) => groupBy(articles, property))
    .map((grouping) => ({ grouping, chance: chanceToTell(grouping) }))
    .sort((a, b) => b.chance - a.chance);
  const byTime = groupByTime(articles);
  return best && best.chance >= Math.min(ENOUGH, chanceToTell(byTime)) ? best.grouping : byTime;
}

/** How likely one article is in a group that is named, and another in a different group. */
function chanceToTell({ legend, numbers }: Grouping): number {
  const told = legend.filter(({ number, name }) => number < COLOURED && !isRest(name));
  const shares = told.map(({ count }) => count / numbers.length);
  return shares.reduce((sum, share) => sum + share * (1 - share), 0);
}

const isRest = (name: string) => /^\d[\d,]* more \S+$/.test(name);

function groupBy(articles: readonly DrawnArticleFragment[], property: "story" | "topic" | "provider"): Grouping {
  const keys: Keys = property === "topic" ? tellingTopics(articles) : articles.map(keyOf(property));
  const found = new Map<string, { name: string; count: number }>();
  for (const pair of keys) {
    if (!pair) continue;
    const group = found.get(pair[0]) ?? { name: pair[1], count: 0 };
    group.count += 1;
    found.set(pair[0], group);
  }
  const sorted = [...found].sort(([, a], [, b]) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const own = sorted.slice(0, sorted.length > COLOURED ? COLOURED - 1 : COLOURED);
  const numberOf = new Map(own.map(([key], number) => [key, number]));
  const numbers = keys.map((pair) => (pair ? (numberOf.get(pair[0]) ?? COLOURED - 1) : COLOURED));
  const legend: Group[] = own.map(([key, { name, count }], number) => {
    // Two domains may go by one name.
    const isAmbiguous = property === "provider" && own.some(([other, group]) => other !== key && group.name === name);
    return { number, name: isAmbiguous ? `${name} (${key})` : name, count };
  });
  const more = sorted.length - own.length;
  if (more > 0) {
    const count = numbers.filter((one) => one === COLOURED - 1).length;
    legend.push({ number: COLOURED - 1, name: `${number(more)} more ${MANY[property]}`, count });
  }
  return { property, legend: withRest(legend, numbers, property), numbers };
}

function groupByTime(articles: readonly DrawnArticleFragment[]): Grouping {
  const periods = periodsOf(
    articles.map(({ publishedDateTime }) => publishedDateTime),
    COLOURED,
  );
  const last = Math.max(1, periods.names.length - 1);
  // As far apart as they can be: the first has the first colour, the last has the last.
  const colourOf = (period: number) => Math.round((period / last) * (COLOURED - 1));
  const numbers = periods.of.map((period) => (period < 0 ? COLOURED : colourOf(period)));
  const legend = periods.names.map((name, period) => ({
    number: colourOf(period),
    name,
    count: periods.of.filter((one) => one === period).length,
  }));
  return { property: "time", legend: withRest(legend, numbers, "time"), numbers };
}

function withRest(legend: readonly Group[], numbers: readonly number[], property: Property): Group[] {
  const count = numbers.filter((number) => number === COLOURED).length;
  return count === 0 ? [...legend] : [...legend, { number: COLOURED, name: NONE[property], count }];
}

/** For each article one of its topics: one that few others need, unless nothing else names them. */
function tellingTopics(articles: readonly DrawnArticleFragment[]): Keys {
  const counts = new Map<string, number>();
  for (const { topics } of articles) {
    for (const { slug } of topics) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  }
  // A topic of nearly all of them tells nothing: it comes last. Of the others, the most common.
  const isOfAll = (slug: string) => (counts.get(slug) ?? 0) > 0.8 * articles.length;
  return articles.map(({ topics }) => {
    const [best] = [...topics].sort(
      (a, b) =>
        Number(isOfAll(a.slug)) - Number(isOfAll(b.slug)) ||
        (counts.get(b.slug) ?? 0) - (counts.get(a.slug) ?? 0) ||
        (a.slug < b.slug ? -1 : 1),
    );
    return best ? [best.slug, best.name] : null;
  });
}

function keyOf(property: "story" | "provider") {
  return (article: DrawnArticleFragment): readonly [string, string] | null => {
    if (property === "story") return article.story && [article.story.id, article.story.title];
    return article.provider && [article.provider.domain, article.provider.name];
  };
}
