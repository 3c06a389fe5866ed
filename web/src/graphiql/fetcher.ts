/** How GraphiQL reaches the API. */
import { createGraphiQLFetcher, isAsyncIterable, type Fetcher } from "@graphiql/toolkit";
import { createClient, type ExecutionResult } from "graphql-ws";

type Notice = (extensions: unknown) => void;

/**
 * A fetcher that asks for the price of everything but the schema, and tells `notice` the extensions
 * of every answer, or of each of its parts.
 */
export function createFetcher(notice: Notice): Fetcher {
  const fetcher = createGraphiQLFetcher({
    url: "/graphql",
    // It connects when the first subscription is run, and not before.
    wsClient: createClient({ url: () => new URL("/graphql", window.location.href).href.replace(/^http/, "ws") }),
  });
  return async (request, options) => {
    if (request.operationName === "IntrospectionQuery") return fetcher(request, options);
    const priced = { ...request, extensions: { cost: true } };
    const answer = await fetcher(priced, options);
    // It is one even where the server answers at once: the fetcher is ready for answers in parts.
    if (isAsyncIterable(answer)) return noticed(answer as AsyncIterable<ExecutionResult>, notice);
    if ("extensions" in answer) notice(answer.extensions);
    return answer;
  };
}

async function* noticed(parts: AsyncIterable<ExecutionResult>, notice: Notice): AsyncGenerator<ExecutionResult> {
  for await (const part of parts) {
    notice(part.extensions);
    yield part;
  }
}
