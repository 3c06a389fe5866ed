/** The page's colours as a canvas needs them: worked out for light or dark. */
import { COLOURED, type Property } from "./groups";

export interface Palette {
  paper: string;
  raised: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  /** By the number of a group. */
  groups: readonly string[];
  /** The same for periods, from the earliest to the latest. */
  times: readonly string[];
}

/** The class of what shows the colour of a group. */
export function colourClass(property: Property, number: number): string {
  return property === "time" && number < COLOURED ? `time-${number}` : `group-${number}`;
}

/** The palette at `element`, at this moment. */
export function readPalette(element: HTMLElement): Palette {
  // A custom property keeps the words of its light-dark(); only a colour in use is worked out.
  const probe = element.appendChild(document.createElement("span"));
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const background = (property: Property, number: number) => {
    probe.className = colourClass(property, number);
    return asRgb(getComputedStyle(probe).backgroundColor);
  };
  const numbers = Array.from({ length: COLOURED + 1 }, (_, number) => number);
  const palette = {
    paper: colour("paper"),
    raised: colour("raised"),
    ink: colour("ink"),
    muted: colour("muted"),
    line: colour("line"),
    accent: colour("accent"),
    groups: numbers.map((number) => background("provider", number)),
    times: numbers.map((number) => background("time", number)),
  };
  probe.remove();
  return palette;
}

/** A mixed colour is `color(srgb …)` when it is worked out, which Cytoscape does not know. */
function asRgb(colour: string): string {
  const parts = /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)/.exec(colour)?.slice(1);
  return parts ? `rgb(${parts.map((part) => Math.round(Number(part) * 255)).join(", ")})` : colour;
}
