/** What was searched for, or all articles of a provider or topic. */
import {
  BrowseDocument,
  SearchDocument,
  type ArticleCardFragment,
  type ArticleFilter,
} from "../../generated/explorer";
import { useAnswer } from "../../shared/useAnswer";
import type { ExplorerState } from "../state";

export interface Found {
  article: ArticleCardFragment;
  /** The title and the excerpt with the words searched for marked. */
  highlights?: { title: string; excerpt: string | null };
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
  const searching = { text: state.text, filter, first };
  const browsing = { filter, first };
  const searched = useAnswer(SearchDocument, state.text ? searching : null);
  const browsed = useAnswer(BrowseDocument, state.text ? null : browsing);
  if (state.text) {
    const { data, error, isLoading } = searched;
    const found = (data?.search.edges ?? []).map(({ node, titleHighlight, excerptHighlight }) => ({
      article: node,
      highlights: { title: titleHighlight, excerpt: excerptHighlight },
    }));
    const question = { operation: SearchDocument, variables: searching };
    return { found, total: data?.search.totalCount, error, isLoading, question };
  }
  const { data, error, isLoading } = browsed;
  const found = (data?.articles.nodes ?? []).map((article) => ({ article }));
  const question = { operation: BrowseDocument, variables: browsing };
  return { found, total: data?.articles.totalCount, error, isLoading, question };
}

function filterOf({ provider, topic }: ExplorerState): ArticleFilter | null {
  if (provider === null && topic === null) return null;
  return {
    ...(provider !== null && { provider: { eq: provider } }),
    ...(topic !== null && { topic: { eq: topic } }),
  };
}
