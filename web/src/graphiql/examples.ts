/** The example operations of the project, by what they are for. */

/** An operation and its variables, as JSON. */
export interface Example {
  query: string;
  variables: string;
}

export interface NamedExample extends Example {
  name: string;
}

export interface ExampleGroup {
  purpose: string;
  examples: readonly NamedExample[];
}

const FILES = import.meta.glob<string>("../../../schema/operations/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

const PURPOSES: Readonly<Record<string, readonly string[]>> = {
  Articles: [
    "everything-about-an-article",
    "article-by-amp-address",
    "articles-by-url",
    "newest-articles",
    "filtered-articles",
    "articles-by-rank",
    "stubs-and-their-sources",
  ],
  "Search and facets": ["search", "search-facets", "suggest"],
  "Links and paths": [
    "links-of-an-article",
    "related-three-deep",
    "reachable-with-paths",
    "shortest-paths",
    "paths-over-bridges",
    "neighborhood",
    "similar-articles",
  ],
  "Providers, topics and stories": [
    "provider-directory",
    "topic-tree",
    "related-topics",
    "latest-stories",
    "story",
  ],
  Figures: ["corpus-summary", "filtered-stats", "grouped-articles", "provider-dashboard"],
};

/** Every operation of schema/operations/ with its variables; those without a purpose come last. */
export const EXAMPLES: readonly ExampleGroup[] = groupExamples(FILES);

/** The operations among files, by purpose. Empty groups are left out. */
export function groupExamples(files: Readonly<Record<string, string>>): ExampleGroup[] {
  const found = new Map<string, NamedExample>();
  for (const path of Object.keys(files).sort()) {
    const name = /([^/]+)\.graphql$/.exec(path)?.[1];
    if (name === undefined) continue;
    const variables = files[path.replace(/\.graphql$/, ".variables.json")] ?? "";
    found.set(name, { name: words(name), query: files[path] ?? "", variables });
  }
  const listed = new Set(Object.values(PURPOSES).flat());
  const others = [...found.keys()].filter((name) => !listed.has(name));
  return Object.entries({ ...PURPOSES, Others: others }).flatMap(([purpose, names]) => {
    const examples = names.flatMap((name) => found.get(name) ?? []);
    return examples.length > 0 ? [{ purpose, examples }] : [];
  });
}

/** Such as `Newest articles` for `newest-articles`. */
function words(name: string): string {
  const text = name.replaceAll("-", " ").replace(/\b(url|amp)\b/g, (word) => word.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}
