/** The kinds of links: how each is drawn, how many there are, and whether they are drawn. */
import { navigate } from "../../shared/address";
import { number } from "../../shared/format";
import { KINDS, toggleKind, writeState, type ExplorerState, type Kind } from "../state";
import { STROKES } from "./linkStrokes";
import { countsOf, KIND_NAMES, type Relations } from "./relations";

interface KindSwitchesProps {
  state: ExplorerState;
  relations: Relations;
}

export function KindSwitches({ state, relations }: KindSwitchesProps) {
  const counts = countsOf(relations);
  return (
    <div className="kinds" role="group" aria-label="Kinds of links">
      {KINDS.map((kind) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={!state.without.includes(kind)}
            onChange={() => {
              navigate(writeState(toggleKind(state, kind)));
            }}
          />
          <Sample kind={kind} />
          {KIND_NAMES[kind]}{" "}
          <span className="count">{state.without.includes(kind) ? "" : number(counts[kind])}</span>
        </label>
      ))}
    </div>
  );
}

function Sample({ kind }: { kind: Kind }) {
  const { colour, dash, width } = STROKES[kind];
  return (
    <svg width="28" height="8" aria-hidden="true">
      <line
        x1="1"
        x2="27"
        y1="4"
        y2="4"
        stroke={`var(--${colour})`}
        strokeWidth={width}
        strokeDasharray={dash.join(" ") || undefined}
      />
    </svg>
  );
}
