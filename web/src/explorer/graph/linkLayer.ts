/**
 * What is under the nodes of a drawing, on a canvas: rings or lanes, links and paths.
 *
 * Two hundred articles that all list each other have twenty thousand links: as elements of
 * Cytoscape they take seconds, as lines of one path some milliseconds.
 */
import type { Kind } from "../state";
import { drawBackground } from "./background";
import { STROKES } from "./linkStrokes";
import { distinctPairs } from "./model";
import type { Palette } from "./palette";
import type { DrawnPath, Scene } from "./scene";

/** Where the drawing stands in its window, and where its nodes are: x and y two by two. */
export interface Viewport {
  zoom: number;
  pan: { x: number; y: number };
  positions: Float64Array;
}

/** More arrowheads than this at one node are a blot. */
const MOST_ARROWS = 60;

export class LinkLayer {
  readonly #canvas: HTMLCanvasElement;
  #scene: Scene | null = null;
  /** Of each kind that is drawn, the pairs of nodes. */
  #pairs = new Map<Kind, Uint32Array>();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  setScene(scene: Scene): void {
    const before = this.#scene;
    this.#scene = scene;
    if (before?.drawn === scene.drawn && before.relations === scene.relations && before.kinds === scene.kinds) return;
    this.#pairs = new Map(scene.kinds.map((kind) => [kind, pairsOfNodes(scene, kind)]));
  }

  /** `emphasized` is the number of the node whose links stand out; -1: none. */
  draw(viewport: Viewport, palette: Palette, emphasized: number): void {
    const context = this.#canvas.getContext("2d");
    const scene = this.#scene;
    if (!context || !scene) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [this.#canvas.clientWidth * ratio, this.#canvas.clientHeight * ratio];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const { zoom, pan, positions } = viewport;
    const scale = zoom * ratio;
    context.setTransform(scale, 0, 0, scale, pan.x * ratio, pan.y * ratio);
    drawBackground(context, scene.layout, palette, zoom);
    for (const [kind, pairs] of this.#pairs) drawPairs(context, positions, palette, zoom, kind, pairs);
    if (emphasized >= 0 && scene.kinds.includes("listed")) {
      drawLinksOf(context, scene, positions, palette, zoom, emphasized);
    }
    for (const path of scene.paths) drawPath(context, scene, positions, palette, zoom, path);
  }
}

/** The nodes that the articles of each pair are, or are in; what is in one clique needs no line. */
function pairsOfNodes({ relations, drawn, cliques }: Scene, kind: Kind): Uint32Array {
  const cliqueOf = new Map(
    cliques.flatMap(({ places }, number) => places.map((place) => [place, number])),
  );
  const pairs = relations[kind];
  const found: [number, number][] = [];
  for (let place = 0; place < pairs.length; place += 2) {
    const [a, b] = [pairs[place] ?? 0, pairs[place + 1] ?? 0];
    const [one, two] = [drawn.nodeOf[a] ?? -1, drawn.nodeOf[b] ?? -1];
    const isInside = kind === "listed" && cliqueOf.has(a) && cliqueOf.get(a) === cliqueOf.get(b);
    if (one >= 0 && two >= 0 && !isInside) found.push([one, two]);
  }
  return distinctPairs(found);
}

function drawPairs(
  context: CanvasRenderingContext2D,
  positions: Float64Array,
  palette: Palette,
  zoom: number,
  kind: Kind,
  pairs: Uint32Array,
): void {
  const { colour, dash, width, aside } = STROKES[kind];
  context.beginPath();
  for (let place = 0; place < pairs.length; place += 2) {
    const [a, b] = [2 * (pairs[place] ?? 0), 2 * (pairs[place + 1] ?? 0)];
    const [x, y] = [positions[a] ?? 0, positions[a + 1] ?? 0];
    const [dx, dy] = [(positions[b] ?? 0) - x, (positions[b + 1] ?? 0) - y];
    // Lines of several kinds run side by side.
    const shift = aside / zoom / (Math.hypot(dx, dy) || 1);
    context.moveTo(x - dy * shift, y + dx * shift);
    context.lineTo(x + dx - dy * shift, y + dy + dx * shift);
  }
  // One path is painted at once: lines that cross do not add up, and many stay as calm as few.
  context.globalAlpha = Math.min(kind === "listed" ? 0.5 : 0.8, Math.max(0.02, 120 / pairs.length));
  context.strokeStyle = palette[colour];
  context.lineWidth = width / zoom;
  context.setLineDash(dash.map((length) => length / zoom));
  context.stroke();
  context.setLineDash([]);
}

function drawLinksOf(
  context: CanvasRenderingContext2D,
  { graph, drawn }: Scene,
  positions: Float64Array,
  palette: Palette,
  zoom: number,
  node: number,
): void {
  const nodesAt = (lists: readonly (readonly number[])[]) => {
    const places = (drawn.nodes[node]?.places ?? []).flatMap((place) => lists[place] ?? []);
    const found = new Set(places.map((place) => drawn.nodeOf[place] ?? -1));
    return [...found].filter((other) => other >= 0 && other !== node);
  };
  const [listed, listing] = [nodesAt(graph.outward), nodesAt(graph.inward)];
  context.globalAlpha = 0.75;
  context.lineWidth = 1.2 / zoom;
  const hasArrows = listed.length + listing.length <= MOST_ARROWS;
  context.strokeStyle = palette.muted;
  for (const other of listing) drawLine(context, positions, other, node, zoom, hasArrows);
  context.strokeStyle = palette.accent;
  for (const other of listed) drawLine(context, positions, node, other, zoom, hasArrows);
}

function drawPath(
  context: CanvasRenderingContext2D,
  { drawn }: Scene,
  positions: Float64Array,
  palette: Palette,
  zoom: number,
  path: DrawnPath,
): void {
  context.globalAlpha = 0.9;
  context.strokeStyle = palette.accent;
  context.lineWidth = 3 / zoom;
  context.lineJoin = "round";
  path.places.slice(1).forEach((place, step) => {
    const [from, to] = [drawn.nodeOf[path.places[step] ?? 0] ?? -1, drawn.nodeOf[place] ?? -1];
    if (from < 0 || to < 0) return;
    context.setLineDash(path.bridges.has(step) ? [9 / zoom, 7 / zoom] : []);
    context.beginPath();
    context.moveTo(positions[2 * from] ?? 0, positions[2 * from + 1] ?? 0);
    context.lineTo(positions[2 * to] ?? 0, positions[2 * to + 1] ?? 0);
    context.stroke();
  });
  context.setLineDash([]);
}

function drawLine(
  context: CanvasRenderingContext2D,
  positions: Float64Array,
  from: number,
  to: number,
  zoom: number,
  hasArrow: boolean,
): void {
  const [x, y] = [positions[2 * from] ?? 0, positions[2 * from + 1] ?? 0];
  const [endX, endY] = [positions[2 * to] ?? 0, positions[2 * to + 1] ?? 0];
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(endX, endY);
  if (hasArrow) {
    const angle = Math.atan2(endY - y, endX - x);
    // The tip ends where the node begins, not under it.
    const [tipX, tipY] = [endX - 14 * Math.cos(angle), endY - 14 * Math.sin(angle)];
    for (const turn of [-0.4, 0.4]) {
      context.moveTo(tipX, tipY);
      context.lineTo(
        tipX - (7 / zoom) * Math.cos(angle + turn),
        tipY - (7 / zoom) * Math.sin(angle + turn),
      );
    }
  }
  context.stroke();
}
