/** Completions of what is typed: where each leads, and what it is. */
import { SuggestDocument } from "../../generated/explorer";
import { counted } from "../../shared/format";
import { useAnswer } from "../../shared/useAnswer";
import { writeState } from "../state";

export interface Suggestion {
  text: string;
  /** What it is, in a word or two. */
  kind: string;
  /** The query of the address that it leads to. */
  search: string;
}

/** The suggestions for a prefix: providers, then the newest articles. None for nothing. */
export function useSuggestions(prefix: string): readonly Suggestion[] {
  const { data } = useAnswer(SuggestDocument, prefix ? { prefix } : null);
  if (!prefix || !data) return [];
  const providers = data.providers.nodes.map(({ domain, name, articleCount }) => ({
    text: name,
    kind: `provider · ${counted(articleCount, "article")}`,
    search: writeState({ provider: domain }),
  }));
  const articles = data.articles.nodes.map(({ url, title, provider }) => ({
    text: title,
    kind: provider?.name ?? "article",
    search: writeState({ article: url }),
  }));
  return [...providers, ...articles];
}
