/** What each chart draws. Colours are those of the page, so that they follow light and dark. */
import * as Plot from "@observablehq/plot";
import { withoutControls } from "../shared/format";
import {
  COLOURED,
  type BeforeRow,
  type Cell,
  type Matrix,
  type ProviderRow,
  type QualityCell,
  type QualityMatrix,
  type QualityRow,
  type VolumeRow,
} from "./shaping";
import { endOf, type Interval } from "./state";

/** The plot for a width in pixels; `height` says what room to keep for it. */
export type Sized = (width: number) => Plot.PlotOptions & { height: number };

const INK = "var(--ink)";
const ACCENT = "var(--accent)";
const TIP = { fill: "var(--surface)", stroke: "var(--strong-line)" } as const;
const NARROW = 500;

const isNarrow = (width: number) => width < NARROW;
const margins = (width: number) => ({ marginLeft: isNarrow(width) ? 40 : 48, marginRight: 8 });

/** Longer names are cut where they are drawn; the table has them whole. */
function shortened(name: string, longest = 26): string {
  const text = withoutControls(name).trim();
  return text.length > longest ? `${text.slice(0, longest - 1).trimEnd()}…` : text;
}

const INTERVALS: Readonly<Record<Interval, Plot.Interval>> = {
  DAY: "day",
  WEEK: "monday",
  MONTH: "month",
  QUARTER: "3 months",
  YEAR: "year",
};

/** From the first interval to the end of the last, the same for every chart over time. */
function timeScale(intervals: readonly Date[], before: readonly BeforeRow[], interval: Interval): Plot.ScaleOptions {
  const starts = [...intervals, ...before.map(({ start }) => start)].sort((one, other) => +one - +other);
  const [first, last] = [starts.at(0), starts.at(-1)];
  return { type: "utc", label: null, ...(first && last && { domain: [first, endOf(last, interval)] }) };
}

/** An axis of values that may all be one and the same. */
function valueScale(values: readonly (number | null)[], label: string): Plot.ScaleOptions {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return {
    grid: true,
    label,
    nice: true,
    zero: false,
    tickFormat: (value: number) => value.toLocaleString("en", { maximumFractionDigits: 2 }),
    ...(least === most && { domain: [least - 1, most + 1] }),
  };
}

/** In the middle of an interval, as its bar. */
const middleIn = (interval: Interval) => (row: { start: Date }) => (+row.start + +endOf(row.start, interval)) / 2;

/** What was before: dashed, and behind what is. */
function beforeLine(before: readonly BeforeRow[], interval: Interval, y: "count" | "average"): Plot.Markish | null {
  if (before.length === 0) return null;
  return Plot.lineY(before, {
    x: middleIn(interval),
    y,
    stroke: INK,
    strokeOpacity: 0.65,
    strokeWidth: 1.5,
    strokeDasharray: "4 3",
    clip: true,
  });
}

export function volumePlot(
  rows: readonly VolumeRow[],
  starts: readonly Date[],
  providers: readonly ProviderRow[],
  interval: Interval,
  before: readonly BeforeRow[],
): Sized {
  // By place, since any provider may be called as another, or as the others are.
  const names = providers.slice(0, COLOURED).map(({ name }) => name);
  const places = [...names.keys(), COLOURED];
  const totals = new Map<number, number>();
  for (const { start, count } of rows) totals.set(+start, (totals.get(+start) ?? 0) + count);
  const highest = Math.max(1, ...totals.values(), ...before.map(({ count }) => count));
  return (width) => ({
    ...margins(width),
    height: 260,
    x: timeScale(starts, before, interval),
    y: { grid: true, label: "articles", nice: true, ticks: Math.min(7, highest) },
    color: {
      type: "categorical",
      domain: places,
      range: places.map((place) => (place === COLOURED ? "var(--group-rest)" : `var(--group-${place})`)),
    },
    marks: [
      Plot.rectY(rows, {
        x: "start",
        y: "count",
        fill: "place",
        order: places,
        interval: INTERVALS[interval],
        // A gap between bars, where there is room for one.
        inset: width / starts.length > 4 ? 0.5 : 0,
        channels: { provider: (row: VolumeRow) => shortened(row.provider) },
        tip: { ...TIP, format: { provider: true, fill: false } },
      }),
      beforeLine(before, interval, "count"),
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
    ],
  });
}

/** More points than these are a line alone. */
const MOST_DOTS = 150;

export function qualityPlot(
  rows: readonly QualityRow[],
  interval: Interval,
  before: readonly BeforeRow[],
): Sized {
  const isSparse = rows.length <= MOST_DOTS;
  // The tip names the beginning of the interval.
  const place = { x: middleIn(interval), y: "average" } as const;
  const tip = { ...TIP, channels: { from: "start", articles: "count" }, format: { x: false } } as const;
  return (width) => ({
    ...margins(width),
    height: 200,
    x: timeScale(rows.map(({ start }) => start), before, interval),
    y: valueScale([...rows, ...before].map(({ average }) => average), "average quality"),
    marks: [
      beforeLine(before, interval, "average"),
      Plot.lineY(rows, { ...place, stroke: ACCENT, strokeWidth: isSparse ? 2 : 1.25, strokeLinecap: "round" }),
      isSparse ? Plot.dot(rows, { ...place, r: 2.5, fill: ACCENT }) : null,
      Plot.tip(rows, Plot.pointerX({ ...place, ...tip })),
    ],
  });
}

