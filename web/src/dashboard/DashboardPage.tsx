/** The dashboard: all of its figures are about the articles that the filters let through. */
import { useCallback, useMemo, useState } from "react";
import { DashboardDocument, LinkCellsDocument, type DashboardQuery } from "../generated/dashboard";
import { navigate, useSearch } from "../shared/address";
import { BASE } from "../shared/base";
import { partsOf, putFilter, type Filter } from "../shared/filter";
import { counted, day, number } from "../shared/format";
import { Header } from "../shared/Header";
import { GraphiqlLink } from "../shared/links";
import { Text } from "../shared/Text";
import { useAnswer } from "../shared/useAnswer";
import { useTitle } from "../shared/useTitle";
import { Chart } from "./Chart";
import { Filters } from "./Filters";
import { matrixPlot, qualityPlot, spreadPlot, volumePlot } from "./plots";
import {
  linkMatrix,
  linkSides,
  providerRows,
  qualityRows,
  storyRows,
  topicMatrix,
  volumeRows,
  COLOURED,
  type Cell,
  type ProviderRow,
  type QualityRow,
  type VolumeRow,
} from "./shaping";
import { longerThan, narrowTo, readState, variablesOf, writeState, type DashboardState } from "./state";
import "./dashboard.css";

const MOST_STORIES = 6;

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
            <Headline stats={data.articles.stats} />
            {data.articles.stats.count > 0 ? (
              <Charts data={data} state={state} />
            ) : (
              <p className="muted">No article passes these filters.</p>
            )}
          </div>
        ) : (
          error === null && <p className="muted waiting">Working out the figures …</p>
        )}
      </main>
    </>
  );
}

/** The query of the explorer's address that lists the articles that pass a filter. */
function listOf(filter: Filter): string {
  const parameters = new URLSearchParams();
  if (partsOf(filter).length === 0) parameters.append("list", "articles");
  putFilter(parameters, filter);
  return `?${parameters.toString()}`;
}

