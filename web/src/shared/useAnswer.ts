/** The answer to an operation, kept as long as the page is open. */
import { useEffect, useState } from "react";
import { ApiError, ask, documentOf, type Operation } from "./client";
import { useGeneration } from "./updates";

/**
 * `data` is the last answer, of older variables while `isLoading`; `error` a line for readers;
 * `isTooMuch` where it says that more was asked for than the API gives at once.
 */
export interface AnswerState<Result> {
  data: Result | null;
  error: string | null;
  isTooMuch: boolean;
  isLoading: boolean;
}

interface Settled {
  key: string;
  data: unknown;
  error: string | null;
  isTooMuch: boolean;
}

const NOTHING = { data: null, error: null, isTooMuch: false };

// The way back, and every view seen before, need no second request.
const KEPT = 40;
const answers = new Map<string, unknown>();

/** Ask whenever the variables change; `variables` null asks nothing. */
export function useAnswer<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables | null,
): AnswerState<Result> {
  const generation = useGeneration();
  const question = variables === null ? "" : documentOf(operation) + JSON.stringify(variables);
  const key = question && `${generation} ${question}`;
  const [settled, setSettled] = useState<Settled>({ key: "", ...NOTHING });

  useEffect(() => {
    if (key === "" || answers.has(key)) return;
    const controller = new AbortController();
    const given = question.slice(documentOf(operation).length);
    ask(operation, JSON.parse(given) as Variables, controller.signal)
      .then((data) => {
        keep(key, data);
        setSettled({ ...NOTHING, key, data });
      })
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        const isTooMuch = error instanceof ApiError && error.isTooMuch;
        setSettled((previous) => ({ key, data: previous.data, error: message, isTooMuch }));
      });
    return () => {
      controller.abort();
    };
  }, [key, question, operation]);

  if (key === "") return { ...NOTHING, isLoading: false };
  if (answers.has(key)) {
    return { ...NOTHING, data: answers.get(key) as Result, isLoading: false };
  }
  return {
    data: settled.data as Result | null,
    error: settled.key === key ? settled.error : null,
    isTooMuch: settled.key === key && settled.isTooMuch,
    isLoading: settled.key !== key,
  };
}

function keep(key: string, data: unknown): void {
  answers.delete(key);
  answers.set(key, data);
  if (answers.size > KEPT) {
    const oldest = answers.keys().next();
    if (!oldest.done) answers.delete(oldest.value);
  }
}
