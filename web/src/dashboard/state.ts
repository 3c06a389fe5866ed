/** What the dashboard shows, its form in the address, and the variables that ask for it. */
import type { DashboardQueryVariables } from "../generated/dashboard";
import { daysIn } from "./comparison";
import { ANY, articleFilter, dayIn, putFilter, readFilter, type Filter } from "../shared/filter";

export const INTERVALS = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] as const;
export type Interval = (typeof INTERVALS)[number];

export interface DashboardState extends Filter {
  interval: Interval;
  /** Whether the period is compared with the one before. */
  compare: boolean;
}

export const EVERYTHING: DashboardState = { ...ANY, interval: "MONTH", compare: false };

const DAY_IN_MS = 86_400_000;

/** The state in the query of an address; what cannot be understood there has its default. */
export function readState(search: string): DashboardState {
  const parameters = new URLSearchParams(search);
  const given = parameters.get("interval")?.trim().toUpperCase();
  const interval = INTERVALS.find((name) => name === given);
  return {
    ...readFilter(parameters),
    interval: interval ?? EVERYTHING.interval,
    compare: parameters.get("compare") === "before",
  };
}

/** The query of the address for a state: empty for everything, else with a question mark. */
export function writeState(state: Partial<DashboardState>): string {
  const { interval, compare, ...filter } = { ...EVERYTHING, ...state };
  const parameters = new URLSearchParams();
  putFilter(parameters, filter);
  if (interval !== EVERYTHING.interval) parameters.append("interval", interval.toLowerCase());
  if (compare) parameters.append("compare", "before");
  const search = parameters.toString();
  return search && `?${search}`;
}

/** How many intervals a view may have at most: more could not be told apart, and would cost more. */
const MOST_POINTS: Readonly<Record<Interval, number>> = {
  DAY: 4000,
  WEEK: 2000,
  MONTH: 2000,
  QUARTER: 2000,
  YEAR: 2000,
};

/** Which articles the figures are about. */
export function filterOf({ from, to, topic, provider, type, quality }: DashboardState): Filter {
  return { from, to, topic, provider, type, quality };
}

export function variablesOf(state: DashboardState): DashboardQueryVariables {
  const { interval } = state;
  return {
    filter: articleFilter(filterOf(state)),
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

/** A period of so many days is shown by day, and so on. */
const SHORT = 45;
const MEDIUM = 200;

/** The state with another period, in intervals that suit its length. */
export function withPeriod(state: DashboardState, period: { from: string | null; to: string | null }): DashboardState {
  const next = { ...state, ...period };
  if (next.from === null || next.to === null) return { ...next, interval: EVERYTHING.interval };
  const days = daysIn({ from: next.from, to: next.to });
  const interval = days <= SHORT ? "DAY" : days <= MEDIUM ? "WEEK" : "MONTH";
  return { ...next, interval };
}

/** More columns cannot be told apart in a table of colours. */
const MOST_COLUMNS = 24;

/** The shortest interval that divides a time into few enough columns, none shorter than `least`. */
export function columnInterval(least: Interval, first: Date, last: Date): Interval {
  const days = (+last - +first) / DAY_IN_MS;
  const lengths: Readonly<Record<Interval, number>> = { DAY: 1, WEEK: 7, MONTH: 30, QUARTER: 91, YEAR: 365 };
  const fitting = INTERVALS.slice(INTERVALS.indexOf(least));
  return fitting.find((interval) => days / lengths[interval] < MOST_COLUMNS) ?? "YEAR";
}

/** The first instant after the interval that begins at an instant. */
export function endOf(start: Date, interval: Interval): Date {
  const end = new Date(start);
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12, DAY: 0, WEEK: 0 }[interval];
  if (months) end.setUTCMonth(end.getUTCMonth() + months);
  else end.setUTCDate(end.getUTCDate() + (interval === "WEEK" ? 7 : 1));
  return end;
}
