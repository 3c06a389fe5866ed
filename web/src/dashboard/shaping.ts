/** Answers into the rows that charts and their tables show. */
import type { DashboardQuery } from "../generated/dashboard";

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
}

/** How many providers have a colour of their own. */
export const COLOURED = 8;

export function providerRows(articles: Articles): ProviderRow[] {
  const names = new Map<string, number>();
  for (const { provider } of articles.byProvider) {
    if (provider) names.set(provider.name, (names.get(provider.name) ?? 0) + 1);
  }
  return articles.byProvider.flatMap(({ provider, count, stats: { quality } }) =>
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
          },
        ],
  ).map((row, place) => ({ place, ...row }));
}

/** How many articles a provider published in an interval; `provider` null: all without a colour. */
export interface VolumeRow {
  start: Date;
  provider: string | null;
  count: number;
}

/** The articles of every interval, split by provider: those with a colour, then all others. */
export function volumeRows(articles: Articles, providers: readonly ProviderRow[]): VolumeRow[] {
  const coloured = new Map(providers.slice(0, COLOURED).map(({ domain, name }) => [domain, name]));
  const found = new Map<string, { name: string; count: number }[]>();
  for (const { provider, period, count } of articles.byProviderAndPeriod) {
    const name = provider && coloured.get(provider.domain);
    if (!name || period === null) continue;
    const time = isoOf(period);
    found.set(time, [...(found.get(time) ?? []), { name, count }]);
  }
  return articles.timeline.flatMap(({ start, count }) => {
    const own = found.get(isoOf(start)) ?? [];
    const others = count - own.reduce((sum, each) => sum + each.count, 0);
    const rows: VolumeRow[] = own.map(({ name, count: some }) => ({
      start: new Date(start),
      provider: name,
      count: some,
    }));
    return others > 0 ? [...rows, { start: new Date(start), provider: null, count: others }] : rows;
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

/** A cell of a matrix: how often a row and a column go together. */
export interface CellRow {
  row: string;
  column: string;
  count: number;
  key: string;
}

/** How many articles of each provider are about each topic; `key` is the topic's slug. */
export function topicCells(articles: Articles, providers: readonly ProviderRow[]): CellRow[] {
  const topics = new Map(articles.byTopic.flatMap(({ topic }) => (topic ? [[topic.slug, topic.name]] : [])));
  const names = new Map(providers.map(({ domain, name }) => [domain, name]));
  return articles.byProviderAndTopic.flatMap(({ provider, topic, count }) => {
    const row = provider && names.get(provider.domain);
    const column = topic && topics.get(topic.slug);
    return row && column ? [{ row, column, count, key: topic.slug }] : [];
  });
}

/** How many links lead from each provider to each; `key` is the domain they lead to. */
export function linkCells(articles: Articles, providers: readonly ProviderRow[]): CellRow[] {
  const names = new Map(providers.map(({ domain, name }) => [domain, name]));
  return articles.byProvider.flatMap(({ provider }) => {
    const row = provider && names.get(provider.domain);
    if (!row) return [];
    return provider.linksTo.flatMap(({ provider: { domain }, count }) => {
      const column = names.get(domain);
      return column ? [{ row, column, count, key: domain }] : [];
    });
  });
}

/** A story that has articles among those shown. */
export interface StoryRow {
  id: string;
  title: string;
  lead: string;
  size: number;
  among: number;
  last: string | null;
}

export function storyRows({ stories }: DashboardQuery, most: number): StoryRow[] {
  return stories.nodes
    .filter(({ articles }) => articles.totalCount > 0)
    .slice(0, most)
    .map(({ id, title, lead, size, articles, stats }) => ({
      id,
      title,
      lead: lead.url,
      size,
      among: articles.totalCount,
      last: stats.lastPublished,
    }));
}

function isoOf(instant: string): string {
  return new Date(instant).toISOString();
}
