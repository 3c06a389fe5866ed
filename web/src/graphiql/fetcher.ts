/** How GraphiQL reaches the API. */
import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";

/**
 * A fetcher that asks for the price of everything but the schema, and tells `notice` the extensions
 * of every answer that has come whole.
 */
export function createFetcher(notice: (extensions: unknown) => void): Fetcher {
  const fetcher = createGraphiQLFetcher({
    url: "/graphql",
    // It connects when the first subscription is run, and not before.
    wsClient: createClient({ url: () => new URL("/graphql", window.location.href).href.replace(/^http/, "ws") }),
  });
  return async (request, options) => {
    if (request.operationName === "IntrospectionQuery") return fetcher(request, options);
    const priced = { ...request, extensions: { cost: true } };
    const answer = await fetcher(priced, options);
    if ("extensions" in answer) notice(answer.extensions);
    return answer;
  };
}
