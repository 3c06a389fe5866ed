/** Answers into the rows that charts and their tables show. */
import type {
  BeforeQuery,
  DashboardQuery,
  LinkCellsQuery,
  QualityByTimeQuery,
  SelectedProvidersQuery,
} from "../generated/dashboard";
import { dayIn } from "../shared/filter";
import type { Interval } from "./state";

type Articles = DashboardQuery["articles"];

/** A provider with most articles; `place` from 0, also the number of its colour. */
export interface ProviderRow {
  place: number;
  domain: string;
  name: string;
  count: number;
  rated: number;
  least: number | null;
  median: number | null;
  average: number | null;
  p90: number | null;
  most: number | null;
  last: string | null;
}

/** How many providers have a colour of their own. */
export const COLOURED = 8;

export function providerRows(articles: Articles): ProviderRow[] {
  const names = new Map<string, number>();
  for (const { provider } of articles.byProvider) {
    if (provider) names.set(provider.name, (names.get(provider.name) ?? 0) + 1);
  }
  return articles.byProvider.flatMap(({ provider, count, stats: { quality, lastPublished } }) =>
    provider === null
      ? []
      : [
          {
            domain: provider.domain,
            // Two domains of one name have to be told apart.
            name: names.get(provider.name) === 1 ? provider.name : `${provider.name} (${provider.domain})`,
            count,
            rated: quality.count,
            least: quality.min,
            median: quality.median,
            average: quality.average,
            p90: quality.p90,
            most: quality.max,
            last: lastPublished,
          },
        ],
  ).map((row, place) => ({ place, ...row }));
}

/** How many articles a provider published in an interval. */
export interface VolumeRow {
  start: Date;
  /** The provider's, or COLOURED for all that have no colour of their own. */
  place: number;
  provider: string;
  count: number;
}

export const OTHERS = "all others";

/** The articles of every interval, split by provider: those with a colour, then all others. */
export function volumeRows(articles: Articles, providers: readonly ProviderRow[]): VolumeRow[] {
  const coloured = new Map(providers.slice(0, COLOURED).map((row) => [row.domain, row]));
  const found = new Map<string, { place: number; provider: string; count: number }[]>();
  for (const { provider, articles: own } of articles.byProvider) {
    const row = provider && coloured.get(provider.domain);
    if (!row) continue;
    for (const { period, count } of own.byPeriod) {
      if (period === null) continue; // no date
      const time = isoOf(period);
      const some = { place: row.place, provider: row.name, count };
      found.set(time, [...(found.get(time) ?? []), some]);
    }
  }
  return articles.timeline.flatMap(({ start: instant, count }) => {
    const start = new Date(instant);
    const rows = (found.get(isoOf(instant)) ?? []).map((some) => ({ start, ...some }));
    const others = count - rows.reduce((sum, each) => sum + each.count, 0);
    return others > 0 ? [...rows, { start, place: COLOURED, provider: OTHERS, count: others }] : rows;
  });
}

/** The average quality of an interval's articles; null where none is rated. */
export interface QualityRow {
  start: Date;
  average: number | null;
  count: number;
}

export function qualityRows(articles: Articles): QualityRow[] {
  return articles.timeline.map(({ start, count, stats }) => ({
    start: new Date(start),
    count,
    average: stats.quality.average,
  }));
}

/** The rows or columns of a matrix: what each is called, by its key. Names may be alike, keys never. */
export type Side = ReadonlyMap<string, string>;

/** A cell of a matrix: how often a row and a column go together. */
export interface Cell {
  rowKey: string;
  row: string;
  columnKey: string;
  column: string;
  count: number;
}

export interface Matrix {
  rows: Side;
  columns: Side;
  cells: readonly Cell[];
}

/** How many articles of each provider (by domain) are about each topic (by slug). */
export function topicMatrix(articles: Articles, providers: readonly ProviderRow[]): Matrix {
  const rows = sideOf(providers);
  const columns = new Map(articles.byTopic.flatMap(({ topic }) => (topic ? [[topic.slug, topic.name]] : [])));
  const counts = articles.byProvider.flatMap(({ provider, articles: own }) =>
    own.byTopic.flatMap(({ topic, count }) =>
      provider && topic ? [{ rowKey: provider.domain, columnKey: topic.slug, count }] : [],
    ),
  );
  return matrixOf(rows, columns, counts);
}

/** How many columns the matrix of links has, where so many providers are linked to. */
const LINK_COLUMNS = 12;

/** The rows and columns of the matrix of links, by domain. */
export interface LinkSides {
  rows: Side;
  columns: Side;
}

/**
 * The providers shown, both as rows and as columns. Where they are few, those that they link to most
 * are columns as well.
 */
