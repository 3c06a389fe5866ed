/** Asking the API: one typed function, and one class of errors that says what went wrong. */
import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";

/** An operation with the types of its result and its variables, made from a `.graphql` file. */
export type Operation<Result, Variables> = DocumentTypeDecoration<Result, Variables> & {
  toString(): string;
};

/** The API answered with errors, or not at all. `message` is fit for readers. */
export class ApiError extends Error {}

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string }[];
}

/** The result of `operation`. Rejects with ApiError, or with AbortError where `signal` says so. */
export async function ask<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  let response: Response;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body: JSON.stringify({ query: documentOf(operation), variables }),
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("The server cannot be reached. Is it still running?");
  }
  const answer = await response.json().catch(() => null) as Answer<Result> | null;
  if (answer?.errors?.length) {
    throw new ApiError(answer.errors.map((error) => error.message).join(" "));
  }
  if (!answer?.data) {
    throw new ApiError(`The server answered with status ${String(response.status)} and no data.`);
  }
  return answer.data;
}

/** The operation as a reader sees it: the generated code keeps it within margins. */
export function documentOf(operation: { toString(): string }): string {
  return `${operation.toString().trim()}\n`;
}
