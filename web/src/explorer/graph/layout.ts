/**
 * Rings around the centre, one band for each hop.
 *
 * The first band is in order of groups, so that a colour is a sector. In the others an article
 * stands as near as it can to those that lead to it. A crowded band becomes several rows deep.
 */
import { neighbours, type DrawnGraph } from "./model";

export interface Layout {
  /** Where each article stands, x and y two by two; the centre at 0, 0. */
  positions: Float64Array;
  /** The outer radius of each band, the first hop's first. */
  bands: readonly number[];
}

const SPACING = 30;
const FIRST_RADIUS = 150;
const GAP = 70;

/** `groups` has the number of each article's colour. */
export function layOut(graph: DrawnGraph, groups: readonly number[]): Layout {
  const positions = new Float64Array(graph.articles.length * 2);
  const angles = new Float64Array(graph.articles.length);
  const bands: number[] = [];
  let inner = FIRST_RADIUS;
  for (const [distance, ring] of rings(graph.hops).entries()) {
    const ordered = inOrder(graph, ring, groups, angles, distance === 0);
    const rows = Math.max(1, Math.ceil((ordered.length * SPACING) / (2 * Math.PI * inner)));
    // As many slots in each row, so that the last of the ring keeps its distance from the first.
    const slots = rows * Math.ceil(ordered.length / rows);
    ordered.forEach((place, number) => {
      const angle = (2 * Math.PI * number) / slots - Math.PI / 2;
      // Neighbours in a row are `rows` apart in the order: that is what makes room.
      const radius = inner + (number % rows) * SPACING;
      angles[place] = angle;
      positions[2 * place] = radius * Math.cos(angle);
      positions[2 * place + 1] = radius * Math.sin(angle);
    });
    const outer = inner + (rows - 1) * SPACING;
    bands.push(outer + GAP / 2);
    inner = outer + GAP;
  }
  return { positions, bands };
}

/** The places of each distance from 1 on; those that no way leads to come last. */
function rings(hops: readonly number[]): number[][] {
  const found: number[][] = [];
  const furthest = Math.max(0, ...hops);
  hops.forEach((distance, place) => {
    if (distance === 0) return;
    const ring = distance < 0 ? furthest : distance - 1;
    (found[ring] ??= []).push(place);
  });
  return Array.from(found, (ring?: number[]) => ring ?? []);
}

function inOrder(
  graph: DrawnGraph,
  ring: readonly number[],
  groups: readonly number[],
  angles: Float64Array,
  isFirst: boolean,
): number[] {
  const wish = new Map(
    ring.map((place) => [place, isFirst ? (groups[place] ?? 0) : angleOfParents(graph, place, angles)]),
  );
  return [...ring].sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a - b);
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
