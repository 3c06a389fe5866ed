/** How GraphiQL reaches the API. */
import { createGraphiQLFetcher, isAsyncIterable, type Fetcher } from "@graphiql/toolkit";
import { createClient, type ExecutionResult } from "graphql-ws";
import { ENDPOINT } from "../shared/base";
import { isOutage, UNREACHABLE } from "../shared/client";
import { nextAttempt, noteAnswer } from "../shared/outage";

type Notice = (extensions: unknown) => void;

/**
 * A fetcher that asks for the price of everything but the schema, and tells `notice` the extensions
 * of every answer, or of each of its parts. The schema is asked for until it comes; of anything else
 * that gets no answer, a sentence says so.
 */
export function createFetcher(notice: Notice): Fetcher {
  const socket = () => new URL(ENDPOINT, window.location.href).href.replace(/^http/, "ws");
  const fetcher = createGraphiQLFetcher({
    url: ENDPOINT,
    fetch: fetchReadably,
    // It connects when the first subscription is run, and not before.
    wsClient: createClient({ url: socket }),
  });
  return async (request, options) => {
    if (request.operationName === "IntrospectionQuery") {
      await untilReached();
      return fetcher(request, options);
    }
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

/** As fetch; but where there is no answer that GraphiQL can show, one with an error that it can. */
async function fetchReadably(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (error) {
    if (init?.signal?.aborted === true) throw error;
    return failure(`${UNREACHABLE} Is it still running?`);
  }
  noteAnswer();
  const type = response.headers.get("content-type") ?? "";
  if (/json|multipart|event-stream/.test(type)) return response;
  if (isOutage(response)) return failure(`${UNREACHABLE} The proxy says: status ${response.status}.`);
  return failure(`The server answered with status ${response.status}, and not in JSON.`);
}

function failure(message: string): Response {
  return Response.json({ errors: [{ message }] });
}

/** Resolves when the server answers; it is tried until then, and the notice of the outage says so. */
async function untilReached(): Promise<void> {
  for (;;) {
    const response = await fetch(`${ENDPOINT}?query=%7B__typename%7D`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (response !== null && !isOutage(response)) return;
    await nextAttempt(UNREACHABLE);
  }
}