export function spreadPlot(rows: readonly ProviderRow[]): Sized {
  const rated = rows.filter(({ rated: count }) => count > 0);
  const names = new Map(rated.map(({ domain, name }) => [domain, name]));
  const y = "domain";
  return (width) => ({
    marginLeft: isNarrow(width) ? 120 : 180,
    marginRight: 16,
    height: 44 + 26 * rated.length,
    x: valueScale(rated.flatMap(({ least, most }) => [least, most]), "quality"),
    y: { ...labels(names, isNarrow(width) ? 16 : 26), domain: [...names.keys()] },
    marks: [
      Plot.ruleY(rated, { y, x1: "least", x2: "most", stroke: "var(--strong-line)" }),
      Plot.ruleY(rated, { y, x1: "median", x2: "p90", stroke: ACCENT, strokeWidth: 7, strokeOpacity: 0.35 }),
      Plot.tickX(rated, { y, x: "p90", stroke: ACCENT }),
      Plot.dot(rated, {
        y,
        x: "median",
        fill: ACCENT,
        r: 4.5,
        channels: {
          provider: ({ name }: ProviderRow) => shortened(name),
          median: "median",
          "90 % at most": "p90",
          smallest: "least",
          largest: "most",
          rated: "rated",
        },
        tip: { ...TIP, format: { provider: true, x: false, y: false } },
      }),
    ],
  });
}

/** A scale of keys that shows their names. */
function labels(names: ReadonlyMap<string, string>, longest: number): Plot.ScaleOptions {
  return { label: null, tickSize: 0, tickFormat: (key: string) => shortened(names.get(key) ?? key, longest) };
}

const ROW_HEIGHT = 26;
const WIDEST_CELL = 72;
const ABOVE = 92;

export function matrixPlot({ rows, columns, cells }: Matrix, unit: string): Sized {
  const most = Math.max(1, ...cells.map(({ count }) => count));
  return (width) => {
    const narrow = isNarrow(width);
    const marginLeft = narrow ? 104 : 180;
    // Slanted names lean over the edge; upright ones, for narrow cells, do not.
    const least = narrow ? 4 : 64;
    return {
      marginLeft,
      marginTop: ABOVE,
      marginBottom: 4,
      marginRight: Math.max(least, width - marginLeft - WIDEST_CELL * columns.size),
      height: ABOVE + 4 + ROW_HEIGHT * rows.size,
      x: {
        ...labels(columns, narrow ? 12 : 20),
        domain: [...columns.keys()],
        axis: "top",
        tickRotate: narrow ? -90 : -40,
        padding: 0.06,
      },
      y: { ...labels(rows, narrow ? 14 : 26), domain: [...rows.keys()], padding: 0.06 },
      color: { type: "identity" },
      marks: [
        Plot.cell(cells, {
          x: "columnKey",
          y: "rowKey",
          fill: ({ count }: Cell) => shade(count, most),
          rx: 3,
          channels: {
            row: ({ row }: Cell) => shortened(row),
            column: ({ column }: Cell) => shortened(column),
            [unit]: "count",
          },
          tip: { ...TIP, format: { row: true, column: true, fill: false, x: false, y: false } },
        }),
        narrow
          ? null
          : Plot.text(cells, {
              x: "columnKey",
              y: "rowKey",
              text: ({ count }: Cell) => count.toLocaleString("en"),
              fill: INK,
              fontSize: 10,
            }),
      ],
    };
  };
}

/** The average quality of providers over time: a cell for each interval in which one has rated articles. */
export function heatPlot({ rows, columns, cells }: QualityMatrix): Sized {
  const averages = cells.map(({ average }) => average);
  const [least, most] = [Math.min(...averages), Math.max(...averages)];
  return (width) => {
    const narrow = isNarrow(width);
    const marginLeft = narrow ? 104 : 180;
    const cell = Math.min(WIDEST_CELL, (width - marginLeft) / Math.max(1, columns.size));
    return {
      marginLeft,
      marginTop: ABOVE_PERIODS,
      marginBottom: 4,
      marginRight: Math.max(4, width - marginLeft - WIDEST_CELL * columns.size),
      height: ABOVE_PERIODS + 4 + ROW_HEIGHT * rows.size,
      x: {
        ...labels(columns, 12),
        domain: [...columns.keys()],
        axis: "top",
        tickRotate: -90,
        padding: 0.06,
      },
      y: { ...labels(rows, narrow ? 14 : 26), domain: [...rows.keys()], padding: 0.06 },
      color: { type: "identity" },
      marks: [
        Plot.cell(cells, {
          x: "columnKey",
          y: "rowKey",
          fill: ({ average }: QualityCell) => tint(most === least ? 0.5 : (average - least) / (most - least)),
          rx: 3,
          channels: {
            provider: ({ row }: QualityCell) => shortened(row),
            from: "column",
            "average quality": ({ average }: QualityCell) => average.toFixed(1),
            rated: "count",
          },
          tip: { ...TIP, format: { provider: true, from: true, fill: false, x: false, y: false } },
        }),
        cell < LEAST_WITH_NUMBERS
          ? null
          : Plot.text(cells, {
              x: "columnKey",
              y: "rowKey",
              text: ({ average }: QualityCell) => average.toFixed(0),
              fill: INK,
              fontSize: 10,
            }),
      ],
    };
  };
}

/** Room for such a name as `2024-01-15`, upright. */
const ABOVE_PERIODS = 70;
/** Cells less wide have no room for a number. */
const LEAST_WITH_NUMBERS = 20;

/** A colour for a share from 0 to 1, on which numbers can be read. */
function tint(share: number): string {
  return `color-mix(in oklab, var(--accent) ${Math.round(6 + 40 * share)}%, var(--surface))`;
}

/**
 * A colour that numbers can be read on. By its logarithm, since the largest provider has a hundred
 * times what others have, who would all look the same beside it.
 */
function shade(count: number, most: number): string {
  return tint(Math.log1p(count) / Math.log1p(most));
}
