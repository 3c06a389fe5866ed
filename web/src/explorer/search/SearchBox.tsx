/** The search box, with completions: a combobox as the ARIA practices describe it. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { navigate } from "../../shared/address";
import { partsOf } from "../../shared/filter";
import { scopeOf, writeState, type ExplorerState } from "../state";
import { addressesIn } from "./addresses";
import { useNames } from "./useNames";
import { useSettled } from "./useSettled";
import { useSuggestions, type Suggestion } from "./useSuggestions";

const PAUSE = 120;

interface SearchBoxProps {
  /** What was searched for last, and within what. */
  state: ExplorerState;
}

export function SearchBox({ state }: SearchBoxProps) {
  const [typed, setTyped] = useState(state.text);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const text = typed.trim();
  const prefix = useSettled(text, PAUSE);
  const completions = useSuggestions(isOpen ? prefix : "");
  const scope = useScope(state);
  const suggestions = isOpen && text !== "" ? [...scopesFor(text, scope), ...completions] : [];
  useSlash(input);

  const go = (search: string) => {
    setIsOpen(false);
    setActive(-1);
    navigate(search);
  };
  const choose = (suggestion: Suggestion | undefined) => {
    const scoped = scope && addressesIn(text).length === 0 ? scope.state : {};
    go(suggestion?.search ?? writeState({ ...scoped, text }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = suggestions.length - 1;
    if (event.key === "ArrowDown" && last >= 0) setActive(active >= last ? -1 : active + 1);
    else if (event.key === "ArrowUp" && last >= 0) setActive(active < 0 ? last : active - 1);
    else if (event.key === "Escape") setIsOpen(false);
    else if (event.key === "Enter") choose(suggestions[active]);
    else return;
    event.preventDefault();
  };
  return (
    <search className="search-box">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={scope ? `Search articles in ${scope.name}` : "Search articles"}
        aria-autocomplete="list"
        aria-expanded={suggestions.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={suggestions[active] ? `${id}-${active}` : undefined}
        aria-keyshortcuts="/"
        placeholder={scope ? `Search in ${scope.name}` : "Search articles, providers, topics, or paste an address"}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(-1);
          setIsOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setIsOpen(false);
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Suggestions" hidden={suggestions.length === 0}>
        {suggestions.map((suggestion, place) => (
          <li
            key={suggestion.search}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            onPointerDown={(event) => {
              event.preventDefault(); // The box would lose the focus, and the list be gone.
            }}
            onClick={() => {
              choose(suggestion);
            }}
          >
            <bdi>{suggestion.text}</bdi>
            <span className="kind">{suggestion.kind}</span>
          </li>
        ))}
      </ul>
    </search>
  );
}

/** The list that a search stays within. */
interface Scope {
  name: string;
  state: ExplorerState;
}

/** The list that is shown; null where it is that of all articles, or none. */
function useScope(state: ExplorerState): Scope | null {
  const names = useNames(state);
  if (state.article !== null || partsOf(state).length === 0) return null;
  const name = [names.topic, names.provider].filter((part) => part !== null).join(", ");
  return { name: name || "these articles", state: scopeOf(state) };
}

/** A choice between the list that is shown and everything; none where there is nothing to choose. */
function scopesFor(text: string, scope: Scope | null): Suggestion[] {
  if (scope === null || addressesIn(text).length > 0) return [];
  return [
    { text, kind: `in ${scope.name}`, search: writeState({ ...scope.state, text }), isList: true },
    { text, kind: "in all articles", search: writeState({ text }), isList: true },
  ];
}

/** The key `/` puts the cursor into the box, unless somebody is writing elsewhere. */
function useSlash(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", focus);
    return () => {
      window.removeEventListener("keydown", focus);
    };
  }, [input]);
}
