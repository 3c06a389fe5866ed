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

export type Relaxation = SearchQuery["search"]["relaxations"][number];

interface FoundPage extends Page<Found> {
  relaxations?: readonly Relaxation[];
}

export interface FoundState extends PagesState<Found> {
  /** What was done to the text, so that more is found than has all of its words. */
  relaxations: readonly Relaxation[];
  /** The question behind it. */
  question: { operation: { toString(): string }; variables: unknown };
}

export const ORDERS: Readonly<Record<ExplorerState["sort"], ArticleOrder[] | null>> = {
  newest: null, // the API's own order, which has an index
  oldest: [{ field: "PUBLISHED_DATE_TIME", direction: "ASC" }],
  quality: [{ field: "QUALITY" }],
  linked: [{ field: "IN_DEGREE" }],
};

/** The articles that a state lists: best first where words are searched for, else as sorted. */
export function useFound(state: ExplorerState): FoundState {
  const filter = articleFilter(state);
  const isSearch = state.text !== "";
  const collapseCopies = !state.showsCopies;
  const searching = { text: state.text, exact: state.exact, collapseCopies, filter };
  const browsing = { filter, orderBy: ORDERS[state.sort], collapseCopies };
  const operation = isSearch ? SearchDocument : BrowseDocument;
  const variables = isSearch ? searching : browsing;
  const pages = usePages(
    operation as Operation<SearchQuery | BrowseQuery, SearchQueryVariables | BrowseQueryVariables>,
    variables,
    pageOf,
  );
  const relaxations = (pages.page as FoundPage | undefined)?.relaxations ?? [];
  return { ...pages, relaxations, question: { operation, variables: { ...variables, first: 20 } } };
}

function pageOf(result: SearchQuery | BrowseQuery): FoundPage {
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
