/** The figures above the charts. */
import type { BeforeQuery, DashboardQuery } from "../generated/dashboard";
import { day, number } from "../shared/format";
import { countChange, valueChange } from "./comparison";

interface HeadlineProps {
  stats: DashboardQuery["articles"]["stats"];
  /** The figures of the period before; null: nothing to compare with. */
  before: BeforeQuery["articles"]["stats"] | null;
}

export function Headline({ stats, before }: HeadlineProps) {
  const days = [stats.firstPublished, stats.lastPublished].flatMap((instant) => (instant ? [day(instant)] : []));
  const dates = days.length > 0 ? [...new Set(days)].join(" – ") : "no dates";
  const median = stats.quality.median;
  const figures = [
    ["Articles", number(stats.count), before && countChange(stats.count, before.count)],
    ["of them stubs", number(stats.stubs), before && countChange(stats.stubs, before.stubs)],
    ["Providers", number(stats.providers), before && countChange(stats.providers, before.providers)],
    ["Topics", number(stats.topics), before && countChange(stats.topics, before.topics)],
    ["Median quality", median === null ? "–" : number(median), before && valueChange(median, before.quality.median)],
    ["Published", dates, null],
  ] as const;
  return (
    <dl className="headline">
      {figures.map(([name, value, change]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {change !== null && <dd className="change">{change}</dd>}
        </div>
      ))}
    </dl>
  );
}
