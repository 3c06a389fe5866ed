/** What a list is narrowed to, each part with a way to take it off. */
import { partsOf, type Filter } from "../../shared/filter";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { writeState, type ExplorerState } from "../state";
import type { Names } from "./useNames";

interface FilterChipsProps {
  state: ExplorerState;
  names: Names;
}

export function FilterChips({ state, names }: FilterChipsProps) {
  const parts = partsOf(state);
  // The name of the list says what it is about already.
  if (state.text === "" && parts.length === 1 && (state.provider ?? state.topic) !== null) return null;
  if (parts.length === 0) return null;
  return (
    <ul className="chips filter-chips" aria-label="Filters">
      {parts.map((part) => (
        <li key={part}>
          <LocalLink
            className="chip"
            search={writeState({ ...state, [part]: null, ...(isLast(state, part) && { list: "articles" }) })}
            aria-label={`Remove the filter ${words(part, state, names)}`}
          >
            <Text>{words(part, state, names)}</Text> <span aria-hidden="true">×</span>
          </LocalLink>
        </li>
      ))}
    </ul>
  );
}

/** Whether nothing would be left to list by. */
function isLast(state: ExplorerState, part: keyof Filter): boolean {
  return state.text === "" && partsOf(state).every((other) => other === part);
}

function words(part: keyof Filter, state: ExplorerState, names: Names): string {
  switch (part) {
    case "provider":
      return names.provider ?? "";
    case "topic":
      return names.topic ?? "";
    case "from":
      return `from ${state.from ?? ""}`;
    case "to":
      return `to ${state.to ?? ""}`;
    case "quality":
      return `quality ${state.quality ?? ""} or more`;
    case "type":
      return state.type ?? "";
  }
}
