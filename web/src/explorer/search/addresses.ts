/** Addresses of articles among what is typed or pasted into the search box. */

/** More than these one text hardly stands for. */
const MOST = 10;

/** What is written around an address where it is quoted, linked or listed. */
const WRAPPING = /^[\s<>"'“”‘’«»()[\]{}*_`]+|[\s<>"'“”‘’«»()[\]{}*_`.,;:!]+$/g;
/** An address that says that it is one. */
const WRITTEN = /(?:\bhttps?:|(?<![:/\p{L}\p{N}]))\/\/[^\s<>"“”«»`]+/giu;
/** A host with a path: what people copy by hand. Without a path it may be a word, such as Node.js. */
const WITHOUT_SCHEME = /^(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?::\d+)?\/\S*$/u;

/**
 * The absolute http and https addresses that a text may stand for, the likeliest first; none where it
 * is words. Addresses within the query of an address come after it, such as those in the links of
 * search engines, mail filters, and this explorer.
 */
export function addressesIn(text: string): string[] {
  const trimmed = text.trim();
  const bare = unwrapped(trimmed);
  const written = WITHOUT_SCHEME.test(bare) ? [`https://${bare}`] : [];
  for (const [found] of trimmed.matchAll(WRITTEN)) {
    // A Markdown link ends with a bracket, but an address may have brackets of its own: try both.
    for (const form of [found, unwrapped(found)]) written.push(form.startsWith("//") ? `https:${form}` : form);
  }
  const addresses = written.flatMap((address) => {
    const url = parse(address);
    return url ? [url.href, ...nestedIn(url)] : [];
  });
  return [...new Set(addresses)].slice(0, MOST);
}

/** The domain that a text is, such as `news.example` or `https://news.example/`; null for others. */
export function domainIn(text: string): string | null {
  const bare = unwrapped(text.trim());
  const url = parse(/^https?:/i.test(bare) ? bare : `https://${bare}`);
  const isWhole = url?.pathname === "/" && url.search === "" && url.hostname.includes(".");
  return isWhole && !/\s/.test(bare) ? url.hostname : null;
}

function unwrapped(text: string): string {
  return text.replace(WRAPPING, "");
}

function parse(address: string): URL | null {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) && url.hostname !== "" ? url : null;
  } catch {
    return null;
  }
}

function nestedIn(url: URL): string[] {
  return [...url.searchParams.values()].flatMap((value) =>
    /^https?:\/\//i.test(value) ? (parse(value)?.href ?? []) : [],
  );
}
