/** Text with marked words, as the API sends it: escaped HTML with <mark>, rendered as text. */
import type { ReactNode } from "react";
import { unescapeHtml } from "./entities";

/** A run of text; `isMarked` where it is one of the words searched for. */
export interface Run {
  text: string;
  isMarked: boolean;
}

/** The runs of a highlight. Nothing but `<mark>` and `</mark>` is taken for more than text. */
export function parseHighlight(highlight: string): Run[] {
  const runs: Run[] = [];
  let isMarked = false;
  for (const piece of highlight.split(/(<\/?mark>)/)) {
    if (piece === "<mark>") isMarked = true;
    else if (piece === "</mark>") isMarked = false;
    else if (piece) runs.push({ text: unescapeHtml(piece), isMarked });
  }
  return runs;
}

export function Highlight({ of }: { of: string }): ReactNode {
  return parseHighlight(of).map(({ text, isMarked }, place) =>
    isMarked ? <mark key={place}>{text}</mark> : text,
  );
}
