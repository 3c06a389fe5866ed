/** An operation in the fragment of the address: from another page, from a friend, or as it was here. */
import { parse, print } from "graphql";
import type { Example } from "./examples";

/** The operation in a fragment such as `#query=…&variables=…`; null where there is none. */
export function readHandover(fragment: string): Example | null {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const query = parameters.get("query");
  return query ? { query, variables: parameters.get("variables") ?? "" } : null;
}

/** The fragment for an operation: empty for none. */
export function writeHandover({ query, variables }: Example): string {
  if (query.trim() === "") return "";
  return `#${new URLSearchParams({ query, ...(variables.trim() && { variables }) }).toString()}`;
}

/** The operation well indented; as it is where it has comments, which printing would lose, or faults. */
export function indented(example: Example): Example {
  if (example.query.includes("#")) return example;
  try {
    return { ...example, query: `${print(parse(example.query))}\n` };
  } catch {
    return example;
  }
}
