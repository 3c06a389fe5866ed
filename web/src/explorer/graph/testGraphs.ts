/** Small graphs for tests. */
import type { DrawnArticleFragment } from "../../generated/explorer";
import { drawnGraph, type DrawnGraph } from "./model";

export function article(url: string, said: Partial<DrawnArticleFragment> = {}): DrawnArticleFragment {
  return {
    url,
    title: url,
    excerpt: null,
    publishedDateTime: null,
    stub: false,
    rank: 0,
    inDegree: 0,
    outDegree: 0,
    provider: null,
    story: null,
    topics: [],
    copies: [],
    ...said,
  };
}

export function provider(domain: string): Pick<DrawnArticleFragment, "provider"> {
  return { provider: { domain, name: domain.toUpperCase() } };
}

/** A graph from `a: "bc"`: a lists b and c. The first is the centre; `said` says more of some. */
export function graphOf(
  lists: Record<string, string>,
  said: Record<string, Partial<DrawnArticleFragment>> = {},
): DrawnGraph {
  const names = Object.keys(lists);
  return drawnGraph({
    truncated: false,
    articles: names.map((name) => article(name, said[name])),
    adjacency: names.map((name) => (lists[name] ?? "").split("").map((target) => names.indexOf(target))),
  });
}
