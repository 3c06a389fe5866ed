/** Why articles are shown beside one another, in words. */
import { counted, number } from "../../shared/format";

interface Edge {
  daysApart: number | null;
  sharedTerms: readonly string[];
  sharedNeighbors: number;
  sharedTopics: readonly { name: string }[];
}

const MOST_TERMS = 4;

/** Such as `both say “Skerrow”, “ferry”`, `2 days apart`, `3 shared neighbours`, `both about Ships`. */
export function reasonsOf({ daysApart, sharedTerms, sharedNeighbors, sharedTopics }: Edge): string[] {
  return [
    ...(sharedTerms.length > 0
      ? [`both say ${sharedTerms.slice(0, MOST_TERMS).map((term) => `“${term}”`).join(", ")}`]
      : []),
    ...(daysApart === null ? [] : [apart(daysApart)]),
    ...(sharedNeighbors > 0 ? [counted(sharedNeighbors, "shared neighbour")] : []),
    ...(sharedTopics.length > 0 ? [`both about ${sharedTopics.map(({ name }) => name).join(", ")}`] : []),
  ];
}

/** `days` need not be whole. */
function apart(days: number): string {
  const whole = Math.round(days);
  if (whole === 0) return "at the same time";
  if (whole < 60) return `${counted(whole, "day")} apart`;
  const months = Math.round(whole / 30.44);
  return months < 24 ? `${number(months)} months apart` : `${number(Math.round(months / 12))} years apart`;
}

interface Dated {
  publishedDateTime: string | null;
}

/** Whether an article was published before another; without both dates it was not. */
export function wasBefore(one: Dated, other: Dated): boolean {
  if (one.publishedDateTime === null || other.publishedDateTime === null) return false;
  return Date.parse(one.publishedDateTime) < Date.parse(other.publishedDateTime);
}
