/** What each chart draws. Colours are those of the page, so that they follow light and dark. */
import * as Plot from "@observablehq/plot";
import { withoutControls } from "../shared/format";
import { COLOURED, type CellRow, type ProviderRow, type QualityRow, type VolumeRow } from "./shaping";
import type { Interval } from "./state";

const OTHERS = "all others";
const INK = "var(--ink)";
const ACCENT = "var(--accent)";
const TIP = { fill: "var(--surface)", stroke: "var(--strong-line)" } as const;

/** As wide as names may be drawn: longer ones are cut, their whole stands in the table. */
const LONGEST = 26;

export function shortened(name: string): string {
  const text = withoutControls(name).trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
}

const INTERVALS: Readonly<Record<Interval, Plot.Interval>> = {
  DAY: "day",
  WEEK: "monday",
  MONTH: "month",
  QUARTER: "3 months",
  YEAR: "year",
};

const margins = (width: number) => ({ marginLeft: width < 500 ? 40 : 48, marginRight: 8 });

export function volumePlot(
  rows: readonly VolumeRow[],
  providers: readonly ProviderRow[],
  interval: Interval,
): (width: number) => Plot.PlotOptions {
  const names = providers.slice(0, COLOURED).map(({ name }) => name);
  const hasOthers = rows.some(({ provider }) => provider === null);
  const domain = hasOthers ? [...names, OTHERS] : names;
  const range = domain.map((name, place) => (name === OTHERS ? "var(--group-rest)" : `var(--group-${place})`));
  const data = rows.map((row) => ({ ...row, provider: row.provider ?? OTHERS }));
  return (width) => ({
    ...margins(width),
    height: 260,
    x: { type: "utc", label: null },
    y: { grid: true, label: "articles", nice: true },
    color: { domain, range },
    marks: [
      Plot.rectY(data, {
        x: "start",
        y: "count",
        fill: "provider",
        order: domain,
        interval: INTERVALS[interval],
        inset: 0.5,
        tip: { ...TIP, format: { fill: (name: string) => shortened(name) } },
      }),
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
    ],
  });
}

export function qualityPlot(rows: readonly QualityRow[]): (width: number) => Plot.PlotOptions {
  return (width) => ({
    ...margins(width),
    height: 200,
    x: { type: "utc", label: null },
    y: { grid: true, label: "average quality", nice: true, zero: false },
    marks: [
      Plot.lineY(rows, { x: "start", y: "average", stroke: ACCENT, strokeWidth: 2 }),
      Plot.dot(rows, {
        x: "start",
        y: "average",
        r: 2.5,
        fill: ACCENT,
        channels: { articles: "count" },
        tip: TIP,
      }),
    ],
  });
}

const names = { tickFormat: shortened, label: null };

export function spreadPlot(rows: readonly ProviderRow[]): (width: number) => Plot.PlotOptions {
  const rated = rows.filter(({ rated: count }) => count > 0);
  return (width) => ({
    marginLeft: width < 500 ? 130 : 180,
    marginRight: 16,
    height: 44 + 26 * rated.length,
    x: { grid: true, label: "quality", nice: true },
    y: { ...names, domain: rated.map(({ name }) => name) },
    marks: [
      Plot.ruleY(rated, { y: "name", x1: "least", x2: "most", stroke: "var(--strong-line)" }),
      Plot.ruleY(rated, { y: "name", x1: "median", x2: "p90", stroke: ACCENT, strokeWidth: 7, strokeOpacity: 0.35 }),
      Plot.tickX(rated, { y: "name", x: "p90", stroke: ACCENT }),
      Plot.dot(rated, {
        y: "name",
        x: "median",
        fill: ACCENT,
        r: 4.5,
        channels: { "90 % at most": "p90", smallest: "least", largest: "most", rated: "rated" },
        tip: { ...TIP, format: { y: (name: string) => shortened(name) } },
      }),
    ],
  });
}

export function matrixPlot(
  cells: readonly CellRow[],
  rows: readonly string[],
  columns: readonly string[],
  unit: string,
): (width: number) => Plot.PlotOptions {
  const most = Math.max(1, ...cells.map(({ count }) => count));
  return (width) => ({
    marginLeft: width < 500 ? 130 : 180,
    marginTop: 92,
    marginRight: 56,
    height: 92 + 20 + 26 * rows.length,
    x: { ...names, domain: columns, axis: "top", tickRotate: -40, tickSize: 0 },
    y: { ...names, domain: rows, tickSize: 0 },
    color: { type: "identity" },
    marks: [
      Plot.cell(cells, {
        x: "column",
        y: "row",
        fill: ({ count }: CellRow) => shade(count / most),
        inset: 1,
        rx: 3,
        channels: { [unit]: "count" },
        tip: {
          ...TIP,
          format: { fill: false, x: (name: string) => shortened(name), y: (name: string) => shortened(name) },
        },
      }),
      Plot.text(width < 640 ? [] : cells, { x: "column", y: "row", text: "count", fill: INK, fontSize: 10 }),
    ],
  });
}

/** A colour that words can be read on. By its root, a share is told from one that is ten times less. */
function shade(share: number): string {
  return `color-mix(in oklab, var(--accent) ${Math.round(8 + 52 * Math.sqrt(share))}%, var(--surface))`;
}
