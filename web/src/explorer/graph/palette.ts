/** The page's colours as a canvas needs them: worked out for light or dark. */
import { COLOURED } from "./groups";

export interface Palette {
  paper: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  /** By the number of a group. */
  groups: readonly string[];
}

/** The palette at `element`, at this moment. */
export function readPalette(element: HTMLElement): Palette {
  // A custom property keeps the words of its light-dark(); only a colour in use is worked out.
  const probe = element.appendChild(document.createElement("span"));
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    paper: colour("paper"),
    ink: colour("ink"),
    muted: colour("muted"),
    line: colour("line"),
    accent: colour("accent"),
    groups: Array.from({ length: COLOURED + 1 }, (_, number) =>
      colour(number === COLOURED ? "group-rest" : `group-${number}`),
    ),
  };
  probe.remove();
  return palette;
}
