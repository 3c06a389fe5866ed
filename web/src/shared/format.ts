/** Numbers, days and words as readers expect them. */

const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** Such as `15 Jan 2024`, in UTC as all times of the API. */
export function day(instant: string): string {
  return partsOf(DAY, instant) ?? instant;
}

/** Such as `15 Jan 2024 – 3 Feb 2024`; one day where both are the same, empty where none is known. */
export function days(first: string | null, last: string | null): string {
  const known = [first, last].flatMap((instant) => (instant === null ? [] : [day(instant)]));
  return [...new Set(known)].join(" – ");
}

/** Such as `January 15, 2024 at 8:10 PM UTC`. */
export function minute(instant: string): string {
  const text = partsOf(MINUTE, instant);
  return text === null ? instant : `${text} UTC`;
}

/** Such as `1,234`. */
export function number(value: number): string {
  return value.toLocaleString("en");
}

/** Such as `1 article` and `1,234 articles`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** The text without the controls that turn its direction: for where it cannot be isolated. */
export function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ");
}

function partsOf(format: Intl.DateTimeFormat, instant: string): string | null {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? null : format.format(time);
}
