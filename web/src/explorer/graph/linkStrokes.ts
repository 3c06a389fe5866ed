/** How the links of each kind look, in the drawing and beside its switch. */
import type { Kind } from "../state";

interface Stroke {
  colour: "muted" | "accent" | "ink";
  /** Lengths of lines and gaps, in pixels; none: a line without gaps. */
  dash: readonly number[];
  width: number;
  /** How far beside the straight line between two nodes, in pixels. */
  aside: number;
}

export const STROKES: Readonly<Record<Kind, Stroke>> = {
  listed: { colour: "muted", dash: [], width: 1, aside: 0 },
  similar: { colour: "accent", dash: [7, 4], width: 1.5, aside: 5 },
  story: { colour: "ink", dash: [1.5, 4], width: 2, aside: -5 },
  copies: { colour: "ink", dash: [], width: 3.5, aside: -9 },
};
