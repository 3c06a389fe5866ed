/** A layout in time: the earliest articles on the left, one lane for each provider. */
import type { Layout } from "./layout";
import type { DrawnGraph } from "./model";
import type { DrawnNodes } from "./nodes";

const WIDTH = 1_200;
const SPACING = 24;
const PADDING = 14;
/** Providers with a lane of their own; the others share one. */
const MOST_LANES = 10;
const OTHERS = "other providers";
const UNKNOWN = "no provider";
const DAY = 86_400_000;
/** Ticks are so far apart at least. */
const TICK_ROOM = 110;

/** How much of a moment's place is by its order among all, and not by the time between them. */
const STRETCH = 0.7;

export function layOutInTime(graph: DrawnGraph, { nodes }: DrawnNodes): Layout {
  const positions = new Float64Array(nodes.length * 2);
  const times = nodes.map(({ places }) => {
    const date = graph.articles[places[0] ?? 0]?.publishedDateTime;
    return date ? Date.parse(date) : null;
  });
  const known = times.filter((time) => time !== null);
  const scale = scaleOf(known);
  // Articles without a date stand to the right of all others.
  const xs = times.map((time) => (time === null ? WIDTH + 60 : scale(time)));
  let top = 0;
  const lanes = lanesOf(graph, nodes).map(({ name, nodes: inLane }) => {
    const rows: number[] = [];
    for (const node of [...inLane].sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0) || a - b)) {
      const x = xs[node] ?? 0;
      const free = rows.findIndex((last) => last + SPACING <= x);
      const row = free < 0 ? rows.length : free;
      rows[row] = x;
      positions[2 * node] = x;
      positions[2 * node + 1] = top + PADDING + (row + 0.5) * SPACING;
    }
    const bottom = top + rows.length * SPACING + 2 * PADDING;
    const lane = { top, bottom, name };
    top = bottom;
    return lane;
  });
  const ticks = ticksOf(known, scale);
  if (known.length < times.length) ticks.push({ x: WIDTH + 60, name: "no date" });
  const to = WIDTH + (known.length < times.length ? 100 : 40);
  return { positions, bands: [], discs: [], lanes, ticks, width: { from: -40, to } };
}

type Scale = (time: number) => number;

/**
 * From left to right in time, busy times stretched: articles of one week among those of years would
 * stand on top of each other otherwise.
 */
function scaleOf(times: readonly number[]): Scale {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const [first, last] = [moments[0] ?? 0, moments.at(-1) ?? 0];
  if (first === last) return () => WIDTH / 2;
  return (time) => {
    const after = moments.findIndex((moment) => moment >= time);
    const [low, high] = [moments[after - 1] ?? first, moments[after] ?? last];
    const within = high > low ? (time - low) / (high - low) : 0;
    const order = (Math.max(0, after - 1) + within) / (moments.length - 1);
    const share = STRETCH * order + (1 - STRETCH) * ((time - first) / (last - first));
    return share * WIDTH;
  };
}

interface NamedLane {
  name: string;
  nodes: number[];
}

/** The providers with most articles first, the others together, then articles without a provider. */
function lanesOf(graph: DrawnGraph, nodes: DrawnNodes["nodes"]): NamedLane[] {
  const lanes = new Map<string, NamedLane>();
  const without: NamedLane = { name: UNKNOWN, nodes: [] };
  nodes.forEach(({ places }, node) => {
    const provider = graph.articles[places[0] ?? 0]?.provider;
    if (!provider) return without.nodes.push(node);
    const lane = lanes.get(provider.domain) ?? { name: provider.name, nodes: [] };
    lanes.set(provider.domain, lane);
    return lane.nodes.push(node);
  });
  const sorted = [...lanes.values()].sort(
    (a, b) => b.nodes.length - a.nodes.length || (a.name < b.name ? -1 : 1),
  );
  const own = sorted.slice(0, sorted.length > MOST_LANES + 1 ? MOST_LANES : MOST_LANES + 1);
  const rest = sorted.slice(own.length).flatMap((lane) => lane.nodes);
  const others = { name: `${sorted.length - own.length} ${OTHERS}`, nodes: rest };
  return [...own, others, without].filter((lane) => lane.nodes.length > 0);
}

interface Tick {
  x: number;
  name: string;
}

const YEAR = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

/** The beginnings of years, of months and of days, the later of these only where there is room. */
export function ticksOf(times: readonly number[], scale: Scale): Tick[] {
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const start = new Date(first);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  const ticks: Tick[] = [];
  const add = (format: Intl.DateTimeFormat, timeOf: (number: number) => number) => {
    for (let number = 0; timeOf(number) <= last; number += 1) {
      const time = timeOf(number);
      const x = scale(time);
      const isFree = ticks.every((other) => Math.abs(other.x - x) >= TICK_ROOM);
      if (time >= first && isFree) ticks.push({ x, name: format.format(time) });
    }
  };
  add(YEAR, (number) => Date.UTC(year + number, 0));
  add(MONTH, (number) => Date.UTC(year, month + number));
  // The days of articles alone: there may be decades between them.
  const days = [...new Set(times.map((time) => Math.floor(time / DAY) * DAY))].sort((a, b) => a - b);
  add(DATE, (number) => days[number] ?? Infinity);
  return ticks.sort((a, b) => a.x - b.x);
}
