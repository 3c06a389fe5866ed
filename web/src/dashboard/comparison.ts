/** The period before another one, and how figures of the two differ. */
import { dayIn } from "../shared/filter";
import { number } from "../shared/format";

/** UTC days, both included. */
export interface Period {
  from: string;
  to: string;
}

const DAY_IN_MS = 86_400_000;

/**
 * The period that ends on the day before another one begins. Before whole months it is as many whole
 * months, so that a year is compared with a year; else it has as many days.
 */
export function periodBefore({ from, to }: Period): Period | null {
  if (from > to) return null;
  const last = shiftedDays(from, -1);
  const months = wholeMonths(from, to);
  const first = months === null ? shiftedDays(from, -daysIn({ from, to })) : shiftedMonths(from, -months);
  // The calendar of the API begins with the year 1.
  return first === null || last === null || first < "0001" ? null : { from: first, to: last };
}

/** How many days a period has. */
export function daysIn({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_IN_MS) + 1;
}

/** Moves instants of a period to where they stand in the period that follows it. */
export function shiftBetween(before: Period, period: Period): (instant: Date) => Date {
  const months = wholeMonths(period.from, period.to);
  const days = (Date.parse(period.from) - Date.parse(before.from)) / DAY_IN_MS;
  return (instant) => {
    const moved = new Date(instant);
    if (months === null) moved.setUTCDate(moved.getUTCDate() + days);
    else moved.setUTCMonth(moved.getUTCMonth() + months);
    return moved;
  };
}

/** What to say beside a count: what it was before, and by how much it has changed. */
export function countChange(now: number, before: number): string {
  if (before === 0) return now === 0 ? "none before either" : "none before";
  const percent = Math.round((100 * (now - before)) / before);
  if (now === before) return `as before`;
  const share = percent === 0 ? "less than 1 %" : `${number(Math.abs(percent))} %`;
  return `${share} ${now > before ? "more" : "less"} than ${number(before)} before`;
}

/** The same of a value for which a share would say nothing, such as a quality. */
export function valueChange(now: number | null, before: number | null): string {
  if (before === null) return now === null ? "none before either" : "none before";
  if (now === null || now === before) return now === before ? "as before" : `${number(before)} before`;
  return `${number(Math.abs(now - before))} ${now > before ? "more" : "less"} than ${number(before)} before`;
}

/** How many months a period has; null unless they are whole. */
function wholeMonths(from: string, to: string): number | null {
  const end = shiftedDays(to, 1);
  if (!from.endsWith("-01") || !end?.endsWith("-01")) return null;
  const monthOf = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7));
  return monthOf(end) - monthOf(from);
}

function shiftedDays(day: string, days: number): string | null {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOrNull(date);
}

function shiftedMonths(day: string, months: number): string | null {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return dayOrNull(date);
}

function dayOrNull(date: Date): string | null {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? dayIn(date) : null;
}
