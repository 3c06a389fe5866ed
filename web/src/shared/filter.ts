/** Which articles a view is about, and its form in the address: the same on every page. */
import type { ArticleFilter } from "../generated/explorer";

/** Null: any. All that is given holds. */
export interface Filter {
  /** UTC days such as `2024-01-15`, both included. */
  from: string | null;
  to: string | null;
  /** A topic: its slug, or its name. */
  topic: string | null;
  /** A provider: its domain. */
  provider: string | null;
  /** A type such as `video`. */
  type: string | null;
  /** The least quality. */
  quality: number | null;
}

export const ANY: Filter = { from: null, to: null, topic: null, provider: null, type: null, quality: null };

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The filter in the query of an address; what cannot be understood there is left out. */
export function readFilter(parameters: URLSearchParams): Filter {
  const given = (name: string) => {
    const text = parameters.get(name)?.trim();
    return text === undefined || text === "" ? null : text;
  };
  const quality = given("quality");
  return {
    from: dayOf(given("from")),
    to: dayOf(given("to")),
    topic: given("topic"),
    provider: given("provider"),
    type: given("type"),
    quality: quality !== null && /^-?\d{1,9}$/.test(quality) ? Number(quality) : null,
  };
}

/** Append the filter to the query of an address. */
export function putFilter(parameters: URLSearchParams, filter: Filter): void {
  const { from, to, topic, provider, type, quality } = filter;
  for (const [name, value] of Object.entries({ from, to, topic, provider, type, quality })) {
    if (value !== null && value !== "") parameters.append(name, String(value));
  }
}

/** The parts of the filter that leave something out. */
export function partsOf(filter: Filter): (keyof Filter)[] {
  return (Object.keys(ANY) as (keyof Filter)[]).filter((name) => filter[name] !== null);
}

/** The filter as the API has it; null for all articles. */
export function articleFilter(filter: Filter): ArticleFilter | null {
  const { from, to, topic, provider, type, quality } = filter;
  if (partsOf(filter).length === 0) return null;
  const published = {
    ...(from !== null && { gte: `${from}T00:00:00Z` }),
    // The day after may be one that the API has no time for.
    ...(to !== null && { lte: `${to}T23:59:59.999999Z` }),
  };
  return {
    ...((from ?? to) !== null && { publishedDateTime: published }),
    ...(topic !== null && { topic: { eq: topic } }),
    ...(provider !== null && { provider: { eq: provider } }),
    ...(type !== null && { type: { eq: type } }),
    ...(quality !== null && { quality: { gte: quality } }),
  };
}

/** The day if it is one that the API has a time for; null for all else. */
export function dayOf(text: string | null): string | null {
  // The API's years begin with 1; and the 31st of a short month is read as a day of the next.
  if (text === null || !DAY.test(text) || text < "0001") return null;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && dayIn(date) === text ? text : null;
}

/** The UTC day of a date, such as `2024-01-15`. */
export function dayIn(date: Date): string {
  return date.toISOString().slice(0, 10);
}
