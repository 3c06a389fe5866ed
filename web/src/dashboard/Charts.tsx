/** The charts of the dashboard, each with what a click in it leads to. */
import { useCallback, useMemo } from "react";
import { LinkCellsDocument, QualityByTimeDocument, type BeforeQuery, type DashboardQuery } from "../generated/dashboard";
import { navigate } from "../shared/address";
import { articleFilter } from "../shared/filter";
import { counted, number } from "../shared/format";
import { Text } from "../shared/Text";
import { useAnswer } from "../shared/useAnswer";
import { Chart } from "./Chart";
import { shiftBetween, type Period } from "./comparison";
import { heatPlot, matrixPlot, qualityPlot, spreadPlot, volumePlot } from "./plots";
import { PROVIDERS_ID } from "./ProviderTable";
import {
  beforeRows,
  COLOURED,
  linkMatrix,
  linkSides,
  qualityMatrix,
  qualityRows,
  topicMatrix,
  volumeRows,
  type BeforeRow,
  type Cell,
  type ProviderRow,
  type QualityCell,
  type QualityRow,
  type VolumeRow,
} from "./shaping";
import { StoryList } from "./StoryList";
import { columnInterval, endOf, filterOf, narrowTo, writeState, type DashboardState } from "./state";

/** The answer for the period before, and both periods. */
export interface Comparison {
  answer: BeforeQuery;
  before: Period;
  period: Period;
}

interface ChartsProps {
  data: DashboardQuery;
  state: DashboardState;
  providers: readonly ProviderRow[];
  comparison: Comparison | null;
}

export function Charts({ data, state, providers, comparison }: ChartsProps) {
  const before = useMemo(
    () => (comparison ? beforeRows(comparison.answer, shiftBetween(comparison.before, comparison.period)) : []),
    [comparison],
  );
  return (
    <>
      <Volume data={data} state={state} providers={providers} before={before} />
      <Quality data={data} state={state} before={before} />
      <div className="pair">
        <Spread providers={providers} state={state} />
        <StoryList data={data} />
      </div>
      <QualityByTime data={data} providers={providers} state={state} />
      <Topics data={data} providers={providers} state={state} />
      <Links data={data} providers={providers} state={state} />
    </>
  );
}

/** Days, if the time is short: a column for each, and one for articles without a date. */
const MOST_PERIODS = 32;

interface PartProps {
  data: DashboardQuery;
  state: DashboardState;
  providers: readonly ProviderRow[];
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10);

interface OverTimeProps {
  data: DashboardQuery;
  state: DashboardState;
  /** What was before, moved to the present period; empty: nothing to compare with. */
  before: readonly BeforeRow[];
}

const BEFORE_NOTE = <p className="muted">The dashed line is the period before.</p>;

function Volume({ data, state, providers, before }: OverTimeProps & { providers: readonly ProviderRow[] }) {
  const rows = useMemo(() => volumeRows(data.articles, providers), [data, providers]);
  const plot = useMemo(() => {
    const starts = data.articles.timeline.map(({ start }) => new Date(start));
    return volumePlot(rows, starts, providers, state.interval, before);
  }, [data, rows, providers, state.interval, before]);
  const coloured = providers.slice(0, COLOURED);
  const others = data.articles.stats.providers - coloured.length;
  const left = data.articles.stats.count - coloured.reduce((sum, { count }) => sum + count, 0);
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
        {coloured.map(({ place, domain, name, count }) => (
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
        {others > 0 && (
          <li>
            <a className="others" href={`#${PROVIDERS_ID}`}>
              <i className="swatch group-rest" aria-hidden="true" />
              {counted(others, "other")} <span className="muted">{number(left)}</span>
            </a>
          </li>
        )}
      </ul>
      {before.length > 0 && BEFORE_NOTE}
    </Chart>
  );
}

function Quality({ data, state, before }: OverTimeProps) {
  const rows = useMemo(() => qualityRows(data.articles), [data]);
  const plot = useMemo(() => qualityPlot(rows, state.interval, before), [rows, state.interval, before]);
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
    >
      {before.length > 0 && BEFORE_NOTE}
    </Chart>
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

function QualityByTime({ data, providers, state }: PartProps) {
  const [first, last] = [data.articles.timeline.at(0), data.articles.timeline.at(-1)];
  const interval =
    first && last
      ? columnInterval(state.interval, new Date(first.start), endOf(new Date(last.start), state.interval))
      : state.interval;
  const { data: answer, isLoading } = useAnswer(QualityByTimeDocument, {
    filter: articleFilter(filterOf(state)),
    period: interval,
    periods: MOST_PERIODS,
  });
  const matrix = useMemo(
    () => (answer && !isLoading ? qualityMatrix(answer, providers, interval) : null),
    [answer, isLoading, providers, interval],
  );
  const plot = useMemo(() => heatPlot(matrix ?? { rows: new Map(), columns: new Map(), cells: [] }), [matrix]);
  const searchOf = useCallback(
    ({ rowKey, columnKey }: QualityCell) =>
      writeState({ ...narrowTo({ ...state, interval }, columnKey), provider: rowKey }),
    [state, interval],
  );
  const pick = useCallback((cell: QualityCell) => { navigate(searchOf(cell)); }, [searchOf]);
  const unit = interval.toLowerCase();
  return (
    <Chart
      title="Quality by provider over time"
      name="quality-by-provider-over-time"
      summary={`The average quality of each provider's articles in each ${unit}; the stronger the colour, the higher.`}
      table={{
        columns: ["provider", unit, "average quality", "rated"],
        rows: matrix?.cells.map(({ row, column, average, count }) => [row, column, average, count]) ?? null,
        links: matrix?.cells.map(searchOf) ?? [],
      }}
      plot={plot}
      onPick={pick}
    />
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
