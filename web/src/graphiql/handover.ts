/** An operation that another page hands over, in the fragment of the address. */
import type { Example } from "./examples";

/** The operation in a fragment such as `#query=…&variables=…`; null where there is none. */
export function readHandover(fragment: string): Example | null {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const query = parameters.get("query");
  return query ? { query, variables: parameters.get("variables") ?? "" } : null;
}
