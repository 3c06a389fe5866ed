/** What was searched for, or all articles that pass a filter. */
import {
  BrowseDocument,
  SearchDocument,
  type ArticleCardFragment,
  type ArticleOrder,
  type BrowseQuery,
  type BrowseQueryVariables,
  type SearchQuery,
  type SearchQueryVariables,
} from "../../generated/explorer";
import type { Operation } from "../../shared/client";
import { articleFilter } from "../../shared/filter";
import { usePages, type Page, type PagesState } from "../../shared/usePages";
import type { ExplorerState } from "../state";

export interface Found {
  article: ArticleCardFragment;
  /** The title and the excerpt with the words searched for marked. */
  highlights?: { title: string; excerpt: string | null };
}

export interface FoundState extends PagesState<Found> {
  /** The question behind it. */
  question: { operation: { toString(): string }; variables: unknown };
}

const ORDERS: Readonly<Record<ExplorerState["sort"], ArticleOrder[] | null>> = {
  newest: null, // the API's own order, which has an index
  oldest: [{ field: "PUBLISHED_DATE_TIME", direction: "ASC" }],
  quality: [{ field: "QUALITY" }],
  linked: [{ field: "IN_DEGREE" }],
};

/** The articles that a state lists: best first where words are searched for, else as sorted. */
export function useFound(state: ExplorerState): FoundState {
  const filter = articleFilter(state);
  const isSearch = state.text !== "";
  const searching = { text: state.text, filter };
  const browsing = { filter, orderBy: ORDERS[state.sort] };
  const operation = isSearch ? SearchDocument : BrowseDocument;
  const variables = isSearch ? searching : browsing;
  const pages = usePages(
    operation as Operation<SearchQuery | BrowseQuery, SearchQueryVariables | BrowseQueryVariables>,
    variables,
    pageOf,
  );
  return { ...pages, question: { operation, variables: { ...variables, first: 20 } } };
}

function pageOf(result: SearchQuery | BrowseQuery): Page<Found> {
  if ("articles" in result) {
    return { ...result.articles, nodes: result.articles.nodes.map((article) => ({ article })) };
  }
  const { edges, ...rest } = result.search;
  const nodes = edges.map(({ node, titleHighlight, excerptHighlight }) => ({
    article: node,
    highlights: { title: titleHighlight, excerpt: excerptHighlight },
  }));
  return { ...rest, nodes };
}
