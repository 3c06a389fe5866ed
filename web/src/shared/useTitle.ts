/** The title of the document: it names the view, for tabs, bookmarks and the history. */
import { useEffect } from "react";
import { withoutControls } from "./format";

/** Longer names are cut: a tab shows a few words, a bookmark not many more. */
const LONGEST = 120;

/** Show the parts, the most specific first. Empty parts are left out. */
export function useTitle(...parts: readonly (string | null | undefined)[]): void {
  const title = titleOf(parts);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Such as `“ferry” · Explorer · graphapi`. */
export function titleOf(parts: readonly (string | null | undefined)[]): string {
  const shown = parts.flatMap((part) => {
    const text = withoutControls(part ?? "").replace(/\s+/g, " ").trim();
    if (text === "") return [];
    return [text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text];
  });
  return [...shown, "graphapi"].join(" · ");
}
