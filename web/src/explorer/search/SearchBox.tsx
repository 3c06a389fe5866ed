/** The search box, with completions: a combobox as the ARIA practices describe it. */
import { useId, useState, type KeyboardEvent } from "react";
import { navigate } from "../../shared/address";
import { writeState } from "../state";
import { useSettled } from "./useSettled";
import { useSuggestions, type Suggestion } from "./useSuggestions";

const PAUSE = 120;

interface SearchBoxProps {
  /** What was searched for last. */
  text: string;
}

export function SearchBox({ text }: SearchBoxProps) {
  const [typed, setTyped] = useState(text);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const prefix = useSettled(typed.trim(), PAUSE);
  const suggestions = useSuggestions(isOpen ? prefix : "");

  const go = (search: string) => {
    setIsOpen(false);
    setActive(-1);
    navigate(search);
  };
  const choose = (suggestion: Suggestion | undefined) => {
    go(suggestion?.search ?? writeState({ text: typed.trim() }));
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
        type="text"
        role="combobox"
        aria-label="Search articles"
        aria-autocomplete="list"
        aria-expanded={suggestions.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={suggestions[active] ? `${id}-${active}` : undefined}
        placeholder="Search articles, providers, topics"
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
