/** What a drawing stands on: the rings of distances and the discs of open cliques, or lanes of time. */
import { withoutControls } from "../../shared/format";
import type { Layout } from "./layout";
import type { Palette } from "./palette";

/** Where on a ring its distance is written: beside the nodes that stand at its head. */
const LABEL_ANGLE = -Math.PI * 0.37;
/** So many letters of a provider's name are beside its lane, in a wide and a narrow drawing. */
const [LONGEST_NAME, SHORTEST_NAME] = [26, 13];
const NARROW = 640;
const LETTER = 6.4;
const TICK_ROOM = 64;
const LINE = 12;

/** How long the names of lanes can be, in letters. */
function longestName(width: number): number {
  return width < NARROW ? SHORTEST_NAME : LONGEST_NAME;
}

/** The room that the names of lanes need at the side of a drawing of a width, in pixels. */
export function roomForNames(width: number): number {
  return longestName(width) * LETTER + 24;
}

export function drawBackground(
  context: CanvasRenderingContext2D,
  layout: Layout,
  palette: Palette,
  zoom: number,
): void {
  context.globalAlpha = 1;
  drawLanes(context, layout, palette, zoom);
  for (const { radius, name } of layout.bands) {
    context.strokeStyle = palette.line;
    context.lineWidth = 1 / zoom;
    context.setLineDash([3 / zoom, 5 / zoom]);
    context.beginPath();
    context.arc(0, 0, radius, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
    const [x, y] = [radius * Math.cos(LABEL_ANGLE), radius * Math.sin(LABEL_ANGLE)];
    write(context, name, x, y, palette, zoom);
  }
  for (const { x, y, radius, clique } of layout.discs) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = palette.raised;
    context.fill();
    context.strokeStyle = palette.muted;
    context.lineWidth = 1.5 / zoom;
    context.stroke();
    write(context, `${clique.places.length} articles, all linked with each other`, x, y - radius - 6 / zoom, palette, zoom);
  }
}

function drawLanes(context: CanvasRenderingContext2D, layout: Layout, palette: Palette, zoom: number): void {
  const { lanes, ticks, width } = layout;
  const [first, last] = [lanes[0], lanes.at(-1)];
  if (!first || !last) return;
  const longest = longestName(context.canvas.clientWidth);
  let written = -Infinity;
  lanes.forEach(({ top, bottom, name }, number) => {
    if (number % 2 === 0) {
      context.fillStyle = palette.raised;
      context.fillRect(width.from, top, width.to - width.from, bottom - top);
    }
    const plain = withoutControls(name);
    const text = plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
    const middle = (top + bottom) / 2;
    if (middle - written < LINE / zoom) return; // from afar, not every lane has room for its name
    written = middle;
    write(context, text, width.from - 8 / zoom, middle + 4 / zoom, palette, zoom, "right");
  });
  context.strokeStyle = palette.line;
  context.lineWidth = 1 / zoom;
  let end = -Infinity;
  for (const { x, name } of ticks) {
    // Names are as large from far as from near: then there is room for some of them.
    if (x - end < TICK_ROOM / zoom) continue;
    end = x;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(x, first.top);
    context.lineTo(x, last.bottom);
    context.stroke();
    write(context, name, x, last.bottom + 16 / zoom, palette, zoom);
    write(context, name, x, first.top - 8 / zoom, palette, zoom);
  }
}

/** A text as large as it is, however near the drawing. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  palette: Palette,
  zoom: number,
  align: CanvasTextAlign = "center",
): void {
  context.font = `${11 / zoom}px sans-serif`;
  context.textAlign = align;
  context.lineWidth = 4 / zoom;
  context.lineJoin = "round";
  context.strokeStyle = palette.paper;
  context.strokeText(text, x, y);
  context.fillStyle = palette.muted;
  context.fillText(text, x, y);
  context.lineWidth = 1 / zoom;
}
