/**
 * Rings around the centre, one band for each hop.
 *
 * Cliques stand on the inner edge of their band, open ones as discs of their articles. The articles
 * of the first band are in order of groups, so that a colour is a sector; in the others an article
 * stands as near as it can to those that lead to it. A crowded band becomes several rows deep.
 */
import type { Clique } from "./cliques";
import { neighbours, type DrawnGraph } from "./model";
import { CLIQUE_PREFIX, type DrawnNodes } from "./nodes";

export interface Layout {
  /** Where each node stands, x and y two by two; the centre at 0, 0. */
  positions: Float64Array;
  /** The outer radius of each band, and what is in it. */
  bands: readonly { radius: number; name: string }[];
  /** Where the articles of open cliques are. */
  discs: readonly Disc[];
  /** Of a layout in time. */
  lanes: readonly { top: number; bottom: number; name: string }[];
  ticks: readonly { x: number; name: string }[];
  /** From where to where lanes go. */
  width: { from: number; to: number };
}

export interface Disc {
  x: number;
  y: number;
  radius: number;
  clique: Clique;
}

const SPACING = 30;
const FIRST_RADIUS = 150;
const GAP = 70;
/** In a disc of so many articles, the radius is this times the root of their number. */
const DISC_SCALE = 16;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** The width of the node of a closed clique. */
export function cliqueSize(count: number): number {
  return Math.min(96, 30 + 5 * Math.sqrt(count));
}

/** Something that stands on a ring: a node, or the nodes of an open clique. */
interface Unit {
  nodes: readonly number[];
  radius: number;
  clique: Clique | null;
  /** The article that says where it belongs. */
  place: number;
}

/** `groups` has the number of each article's colour. */
export function layOut(graph: DrawnGraph, drawn: DrawnNodes, groups: readonly number[]): Layout {
  const positions = new Float64Array(drawn.nodes.length * 2);
  const angles = new Float64Array(graph.articles.length);
  const bands: { radius: number; name: string }[] = [];
  const discs: Disc[] = [];
  const put = (unit: Unit, radius: number, angle: number) => {
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    if (unit.nodes.length > 1 && unit.clique) discs.push({ x, y, radius: unit.radius, clique: unit.clique });
    unit.nodes.forEach((node, number) => {
      // A sunflower: as dense in the middle as at the rim.
      const r = unit.nodes.length > 1 ? DISC_SCALE * Math.sqrt(number + 0.5) : 0;
      positions[2 * node] = x + r * Math.cos(number * GOLDEN_ANGLE);
      positions[2 * node + 1] = y + r * Math.sin(number * GOLDEN_ANGLE);
      for (const place of drawn.nodes[node]?.places ?? []) angles[place] = angle;
    });
  };
  let inner = FIRST_RADIUS;
  for (const [distance, ring] of rings(graph, drawn).entries()) {
    if (ring.length === 0) continue;
    const ordered = inOrder(graph, ring, groups, angles, distance === 0);
    const large = ordered.filter(({ radius }) => radius > SPACING / 2);
    const small = ordered.filter(({ radius }) => radius <= SPACING / 2);
    let outer = inner;
    if (large.length > 0) outer = putLarge(large, inner, put) + (small.length > 0 ? GAP / 2 : 0);
    if (small.length > 0) outer = putSmall(small, outer, put);
    bands.push({ radius: outer + GAP / 2, name: bandName(graph, ring[0]?.place ?? 0) });
    inner = outer + GAP;
  }
  return { positions, bands, discs, lanes: [], ticks: [], width: { from: 0, to: 0 } };
}

type Put = (unit: Unit, radius: number, angle: number) => void;

/** One row of what is larger than an article; returns its outer edge. */
function putLarge(units: readonly Unit[], inner: number, put: Put): number {
  const widest = Math.max(...units.map(({ radius }) => radius));
  const needed = units.reduce((sum, { radius }) => sum + 2 * radius + SPACING, 0) / (2 * Math.PI);
  const radius = Math.max(inner + widest * 0.5, widest + 60, needed);
  const share = (2 * Math.PI) / (needed * 2 * Math.PI);
  let angle = -Math.PI / 2;
  units.forEach((unit, number) => {
    const width = (2 * unit.radius + SPACING) * share;
    if (number > 0) angle += width / 2;
    put(unit, radius, angle);
    angle += width / 2;
  });
  return radius + widest;
}

/** As many rows of articles as they need; returns the radius of the last. */
function putSmall(units: readonly Unit[], inner: number, put: Put): number {
  const rows = Math.max(1, Math.ceil((units.length * SPACING) / (2 * Math.PI * inner)));
  // As many slots in each row, so that the last of the ring keeps its distance from the first.
  const slots = rows * Math.ceil(units.length / rows);
  units.forEach((unit, number) => {
    // Neighbours in a row are `rows` apart in the order: that is what makes room.
    put(unit, inner + (number % rows) * SPACING, (2 * Math.PI * number) / slots - Math.PI / 2);
  });
  return inner + (rows - 1) * SPACING;
}

function bandName(graph: DrawnGraph, place: number): string {
  const hops = graph.hops[place] ?? -1;
  if (hops < 0) return "no links";
  return hops === 1 ? "1 link" : `${hops} links`;
}

/** What stands at each distance from 1 on; what no links lead to comes last. */
function rings(graph: DrawnGraph, { nodes }: DrawnNodes): Unit[][] {
  const found: Unit[][] = [];
  const furthest = Math.max(0, ...graph.hops);
  const open = new Map<string, number[]>();
  nodes.forEach(({ within }, node) => {
    if (within) open.set(within.key, [...(open.get(within.key) ?? []), node]);
  });
  nodes.forEach(({ places, clique, within, id }, node) => {
    const place = places[0] ?? 0;
    const distance = graph.hops[place] ?? -1;
    const members = within ? (open.get(within.key) ?? []) : [node];
    if (distance === 0 || members[0] !== node) return;
    let radius = id.startsWith(CLIQUE_PREFIX) ? cliqueSize(places.length) / 2 + SPACING / 2 : SPACING / 2;
    if (members.length > 1) radius = DISC_SCALE * Math.sqrt(members.length) + SPACING / 2;
    const ring = distance < 0 ? furthest : distance - 1;
    (found[ring] ??= []).push({ nodes: members, radius, clique: clique ?? within, place });
  });
  return Array.from(found, (ring?: Unit[]) => ring ?? []);
}

function inOrder(
  graph: DrawnGraph,
  ring: readonly Unit[],
  groups: readonly number[],
  angles: Float64Array,
  isFirst: boolean,
): Unit[] {
  const wish = new Map(
    ring.map(({ place }) => [place, isFirst ? (groups[place] ?? 0) : angleOfParents(graph, place, angles)]),
  );
  return [...ring].sort((a, b) => (wish.get(a.place) ?? 0) - (wish.get(b.place) ?? 0) || a.place - b.place);
}

/** The direction from the centre in which those lie that lead to an article, from -π/2 to 3π/2. */
function angleOfParents(graph: DrawnGraph, place: number, angles: Float64Array): number {
  let x = 0;
  let y = 0;
  for (const other of neighbours(graph, place)) {
    if ((graph.hops[other] ?? 0) !== (graph.hops[place] ?? 0) - 1) continue;
    x += Math.cos(angles[other] ?? 0);
    y += Math.sin(angles[other] ?? 0);
  }
  const angle = Math.atan2(y, x);
  return angle < -Math.PI / 2 ? angle + 2 * Math.PI : angle;
}
