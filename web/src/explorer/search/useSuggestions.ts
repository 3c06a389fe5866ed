/** Completions of what is typed: where each leads, and what it is. */
import { FindAddressDocument, SuggestDocument, type SuggestQuery } from "../../generated/explorer";
import { counted } from "../../shared/format";
import { useAnswer } from "../../shared/useAnswer";
import { writeState } from "../state";
import { addressesIn, domainIn } from "./addresses";

export interface Suggestion {
  text: string;
  /** What it is, in a word or two. */
  kind: string;
  /** The query of the address that it leads to. */
  search: string;
  /** Whether it leads to a list of articles, those of a topic or provider. */
  isList: boolean;
}

/** The suggestions for a prefix, best first; none for nothing. */
export function useSuggestions(prefix: string): readonly Suggestion[] {
  const atAddress = useAddress(prefix).found;
  const isAddress = addressesIn(prefix).length > 0;
  const { data } = useAnswer(SuggestDocument, prefix && !isAddress ? { prefix } : null);
  if (atAddress) return [atAddress];
  return prefix ? (data?.suggest ?? []).map(suggestion) : [];
}

export interface AddressState {
  /** Where the text leads: an article, or the provider whose domain it is; null: nowhere. */
  found: Suggestion | null;
  /** The provider of the address, whether or not the corpus knows the article. */
  provider: Suggestion | null;
  isLoading: boolean;
}

/** What is at the address that a text is; nothing where it is none. */
export function useAddress(text: string): AddressState {
  const urls = addressesIn(text);
  const domain = domainIn(text);
  const [first] = urls;
  const host = domain ?? (first === undefined ? null : new URL(first).hostname);
  const { data, error, isLoading } = useAnswer(FindAddressDocument, host === null ? null : { urls, domain: host });
  const answer = isLoading || error !== null ? null : data; // no older one
  const article = answer?.articlesByUrl.find((one) => one !== null);
  const provider = answer?.provider ? suggestion({ text: answer.provider.name, node: answer.provider }) : null;
  const found = article ? suggestion({ text: article.title, node: article }) : null;
  return { found: found ?? (domain === null ? null : provider), provider, isLoading };
}

function suggestion({ text, node }: SuggestQuery["suggest"][number]): Suggestion {
  switch (node.__typename) {
    case "Article":
      return {
        text,
        kind: node.provider?.name ?? "article",
        search: writeState({ article: node.url }),
        isList: false,
      };
    case "Provider":
      return { text, kind: kindOf("provider", node), search: writeState({ provider: node.domain }), isList: true };
    case "Topic":
      return { text, kind: kindOf("topic", node), search: writeState({ topic: node.slug }), isList: true };
    default:
      return { text, kind: "", search: writeState({ text }), isList: false };
  }
}

function kindOf(name: string, { articleCount }: { articleCount: number }): string {
  return `${name} · ${counted(articleCount, "article")}`;
}
