/** The names of the provider and the topic that a filter holds by their keys. */
import { NamesDocument } from "../../generated/explorer";
import type { Filter } from "../../shared/filter";
import { useAnswer } from "../../shared/useAnswer";

export interface Names {
  /** Null: the filter has none. The key itself where the corpus does not know it, or not yet. */
  provider: string | null;
  topic: string | null;
}

export function useNames({ provider, topic }: Pick<Filter, "provider" | "topic">): Names {
  const isNeeded = provider !== null || topic !== null;
  const variables = { provider: provider ?? "", topic: topic ?? "" };
  const { data, isLoading } = useAnswer(NamesDocument, isNeeded ? variables : null);
  const known = isLoading ? null : data; // of another filter until it is there
  return {
    provider: provider === null ? null : (known?.provider?.name ?? provider),
    topic: topic === null ? null : (known?.topic?.name ?? topic),
  };
}
