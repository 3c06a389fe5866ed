/** A long list, loaded page after page, and kept as long as the document is open. */
import { useEffect, useReducer, useState } from "react";
import { currentPlace, keepPlace } from "./address";
import { ask, documentOf, type Operation } from "./client";
import { useGeneration } from "./updates";

/** A page as the API has it. */
export interface Page<Node> {
  nodes: readonly Node[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface PagesState<Node> {
  /** What the last page said of the whole list; undefined: not known yet. */
  page: Page<Node> | undefined;
  /** What is loaded so far, in order. */
  nodes: readonly Node[];
  /** How many there are, loaded or not; undefined: not known yet. */
  total: number | undefined;
  error: string | null;
  isLoading: boolean;
  /** Whether there are more than are loaded. */
  hasMore: boolean;
  showMore: () => void;
}

const FIRST = 20;
const NEXT = 100;
/** The API gives no more at once. */
const LARGEST_PAGE = 100;

const KEPT = 12;
const lists = new Map<string, Page<unknown>>();

interface Paging {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/**
 * The list that `operation` gives a page of; `pageOf` finds the page in its result. For another list
 * the component has to be another, too: give it a `key`.
 */
export function usePages<Result, Variables extends Paging, Node>(
  operation: Operation<Result, Variables>,
  variables: NoInfer<Omit<Variables, keyof Paging>>,
  pageOf: (result: Result) => Page<Node>,
): PagesState<Node> {
  const question = documentOf(operation) + JSON.stringify(variables);
  const generation = useGeneration();
  const key = `${generation} ${question}`;
  const [wanted, setWanted] = useState(() => Math.max(FIRST, currentPlace().shown));
  const [error, setError] = useState<string | null>(null);
  const [, update] = useReducer((count: number) => count + 1, 0);
  const list = lists.get(key) as Page<Node> | undefined;
  const loaded = list?.nodes.length ?? 0;
  const hasMore = list?.pageInfo.hasNextPage ?? false;
  const isLoading = error === null && (list === undefined || (hasMore && loaded < wanted));

  useEffect(() => {
    if (!isLoading) return;
    const controller = new AbortController();
    const given = JSON.parse(question.slice(documentOf(operation).length)) as Variables;
    const paging = {
      first: Math.min(LARGEST_PAGE, wanted - loaded),
      after: lists.get(key)?.pageInfo.endCursor ?? null,
    };
    ask(operation, { ...given, ...paging }, controller.signal)
      .then((result) => {
        const page = pageOf(result);
        const before = (lists.get(key)?.nodes ?? []) as readonly Node[];
        keep(key, { ...page, nodes: [...before, ...page.nodes] });
        update();
      })
      .catch((reason: unknown) => {
        if (!controller.signal.aborted) setError(reason instanceof Error ? reason.message : String(reason));
      });
    return () => {
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- pageOf reads one and the same field
  }, [key, question, operation, wanted, loaded, isLoading]);

  // As long as the newest version of a list is shorter than what the reader sees, that stays.
  const before = lists.get(`${generation - 1} ${question}`) as Page<Node> | undefined;
  const shown = isLoading && before !== undefined && loaded < before.nodes.length ? before : list;
  return {
    page: shown,
    nodes: shown?.nodes ?? [],
    total: shown?.totalCount,
    error,
    isLoading,
    hasMore,
    showMore: () => {
      setError(null);
      setWanted(loaded + NEXT);
      keepPlace({ shown: loaded + NEXT });
    },
  };
}

function keep(key: string, list: Page<unknown>): void {
  lists.delete(key);
  lists.set(key, list);
  if (lists.size > KEPT) {
    const oldest = lists.keys().next();
    if (!oldest.done) lists.delete(oldest.value);
  }
}
