/** Where the pages are: at the root of a host, or below a path that a proxy strips. */

/**
 * The path of the explorer, with a slash at the end: `/`, or such as `/news/` behind a proxy. The
 * address of this script tells it, because every built script is in `assets/` below that path.
 */
export const BASE = import.meta.env.DEV ? "/" : new URL(/* @vite-ignore */ "../", import.meta.url).pathname;

/** The GraphQL endpoint, which is also the address of GraphiQL. */
export const ENDPOINT = `${BASE}graphql`;
