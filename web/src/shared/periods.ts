/** Periods of a chart: bars without gaps, and the choice of some of them. */

/** What was published between two UTC days such as `2024-01-15`, both included. */
export interface Bar {
  first: string;
  last: string;
  count: number;
}

/** The bars from one to another, by place, both included. */
export interface Selection {
  first: number;
  last: number;
}

type Step = "day" | "month" | "year";

/** More bars than this cannot be told apart in a narrow column. */
const MOST = 120;
/** A corpus of fewer months is shown day by day. */
const FEW_MONTHS = 3;

interface Group {
  /** The instant at which it begins; null: without a date. */
  period: string | null;
  count: number;
}

/** The bars for counts by day and by month: as fine as can be told apart. */
export function barsOf(days: readonly Group[], months: readonly Group[]): Bar[] {
  const dated = months.filter(({ period }) => period !== null);
  const span = dated.length === 0 ? 0 : monthsBetween(dated);
  if (span <= FEW_MONTHS) return filled(days, "day");
  return span <= MOST ? filled(months, "month") : filled(yearsOf(months), "year");
}

/** Counts by year, from those by month. */
export function yearsOf(months: readonly Group[]): { period: string; count: number }[] {
  const years = new Map<string, number>();
  for (const { period, count } of months) {
    if (period === null) continue;
    const year = period.slice(0, 4);
    years.set(year, (years.get(year) ?? 0) + count);
  }
  return [...years].map(([year, count]) => ({ period: `${year}-01-01T00:00:00Z`, count }));
}

function monthsBetween(groups: readonly Group[]): number {
  const [first, last] = [groups.at(0)?.period, groups.at(-1)?.period];
  if (!first || !last) return 0;
  const number = (instant: string) => 12 * Number(instant.slice(0, 4)) + Number(instant.slice(5, 7));
  return number(last) - number(first) + 1;
}

function filled(groups: readonly Group[], step: Step): Bar[] {
  const counts = new Map(groups.flatMap(({ period, count }) => (period === null ? [] : [[period.slice(0, 10), count] as const])));
  const starts = [...counts.keys()].sort();
  const [first, last] = [starts.at(0), starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const bars: Bar[] = [];
  for (let start = first; start <= last && bars.length < 4000; ) {
    const next = after(start, step);
    bars.push({ first: start, last: dayBefore(next), count: counts.get(start) ?? 0 });
    start = next;
  }
  return bars;
}

function after(start: string, step: Step): string {
  const date = new Date(`${start}T00:00:00Z`);
  if (step === "day") date.setUTCDate(date.getUTCDate() + 1);
  else if (step === "month") date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toISOString().slice(0, 10);
}

function dayBefore(start: string): string {
  return new Date(Date.parse(`${start}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The bars that a period touches; all of them where it touches none. */
export function selectionOf(bars: readonly Bar[], from: string | null, to: string | null): Selection {
  const places = [...bars.keys()].filter((place) => {
    const bar = bars[place];
    return bar !== undefined && (from === null || bar.last >= from) && (to === null || bar.first <= to);
  });
  return { first: places.at(0) ?? 0, last: places.at(-1) ?? Math.max(0, bars.length - 1) };
}

/** The period of some bars; open at an end where they go to that end. */
export function periodOf(bars: readonly Bar[], { first, last }: Selection): { from: string | null; to: string | null } {
  return {
    from: first <= 0 ? null : (bars[first]?.first ?? null),
    to: last >= bars.length - 1 ? null : (bars[last]?.last ?? null),
  };
}

/** The bar at a place from 0 to 1 in the width of the chart. */
export function barAt(count: number, place: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(place * count)));
}

/** The selection after a key at one of its ends; null: a key that moves nothing. */
export function moved(selection: Selection, end: keyof Selection, key: string, count: number): Selection | null {
  const value = selection[end];
  const wanted = new Map([
    ["ArrowLeft", value - 1],
    ["ArrowDown", value - 1],
    ["ArrowRight", value + 1],
    ["ArrowUp", value + 1],
    ["PageDown", value - 12],
    ["PageUp", value + 12],
    ["Home", 0],
    ["End", count - 1],
  ]).get(key);
  if (wanted === undefined) return null;
  const [least, most] = end === "first" ? [0, selection.last] : [selection.first, count - 1];
  return { ...selection, [end]: Math.max(least, Math.min(most, wanted)) };
}
