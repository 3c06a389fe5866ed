/** Topics and providers whose names are like the words searched for: what the suggestions offered. */
import { useSuggestions } from "./useSuggestions";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";

export function NamedAlike({ text }: { text: string }) {
  const things = useSuggestions(text).filter(({ isList }) => isList);
  if (things.length === 0) return null;
  return (
    <ul className="chips named-alike" aria-label="Topics and providers of this name">
      {things.map(({ text: name, kind, search }) => (
        <li key={search}>
          <LocalLink className="chip" search={search}>
            <Text>{name}</Text> <span className="muted">{kind}</span>
          </LocalLink>
        </li>
      ))}
    </ul>
  );
}
