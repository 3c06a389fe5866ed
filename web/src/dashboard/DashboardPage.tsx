/** The dashboard: all of its figures are about the articles that the filters let through. */
import { useMemo, useState } from "react";
import { BeforeDocument, DashboardDocument, SpanDocument, type DashboardQuery } from "../generated/dashboard";
import { navigate, useSearch } from "../shared/address";
import { BASE } from "../shared/base";
import { articleFilter, dayIn, partsOf, putFilter, type Filter } from "../shared/filter";
import { counted, day } from "../shared/format";
import { Header } from "../shared/Header";
import { GraphiqlLink } from "../shared/links";
import { PeriodBrush } from "../shared/PeriodBrush";
import { barsOf } from "../shared/periods";
import { useAnswer } from "../shared/useAnswer";
import { useTitle } from "../shared/useTitle";
import { ArticleList } from "./ArticleList";
import { Charts, type Comparison } from "./Charts";
import { periodBefore } from "./comparison";
import { Filters } from "./Filters";
import { Headline } from "./Headline";
import { ProviderTable } from "./ProviderTable";
import { providerRows } from "./shaping";
import { filterOf, longerThan, readState, variablesOf, withPeriod, writeState, type DashboardState } from "./state";
import "./dashboard.css";

export function DashboardPage() {
  const search = useSearch();
  const asked = useMemo(() => readState(search), [search]);
  // One article from long ago makes a span of too many days: then they are shown by week, and so on.
  const [longer, setLonger] = useState({ search, interval: asked.interval });
  const interval = longer.search === search ? longer.interval : asked.interval;
  const state = useMemo(() => ({ ...asked, interval }), [asked, interval]);
  const variables = useMemo(() => variablesOf(state), [state]);
  const { data, error, isTooMuch, isLoading } = useAnswer(DashboardDocument, variables);
  const next = isTooMuch ? longerThan(interval) : null;
  if (next !== null) setLonger({ search, interval: next });
  const topics = data?.topics.nodes.map(({ slug, name }) => ({ value: slug, label: name })) ?? [];
  const providers = data?.providers.nodes.map(({ domain, name }) => ({ value: domain, label: name })) ?? [];
  const labelOf = (choices: readonly { value: string; label: string }[], value: string | null) =>
    choices.find((choice) => choice.value === value)?.label ?? value;
  const period = asked.from !== null || asked.to !== null ? `${asked.from ?? ""} – ${asked.to ?? ""}`.trim() : null;
  useTitle(labelOf(topics, asked.topic), labelOf(providers, asked.provider), period, "Dashboard");
  return (
    <>
      <Header current="Dashboard" />
      <main id="main" className="column dashboard" tabIndex={-1} aria-busy={isLoading}>
        <div className="heading">
          <h1>Dashboard</h1>
          <a className="button" href={`${BASE}${listOf(asked)}`}>
            List these articles
          </a>
          <GraphiqlLink operation={DashboardDocument} variables={variables} />
        </div>
        <Filters state={asked} topics={topics} providers={providers} />
        <Period state={asked} />
        {interval !== asked.interval && (
          <p className="notice" role="status">
            There are more {asked.interval.toLowerCase()}s between the first article and the last than can be told
            apart: they are shown by {interval.toLowerCase()}. A later first day brings the{" "}
            {asked.interval.toLowerCase()}s back.
          </p>
        )}
        {error !== null && (
          <p className="notice" role="alert">
            {error}
          </p>
        )}
        <p className="unseen" role="status">
          {data && !isLoading ? counted(data.articles.stats.count, "article") : "Loading"}
        </p>
        {data ? (
          <div className={isLoading ? "figures stale" : "figures"}>
            <Figures data={data} state={state} />
          </div>
        ) : (
          error === null && <p className="muted waiting">Working out the figures …</p>
        )}
      </main>
    </>
  );
}

/** When the articles appeared, whatever period is chosen, for choosing one. */
function Period({ state }: { state: DashboardState }) {
  const { data } = useAnswer(SpanDocument, { filter: articleFilter({ ...filterOf(state), from: null, to: null }) });
  if (!data) return <div className="period" />;
  const { days, months } = data.articles;
  return (
    <section className="period" aria-label="Period">
      <PeriodBrush
        bars={barsOf(days, months)}
        from={state.from}
        to={state.to}
        onPeriod={(period) => { navigate(writeState(withPeriod(state, period))); }}
      />
    </section>
  );
}

function Figures({ data, state }: { data: DashboardQuery; state: DashboardState }) {
  const { articles } = data;
  const providers = useMemo(() => providerRows(articles), [articles]);
  const comparison = useComparison(state, articles.stats.lastPublished);
  return (
    <>
      <Headline
        stats={articles.stats}
        before={comparison?.answer.articles.stats ?? null}
        list={`${BASE}${listOf(state)}`}
      />
      {state.compare && <ComparedWith state={state} comparison={comparison} />}
      {articles.stats.count > 0 ? (
        <div className="beside">
          <div className="charts">
            <Charts data={data} state={state} providers={providers} comparison={comparison} />
            <ProviderTable key={JSON.stringify(state)} state={state} shown={providers} total={articles.stats.providers} />
          </div>
          <ArticleList state={state} count={articles.stats.count} listSearch={listOf(state)} />
        </div>
      ) : (
        <p className="muted">No article passes these filters.</p>
      )}
    </>
  );
}

function ComparedWith({ state, comparison }: { state: DashboardState; comparison: Comparison | null }) {
  if (state.from === null) {
    return <p className="notice" role="status">Choose the first day of a period to compare it with the one before.</p>;
  }
  if (comparison === null) return null;
  const { from, to } = comparison.before;
  return (
    <p className="muted">
      Compared with the period before: {from === to ? day(from) : `${day(from)} – ${day(to)}`}
    </p>
  );
}

/** The period before that of the state, which ends with the last article if it is open. */
function useComparison(state: DashboardState, lastPublished: string | null): Comparison | null {
  const { from, compare } = state;
  const to = state.to ?? (lastPublished === null ? null : dayIn(new Date(lastPublished)));
  const before = compare && from !== null && to !== null ? periodBefore({ from, to }) : null;
  const { filter, interval, points } = variablesOf({ ...state, ...before });
  const { data, isLoading } = useAnswer(BeforeDocument, before && { filter, interval, points });
  return useMemo(() => {
    if (data === null || isLoading || from === null || to === null) return null;
    const earlier = periodBefore({ from, to });
    return earlier && { answer: data, before: earlier, period: { from, to } };
  }, [data, isLoading, from, to]);
}

/** The query of the explorer's address that lists the articles that pass a filter. */
function listOf(filter: Filter): string {
  const parameters = new URLSearchParams();
  if (partsOf(filter).length === 0) parameters.append("list", "articles");
  putFilter(parameters, filter);
  return `?${parameters.toString()}`;
}
