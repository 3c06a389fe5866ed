/** Completions of what is typed: where each leads, and what it is. */
import { SuggestDocument, type SuggestQuery } from "../../generated/explorer";
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

/** The suggestions for a prefix, best first; none for nothing. */
export function useSuggestions(prefix: string): readonly Suggestion[] {
  const { data } = useAnswer(SuggestDocument, prefix ? { prefix } : null);
  return prefix ? (data?.suggest ?? []).map(suggestion) : [];
}

function suggestion({ text, node }: SuggestQuery["suggest"][number]): Suggestion {
  switch (node.__typename) {
    case "Article":
      return { text, kind: node.provider?.name ?? "article", search: writeState({ article: node.url }) };
    case "Provider":
      return { text, kind: kindOf("provider", node), search: writeState({ provider: node.domain }) };
    case "Topic":
      return { text, kind: kindOf("topic", node), search: writeState({ topic: node.name }) };
    default:
      return { text, kind: "", search: writeState({ text }) };
  }
}

function kindOf(name: string, { articleCount }: { articleCount: number }): string {
  return `${name} · ${counted(articleCount, "article")}`;
}
