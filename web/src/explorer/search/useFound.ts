/** What was searched for, or all articles of a provider or topic. */
import { BrowseDocument, type ArticleCardFragment, type ArticleFilter } from "../../generated/explorer";
import { useAnswer } from "../../shared/useAnswer";
import type { ExplorerState } from "../state";

export interface Found {
  article: ArticleCardFragment;
}

export interface FoundState {
  found: readonly Found[];
  /** How many there are, the page and the rest; undefined: not known yet. */
  total: number | undefined;
  error: string | null;
  isLoading: boolean;
  /** The question behind it. */
  question: { operation: { toString(): string }; variables: unknown };
}

/** The first so many articles that a state asks for. */
export function useFound(state: ExplorerState, first: number): FoundState {
  const filter = filterOf(state);
  const variables = { filter, first };
  const { data, error, isLoading } = useAnswer(BrowseDocument, variables);
  const found = (data?.articles.nodes ?? []).map((article) => ({ article }));
  const question = { operation: BrowseDocument, variables };
  return { found, total: data?.articles.totalCount, error, isLoading, question };
}

function filterOf({ text, provider, topic }: ExplorerState): ArticleFilter {
  return {
    ...(text && { or: [{ title: { contains: text } }, { excerpt: { contains: text } }] }),
    ...(provider !== null && { provider: { eq: provider } }),
    ...(topic !== null && { topic: { eq: topic } }),
  };
}
