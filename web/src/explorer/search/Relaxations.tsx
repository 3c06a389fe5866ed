/** What was done to the words searched for, and the way to search for exactly these. */
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { writeState, type ExplorerState } from "../state";
import type { Relaxation } from "./useFound";

interface RelaxationsProps {
  state: ExplorerState;
  relaxations: readonly Relaxation[];
}

export function Relaxations({ state, relaxations }: RelaxationsProps) {
  if (state.exact) {
    return (
      <p className="muted relaxations">
        Every word is there as you wrote it.{" "}
        <LocalLink search={writeState({ ...state, exact: false })}>Search for similar words too</LocalLink>
      </p>
    );
  }
  if (relaxations.length === 0) return null;
  return (
    <div className="muted relaxations">
      <ul>
        {relaxations.map((relaxation) => (
          <li key={`${relaxation.kind} ${relaxation.text}`}>
            <Words of={relaxation} />
          </li>
        ))}
      </ul>
      <LocalLink search={writeState({ ...state, exact: true })}>
        Search for exactly “<Text>{state.text}</Text>”
      </LocalLink>
    </div>
  );
}

function Words({ of: { kind, text, replacement } }: { of: Relaxation }) {
  switch (kind) {
    case "CORRECTED":
      return (
        <>
          Showing results for “<Text>{replacement ?? ""}</Text>” as well as “<Text>{text}</Text>”
        </>
      );
    case "IGNORED":
      return (
        <>
          “<Text>{text}</Text>” was left out
        </>
      );
    case "OMITTED":
      return (
        <>
          Not every article has “<Text>{text}</Text>”
        </>
      );
  }
}