export function linkSides(articles: Articles, providers: readonly ProviderRow[]): LinkSides {
  const rows = sideOf(providers);
  const outside = new Map<string, { name: string; count: number }>();
  for (const { provider } of articles.byProvider) {
    for (const { provider: target, count } of provider?.linksTo ?? []) {
      if (rows.has(target.domain)) continue;
      const known = outside.get(target.domain)?.count ?? 0;
      outside.set(target.domain, { name: target.name, count: count + known });
    }
  }
  const most = [...outside].sort(([, one], [, other]) => other.count - one.count);
  const room = Math.max(0, LINK_COLUMNS - rows.size);
  const columns = new Map([...rows, ...most.slice(0, room).map(([domain, { name }]) => [domain, name] as const)]);
  return { rows, columns };
}

/** How many links lead from each row to each column. */
export function linkMatrix({ rows, columns }: LinkSides, cells: LinkCellsQuery): Matrix {
  const counts = cells.providers.nodes.flatMap(({ domain, linksTo }) =>
    linksTo.map(({ provider, count }) => ({ rowKey: domain, columnKey: provider.domain, count })),
  );
  return matrixOf(rows, columns, counts);
}

function sideOf(providers: readonly ProviderRow[]): Side {
  return new Map(providers.map(({ domain, name }) => [domain, name]));
}

function matrixOf(
  rows: Side,
  columns: Side,
  counts: readonly { rowKey: string; columnKey: string; count: number }[],
): Matrix {
  const cells = counts.flatMap(({ rowKey, columnKey, count }) => {
    const [row, column] = [rows.get(rowKey), columns.get(columnKey)];
    return row === undefined || column === undefined ? [] : [{ rowKey, row, columnKey, column, count }];
  });
  return { rows, columns, cells };
}

/** What was in an interval of the period before, with the instant that it is compared with. */
export interface BeforeRow {
  start: Date;
  count: number;
  average: number | null;
}

export function beforeRows({ articles }: BeforeQuery, shift: (instant: Date) => Date): BeforeRow[] {
  return articles.timeline.map(({ start, count, stats }) => ({
    start: shift(new Date(start)),
    count,
    average: stats.quality.average,
  }));
}

/** The average quality of a provider's rated articles in an interval. */
export interface QualityCell {
  rowKey: string;
  row: string;
  /** The instant at which the interval begins. */
  columnKey: string;
  column: string;
  count: number;
  average: number;
}

export interface QualityMatrix {
  rows: Side;
  columns: Side;
  cells: readonly QualityCell[];
}

/** The quality of providers over time; the columns are the intervals in which one has rated articles. */
export function qualityMatrix(
  answer: QualityByTimeQuery,
  providers: readonly ProviderRow[],
  interval: Interval,
): QualityMatrix {
  const names = sideOf(providers);
  const cells = answer.articles.byProvider.flatMap(({ provider, articles }) => {
    const row = provider && names.get(provider.domain);
    if (!provider || row === null || row === undefined) return [];
    return articles.byPeriod.flatMap(({ period, stats: { quality } }) =>
      period === null || quality.average === null
        ? []
        : [
            {
              rowKey: provider.domain,
              row,
              columnKey: isoOf(period),
              column: periodName(period, interval),
              count: quality.count,
              average: quality.average,
            },
          ],
    );
  });
  const starts = [...new Set(cells.map(({ columnKey }) => columnKey))].sort();
  const rated = new Set(cells.map(({ rowKey }) => rowKey));
  return {
    rows: new Map([...names].filter(([domain]) => rated.has(domain))),
    columns: new Map(starts.map((start) => [start, periodName(start, interval)])),
    cells,
  };
}

function periodName(start: string, interval: Interval): string {
  const day = dayIn(new Date(start));
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  if (interval === "YEAR") return year;
  if (interval === "QUARTER") return `${year} Q${Math.ceil(month / 3)}`;
  return interval === "MONTH" ? day.slice(0, 7) : day;
}

/** A provider in the table of all. */
export interface TableRow {
  domain: string;
  name: string;
  count: number;
  median: number | null;
  last: string | null;
}

export function providerTable({ articles }: SelectedProvidersQuery): TableRow[] {
  return articles.groups.flatMap(({ provider, count, stats }) =>
    provider === null
      ? []
      : [
          {
            domain: provider.domain,
            name: provider.name,
            count,
            median: stats.quality.median,
            last: stats.lastPublished,
          },
        ],
  );
}

/** The providers that have a text in their name or domain, whatever its case. */
export function foundProviders(rows: readonly TableRow[], text: string): readonly TableRow[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return rows;
  return rows.filter(({ name, domain }) => `${name}\n${domain}`.toLocaleLowerCase().includes(wanted));
}

/** A story that has articles among those shown. */
export interface StoryRow {
  id: string;
  title: string;
  size: number;
  among: number;
  last: string | null;
}

export function storyRows({ stories }: DashboardQuery): StoryRow[] {
  return stories.nodes.map(({ id, title, size, articles, stats }) => ({
    id,
    title,
    size,
    among: articles.totalCount,
    last: stats.lastPublished,
  }));
}

function isoOf(instant: string): string {
  return new Date(instant).toISOString();
}
