/** What the dashboard shows, its form in the address, and the variables that ask for it. */
import type { DashboardQueryVariables } from "../generated/dashboard";

export const INTERVALS = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] as const;
export type Interval = (typeof INTERVALS)[number];

/** Days are UTC days such as `2024-01-15`, both included; null: no bound. */
export interface DashboardState {
  from: string | null;
  to: string | null;
  /** Only articles of this topic (a slug) and this provider (a domain). */
  topic: string | null;
  provider: string | null;
  interval: Interval;
}

export const EVERYTHING: DashboardState = {
  from: null,
  to: null,
  topic: null,
  provider: null,
  interval: "MONTH",
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_IN_MS = 86_400_000;

/** The state in the query of an address; what cannot be understood there has its default. */
export function readState(search: string): DashboardState {
  const parameters = new URLSearchParams(search);
  const given = (name: string) => {
    const text = parameters.get(name)?.trim();
    return text === undefined || text === "" ? null : text;
  };
  const interval = INTERVALS.find((name) => name === given("interval")?.toUpperCase());
  return {
    from: dayOf(given("from")),
    to: dayOf(given("to")),
    topic: given("topic"),
    provider: given("provider"),
    interval: interval ?? EVERYTHING.interval,
  };
}

/** The query of the address for a state: empty for everything, else with a question mark. */
export function writeState(state: Partial<DashboardState>): string {
  const { from, to, topic, provider, interval } = { ...EVERYTHING, ...state };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ from, to, topic, provider })) {
    if (value) parameters.append(name, value);
  }
  if (interval !== EVERYTHING.interval) parameters.append("interval", interval.toLowerCase());
  const search = parameters.toString();
  return search && `?${search}`;
}

/** Whether anything is left out. */
export function isFiltered(state: DashboardState): boolean {
  return Boolean(state.from ?? state.to ?? state.topic ?? state.provider);
}

/** How many intervals a view may have at most: more could not be told apart, and would cost more. */
const MOST_POINTS: Readonly<Record<Interval, number>> = {
  DAY: 4000,
  WEEK: 2000,
  MONTH: 2000,
  QUARTER: 2000,
  YEAR: 2000,
};

export function variablesOf(state: DashboardState): DashboardQueryVariables {
  const { from, to, topic, provider, interval } = state;
  const published = {
    ...(from && { gte: `${from}T00:00:00Z` }),
    // The day after may be one that the API has no time for.
    ...(to && { lte: `${to}T23:59:59.999999Z` }),
  };
  const filter = {
    ...((from ?? to) && { publishedDateTime: published }),
    ...(topic && { topic: { eq: topic } }),
    ...(provider && { provider: { eq: provider } }),
  };
  return {
    filter: isFiltered(state) ? filter : null,
    interval,
    period: interval,
    points: MOST_POINTS[interval],
    periods: MOST_POINTS[interval] + 1,
  };
}

/** The interval that is the next longer one; null after the longest. */
export function longerThan(interval: Interval): Interval | null {
  return INTERVALS[INTERVALS.indexOf(interval) + 1] ?? null;
}

/** The state narrowed to the interval that begins at an instant. */
export function narrowTo(state: DashboardState, start: string): DashboardState {
  const begin = new Date(start);
  const last = new Date(endOf(begin, state.interval).getTime() - DAY_IN_MS);
  const finer = { YEAR: "MONTH", QUARTER: "WEEK", MONTH: "DAY", WEEK: "DAY", DAY: "DAY" } as const;
  return { ...state, from: dayIn(begin), to: dayIn(last), interval: finer[state.interval] };
}

/** The first instant after the interval that begins at an instant. */
export function endOf(start: Date, interval: Interval): Date {
  const end = new Date(start);
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12, DAY: 0, WEEK: 0 }[interval];
  if (months) end.setUTCMonth(end.getUTCMonth() + months);
  else end.setUTCDate(end.getUTCDate() + (interval === "WEEK" ? 7 : 1));
  return end;
}

function dayOf(text: string | null): string | null {
  // The API's years begin with 1; and the 31st of a short month is read as a day of the next.
  if (text === null || !DAY.test(text) || text < "0001") return null;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && dayIn(date) === text ? text : null;
}

function dayIn(date: Date): string {
  return date.toISOString().slice(0, 10);
}
