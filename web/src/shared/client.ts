/** Asking the API: one typed function, and one class of errors that says what went wrong. */
import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";
import { ENDPOINT } from "./base";
import { nextAttempt, noteAnswer } from "./outage";

/** An operation with the types of its result and its variables, made from a `.graphql` file. */
export type Operation<Result, Variables> = DocumentTypeDecoration<Result, Variables> & {
  toString(): string;
};

/**
 * The API answered with errors. `message` is fit for readers; `isTooMuch` where they say that more
 * was asked for than the API gives at once.
 */
export class ApiError extends Error {
  readonly isTooMuch: boolean;

  constructor(message: string, isTooMuch = false) {
    super(message);
    this.isTooMuch = isTooMuch;
  }
}

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** What a server that has just begun says of figures that take it a while. */
const NOT_READY = "NOT_READY";
const LIMIT_EXCEEDED = "LIMIT_EXCEEDED";
const PAUSE = 500;
const MOST_PAUSES = 120;

/**
 * The result of `operation`. Waits for a server that is still getting ready, and for one that cannot
 * be reached: the notice of the outage says so meanwhile. Rejects with ApiError, or with AbortError
 * where `signal` says so.
 */
export async function ask<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  for (let pauses = 0; ; pauses += 1) {
    const answer = await fetchAnswer<Result>(documentOf(operation), variables, signal);
    const isEarly = answer.errors?.some(({ extensions }) => extensions?.code === NOT_READY);
    if (isEarly && pauses < MOST_PAUSES && signal?.aborted !== true) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      continue;
    }
    if (answer.errors?.length) {
      const isTooMuch = answer.errors.some(({ extensions }) => extensions?.code === LIMIT_EXCEEDED);
      throw new ApiError(answer.errors.map(({ message }) => message).join(" "), isTooMuch);
    }
    if (!answer.data) throw new ApiError("The server answered without data.");
    return answer.data;
  }
}

/** The first answer of the server, however long that takes. */
async function fetchAnswer<Result>(
  query: string,
  variables: unknown,
  signal: AbortSignal | undefined,
): Promise<Answer<Result>> {
  for (;;) {
    const answer = await reach<Result>({ query, variables }, signal);
    if (typeof answer !== "string") {
      noteAnswer();
      return answer;
    }
    await nextAttempt(answer, signal);
  }
}

/** The answer to a request; where it may come later, a sentence that says what is wrong now. */
async function reach<Result>(
  body: object,
  signal: AbortSignal | undefined,
): Promise<Answer<Result> | string> {
  let response: Response;
  try {
    response = await fetch(ENDPOINT, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return UNREACHABLE;
  }
  if (isOutage(response)) return UNREACHABLE;
  const answer = (await response.json().catch(() => null)) as Answer<Result> | null;
  signal?.throwIfAborted();
  if (answer === null) {
    throw new ApiError(`The server answered with status ${response.status}, and not in JSON.`);
  }
  const codes = answer.errors?.map(({ extensions }) => extensions?.code) ?? [];
  return codes.map((code) => PASSING[code ?? ""]).find(Boolean) ?? answer;
}

/** What readers are told where no connection is made. */
export const UNREACHABLE = "The server cannot be reached.";

/** Errors of the API that pass, by their code. */
const PASSING: Readonly<Record<string, string>> = {
  OVERLOADED: "The server is busy.",
  RATE_LIMITED: "The server takes no more requests from this address for a while.",
};

/** Whether the response is that of a proxy whose server does not answer. */
export function isOutage({ status, headers }: Response): boolean {
  // The server itself answers in JSON, its errors included.
  const isJson = headers.get("content-type")?.includes("json") === true;
  return [502, 503, 504].includes(status) && !isJson;
}

/** The operation as a reader sees it: the generated code keeps it within margins. */
export function documentOf(operation: { toString(): string }): string {
  return `${operation.toString().trim()}\n`;
}