function Headline({ stats }: { stats: DashboardQuery["articles"]["stats"] }) {
  const days = [stats.firstPublished, stats.lastPublished].flatMap((instant) => (instant ? [day(instant)] : []));
  const dates = days.length > 0 ? [...new Set(days)].join(" – ") : "no dates";
  const median = stats.quality.median;
  const figures = [
    ["Articles", number(stats.count)],
    ["of them stubs", number(stats.stubs)],
    ["Providers", number(stats.providers)],
    ["Topics", number(stats.topics)],
    ["Median quality", median === null ? "–" : number(median)],
    ["Published", dates],
  ] as const;
  return (
    <dl className="headline">
      {figures.map(([name, value]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Charts({ data, state }: { data: DashboardQuery; state: DashboardState }) {
  const { articles } = data;
  const providers = useMemo(() => providerRows(articles), [articles]);
  return (
    <>
      <Volume data={data} state={state} providers={providers} />
      <Quality data={data} state={state} />
      <div className="pair">
        <Spread providers={providers} state={state} />
        <Stories data={data} />
      </div>
      <Topics data={data} providers={providers} state={state} />
      <Links data={data} providers={providers} state={state} />
    </>
  );
}

interface PartProps {
  data: DashboardQuery;
  state: DashboardState;
  providers: readonly ProviderRow[];
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10);

function Volume({ data, state, providers }: PartProps) {
  const rows = useMemo(() => volumeRows(data.articles, providers), [data, providers]);
  const plot = useMemo(() => {
    const starts = data.articles.timeline.map(({ start }) => new Date(start));
    return volumePlot(rows, starts, providers, state.interval);
  }, [data, rows, providers, state.interval]);
  const pick = useCallback((row: VolumeRow) => { navigate(writeState(narrowTo(state, row.start.toISOString()))); }, [state]);
  return (
    <Chart
      title="Articles over time"
      name="articles-over-time"
      summary={`Articles in each ${state.interval.toLowerCase()}, stacked by provider.`}
      table={{
        columns: [state.interval.toLowerCase(), "provider", "articles"],
        rows: rows.map(({ start, provider, count }) => [isoDay(start), provider, count]),
        links: rows.map(({ start }) => writeState(narrowTo(state, start.toISOString()))),
      }}
      plot={plot}
      onPick={pick}
    >
      <ul className="legend" aria-label="Providers">
        {providers.slice(0, COLOURED).map(({ place, domain, name, count }) => (
          <li key={domain}>
            <button
              type="button"
              aria-pressed={state.provider === domain}
              onClick={() => { navigate(writeState({ ...state, provider: state.provider === domain ? null : domain })); }}
            >
              <i className={`swatch group-${place}`} aria-hidden="true" />
              <Text>{name}</Text> <span className="muted">{number(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Chart>
  );
}

function Quality({ data, state }: Omit<PartProps, "providers">) {
  const rows = useMemo(() => qualityRows(data.articles), [data]);
  const plot = useMemo(() => qualityPlot(rows, state.interval), [rows, state.interval]);
  const pick = useCallback((row: QualityRow) => { navigate(writeState(narrowTo(state, row.start.toISOString()))); }, [state]);
  return (
    <Chart
      title="Quality over time"
      name="quality-over-time"
      summary={`The average quality of the articles of each ${state.interval.toLowerCase()}.`}
      table={{
        columns: [state.interval.toLowerCase(), "average quality", "articles"],
        rows: rows.map(({ start, average, count }) => [isoDay(start), average, count]),
        links: rows.map(({ start }) => writeState(narrowTo(state, start.toISOString()))),
      }}
      plot={plot}
      onPick={pick}
    />
  );
}

function Spread({ providers, state }: Omit<PartProps, "data">) {
  const plot = useMemo(() => spreadPlot(providers), [providers]);
  const pick = useCallback((row: ProviderRow) => { navigate(writeState({ ...state, provider: row.domain })); }, [state]);
  return (
    <Chart
      title="Quality by provider"
      name="quality-by-provider"
      summary="For each provider the range of its articles' quality, the median, and the bound of nine tenths."
      table={{
        columns: ["provider", "domain", "articles", "rated", "smallest", "median", "average", "90 % at most", "largest"],
        rows: providers.map(({ name, domain, count, rated, least, median, average, p90, most }) => [
          name, domain, count, rated, least, median, average, p90, most,
        ]),
        links: providers.map(({ domain }) => writeState({ ...state, provider: domain })),
      }}
      plot={plot}
      onPick={pick}
    >
      <p className="muted">Thin: all of them. Thick: from the median (dot) to the bound of nine tenths.</p>
    </Chart>
  );
}

function Topics({ data, providers, state }: PartProps) {
  const matrix = useMemo(() => topicMatrix(data.articles, providers), [data, providers]);
  const plot = useMemo(() => matrixPlot(matrix, "articles"), [matrix]);
  // To the very articles that the cell counts.
  const searchOf = useCallback(
    ({ rowKey, columnKey }: Cell) => writeState({ ...state, provider: rowKey, topic: columnKey }),
    [state],
  );
  const pick = useCallback((cell: Cell) => { navigate(searchOf(cell)); }, [searchOf]);
  return (
    <Chart
      title="Topics by provider"
      name="topics-by-provider"
      summary="How many articles of each provider are about each topic; the stronger the colour, the more."
      table={{
        columns: ["provider", "topic", "articles"],
        rows: matrix.cells.map(({ row, column, count }) => [row, column, count]),
        links: matrix.cells.map(searchOf),
      }}
      plot={plot}
      onPick={pick}
    >
      <p className="muted">An article counts once in each of its topics.</p>
    </Chart>
  );
}

function Links({ data, providers, state }: PartProps) {
  const sides = useMemo(() => linkSides(data.articles, providers), [data, providers]);
  const asked = useMemo(() => ({ rows: [...sides.rows.keys()], columns: [...sides.columns.keys()] }), [sides]);
  const cells = useAnswer(LinkCellsDocument, asked);
  const matrix = useMemo(
    () => (cells.data && !cells.isLoading ? linkMatrix(sides, cells.data) : null),
    [sides, cells.data, cells.isLoading],
  );
  const plot = useMemo(() => matrixPlot(matrix ?? { ...sides, cells: [] }, "links"), [matrix, sides]);
  const searchOf = useCallback(({ rowKey }: Cell) => writeState({ ...state, provider: rowKey }), [state]);
  // A row that is alone leads on to the provider that it links to.
  const pick = useCallback(
    ({ rowKey, columnKey }: Cell) => {
      navigate(writeState({ ...state, provider: state.provider === rowKey ? columnKey : rowKey }));
    },
    [state],
  );
  return (
    <Chart
      title="Who links to whom"
      name="who-links-to-whom"
      summary="How many links lead from the articles of each provider to those of each; the stronger the colour, the more."
      table={{
        columns: ["from", "to", "links"],
        rows: matrix?.cells.map(({ row, column, count }) => [row, column, count]) ?? null,
        links: matrix?.cells.map(searchOf) ?? [],
      }}
      plot={plot}
      onPick={pick}
    >
      <p className="muted">From the row to the column: all links of these providers, whatever the filters.</p>
    </Chart>
  );
}

function Stories({ data }: { data: DashboardQuery }) {
  const stories = storyRows(data, MOST_STORIES);
  return (
    <section className="card chart" aria-labelledby="stories">
      <header>
        <h2 id="stories">Newest stories</h2>
      </header>
      {stories.length === 0 && <p className="muted">None of the latest stories has an article here.</p>}
      <ol className="stories">
        {stories.map(({ id, title, lead, size, among, last }) => (
          <li key={id}>
            <a href={`${BASE}?article=${encodeURIComponent(lead)}`}>
              <Text>{title}</Text>
            </a>
            <p className="muted">
              {last && `${day(last)} · `}
              {counted(size, "article")}
              {among < size && `, ${number(among)} of them here`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
