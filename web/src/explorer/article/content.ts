/** Untrusted HTML as plain text. */
import { unescapeHtml } from "../../shared/entities";

/** Elements whose content is no text for readers. */
const SILENT = new Set(
  "script style template noscript iframe object svg math head title textarea select".split(" "),
);
/** Elements within a line of text; all others begin a line of their own. */
const INLINE = new Set(
  "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split(
    " ",
  ),
);
const TAG_NAME = /<\/?([a-z][a-z0-9]*)/iy;

/**
 * The paragraphs of text in a piece of HTML.
 *
 * The browser's parser is not asked: even in a document of its own it looks at event handlers and
 * style sheets. What this reads too simply is shown as text, which harms nobody.
 */
export function paragraphsOf(html: string): string[] {
  return textOf(html)
    .split("\n")
    .map((line) => unescapeHtml(line).replace(/\s+/g, " ").trim())
    .filter(Boolean);
}

/** The text with a line break for each element that is not within a line. Takes linear time. */
function textOf(html: string): string {
  const lower = html.toLowerCase();
  let text = "";
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    text += html.slice(position, open < 0 ? undefined : open).replace(/\s+/g, " ");
    if (open < 0) break;
    TAG_NAME.lastIndex = open;
    const name = TAG_NAME.exec(lower)?.[1];
    if (name === undefined && !/^<[!?/]/.test(html.slice(open, open + 2))) {
      text += "<";
      position = open + 1;
      continue;
    }
    const isSilent = name !== undefined && SILENT.has(name) && lower[open + 1] !== "/";
    const start = isSilent ? lower.indexOf(`</${name}`, open) : open;
    const close = lower.startsWith("<!--", open) ? "-->" : ">";
    const end = start < 0 ? -1 : html.indexOf(close, start);
    if (name !== undefined && !INLINE.has(name)) text += "\n";
    position = end < 0 ? html.length : end + close.length;
  }
  return text;
}
