/** The figures above the charts. */
import type { BeforeQuery, DashboardQuery } from "../generated/dashboard";
import { day, number } from "../shared/format";
import { countChange, valueChange } from "./comparison";
import { PROVIDERS_ID } from "./ProviderTable";

interface HeadlineProps {
  stats: DashboardQuery["articles"]["stats"];
  /** The figures of the period before; null: nothing to compare with. */
  before: BeforeQuery["articles"]["stats"] | null;
  /** The address of the list of these articles. */
  list: string;
}

export function Headline({ stats, before, list }: HeadlineProps) {
  const days = [stats.firstPublished, stats.lastPublished].flatMap((instant) => (instant ? [day(instant)] : []));
  const dates = days.length > 0 ? [...new Set(days)].join(" – ") : "no dates";
  const median = stats.quality.median;
  const figures = [
    ["Articles", number(stats.count), before && countChange(stats.count, before.count), list],
    ["of them stubs", number(stats.stubs), before && countChange(stats.stubs, before.stubs), null],
    ["Providers", number(stats.providers), before && countChange(stats.providers, before.providers), `#${PROVIDERS_ID}`],
    ["Topics", number(stats.topics), before && countChange(stats.topics, before.topics), null],
    ["Median quality", median === null ? "–" : number(median), before && valueChange(median, before.quality.median), null],
    ["Published", dates, null, null],
  ] as const;
  return (
    <dl className="headline">
      {figures.map(([name, value, change, address]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd>{address === null || stats.count === 0 ? value : <a href={address}>{value}</a>}</dd>
          {change !== null && <dd className="change">{change}</dd>}
        </div>
      ))}
    </dl>
  );
}
