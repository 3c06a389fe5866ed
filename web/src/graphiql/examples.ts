/** The example operations of the project, as tabs. */

/** One tab of GraphiQL. */
export interface Example {
  query: string;
  variables: string;
}

const FILES = import.meta.glob<string>("../../../schema/operations/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Every operation of schema/operations/ with its variables, by file name. */
export const EXAMPLES: readonly Example[] = Object.keys(FILES)
  .filter((path) => path.endsWith(".graphql"))
  .sort()
  .map((path) => ({
    query: FILES[path] ?? "",
    variables: FILES[path.replace(/\.graphql$/, ".variables.json")] ?? "",
  }));
