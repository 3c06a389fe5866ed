/** Periods of time: as fine as a number of them allows. */

export interface Periods {
  /** Those with articles, the earliest first. */
  names: readonly string[];
  /** The number of each date's period; -1: it has none. */
  of: readonly number[];
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Unit {
  keyOf: (date: Date) => number;
  nameOf: (key: number) => string;
}

const yearAndMonth = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();

const DAYS: Unit = {
  keyOf: (date) => Math.floor(date.getTime() / 86_400_000),
  nameOf: (key) => {
    const date = new Date(key * 86_400_000);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
  },
};

const UNITS: readonly Unit[] = [
  DAYS,
  { keyOf: yearAndMonth, nameOf: (key) => `${MONTHS[key % 12] ?? ""} ${Math.floor(key / 12)}` },
  {
    keyOf: (date) => Math.floor(yearAndMonth(date) / 3),
    nameOf: (key) => `Q${(key % 4) + 1} ${Math.floor(key / 4)}`,
  },
  { keyOf: (date) => date.getUTCFullYear(), nameOf: String },
];

/** If more than this share of the dates is in one period, the periods tell too little. */
const MOST_IN_ONE = 0.4;

/**
 * The periods of some dates (RFC 3339, in UTC), at most so many: days, months, quarters or years; and
 * where most dates would be in one of them, periods with about as many dates each.
 */
export function periodsOf(dates: readonly (string | null)[], most: number): Periods {
  const parsed = dates.map((text) => (text === null ? null : new Date(text)));
  for (const unit of UNITS) {
    const found = inUnit(parsed, unit);
    const largest = Math.max(0, ...found.names.map((_, period) => found.of.filter((one) => one === period).length));
    const known = found.of.filter((period) => period >= 0).length;
    if (found.names.length <= most && (unit === DAYS || largest <= MOST_IN_ONE * known)) return found;
  }
  return ofEqualSize(parsed, most);
}

function ofEqualSize(dates: readonly (Date | null)[], most: number): Periods {
  const days = dates.flatMap((date) => (date ? [DAYS.keyOf(date)] : [])).sort((a, b) => a - b);
  const firsts = [...new Set(Array.from({ length: most }, (_, part) => days[Math.floor((part * days.length) / most)] ?? 0))];
  const periodOf = (day: number) => firsts.filter((first) => first <= day).length - 1;
  const names = firsts.map((first, period) => {
    const last = Math.max(...days.filter((day) => periodOf(day) === period));
    return first === last ? DAYS.nameOf(first) : `${beforeDash(first, last)} – ${DAYS.nameOf(last)}`;
  });
  return { names, of: dates.map((date) => (date ? periodOf(DAYS.keyOf(date)) : -1)) };
}

/** The first of two days, without what the second says too. */
function beforeDash(first: number, last: number): string {
  const [from, to] = [DAYS.nameOf(first).split(" "), DAYS.nameOf(last).split(" ")];
  const isSameYear = from[2] === to[2];
  return from.slice(0, isSameYear ? (from[1] === to[1] ? 1 : 2) : 3).join(" ");
}

function inUnit(dates: readonly (Date | null)[], { keyOf, nameOf }: Unit): Periods {
  const keys = dates.map((date) => (date ? keyOf(date) : null));
  const known = [...new Set(keys.filter((key) => key !== null))].sort((a, b) => a - b);
  return { names: known.map(nameOf), of: keys.map((key) => (key === null ? -1 : known.indexOf(key))) };
}
