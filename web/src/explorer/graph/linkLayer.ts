/**
 * The links and rings of a drawing, on a canvas under its nodes.
 *
 * Two hundred articles that all list each other have twenty thousand links: as elements of
 * Cytoscape they take seconds, as lines of one path some milliseconds.
 */
import { linkedPairs } from "./model";
import type { Palette } from "./palette";
import type { Scene } from "./scene";

/** Where the drawing stands in its window, and where its nodes are: x and y two by two. */
export interface Viewport {
  zoom: number;
  pan: { x: number; y: number };
  positions: Float64Array;
}

/** Where on a ring its distance is written: beside the nodes that stand at its head. */
const LABEL_ANGLE = -Math.PI * 0.37;

/** More arrowheads than this at one node are a blot. */
const MOST_ARROWS = 60;

export class LinkLayer {
  readonly #canvas: HTMLCanvasElement;
  #scene: Scene | null = null;
  #pairs: Uint32Array = new Uint32Array();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  setScene(scene: Scene): void {
    if (scene.graph !== this.#scene?.graph) this.#pairs = linkedPairs(scene.graph);
    this.#scene = scene;
  }

  /** `emphasized` is the place of the node whose links stand out; -1: none. */
  draw(viewport: Viewport, palette: Palette, emphasized: number): void {
    const context = this.#canvas.getContext("2d");
    if (!context || !this.#scene) return;
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
    this.#drawBands(context, palette, zoom);
    this.#drawPairs(context, positions, palette, zoom);
    if (emphasized >= 0) this.#drawLinksOf(context, positions, palette, zoom, emphasized);
    for (const path of this.#scene.paths) drawPath(context, positions, palette, zoom, path);
  }

  #drawBands(context: CanvasRenderingContext2D, palette: Palette, zoom: number): void {
    context.strokeStyle = palette.line;
    context.fillStyle = palette.muted;
    context.lineWidth = 1 / zoom;
    context.font = `${11 / zoom}px sans-serif`;
    context.textAlign = "center";
    this.#scene?.layout.bands.forEach((radius, place) => {
      context.globalAlpha = 1;
      context.setLineDash([3 / zoom, 5 / zoom]);
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.stroke();
      context.setLineDash([]);
      const text = place === 0 ? "1 link" : `${place + 1} links`;
      const [x, y] = [radius * Math.cos(LABEL_ANGLE), radius * Math.sin(LABEL_ANGLE)];
      context.lineWidth = 4 / zoom;
      context.strokeStyle = palette.paper;
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
      context.lineWidth = 1 / zoom;
      context.strokeStyle = palette.line;
    });
  }

  #drawPairs(
    context: CanvasRenderingContext2D,
    positions: Float64Array,
    palette: Palette,
    zoom: number,
  ): void {
    const pairs = this.#pairs;
    context.beginPath();
    for (let place = 0; place < pairs.length; place += 2) {
      const [a, b] = [2 * (pairs[place] ?? 0), 2 * (pairs[place + 1] ?? 0)];
      context.moveTo(positions[a] ?? 0, positions[a + 1] ?? 0);
      context.lineTo(positions[b] ?? 0, positions[b + 1] ?? 0);
    }
    // One path is painted at once: lines that cross do not add up, and many stay as calm as few.
    context.globalAlpha = Math.min(0.4, Math.max(0.02, 60 / pairs.length));
    context.strokeStyle = palette.muted;
    context.lineWidth = 1 / zoom;
    context.stroke();
  }

  #drawLinksOf(
    context: CanvasRenderingContext2D,
    positions: Float64Array,
    palette: Palette,
    zoom: number,
    place: number,
  ): void {
    const graph = this.#scene?.graph;
    const listed = graph?.outward[place] ?? [];
    const listing = graph?.inward[place] ?? [];
    context.globalAlpha = 0.75;
    context.lineWidth = 1.2 / zoom;
    const hasArrows = listed.length + listing.length <= MOST_ARROWS;
    context.strokeStyle = palette.muted;
    for (const other of listing) drawLine(context, positions, other, place, zoom, hasArrows);
    context.strokeStyle = palette.accent;
    for (const other of listed) drawLine(context, positions, place, other, zoom, hasArrows);
  }
}

function drawPath(
  context: CanvasRenderingContext2D,
  positions: Float64Array,
  palette: Palette,
  zoom: number,
  path: readonly number[],
): void {
  context.globalAlpha = 0.9;
  context.strokeStyle = palette.accent;
  context.lineWidth = 3 / zoom;
  context.lineJoin = "round";
  context.beginPath();
  for (const place of path) context.lineTo(positions[2 * place] ?? 0, positions[2 * place + 1] ?? 0);
  context.stroke();
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
