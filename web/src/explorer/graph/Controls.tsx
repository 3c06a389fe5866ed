/** How a neighbourhood is drawn: how far, along which links, how many articles, in which colours. */
import { navigate } from "../../shared/address";
import { COLOURINGS, DIRECTIONS, HOPS, LIMITS, writeState, type ExplorerState } from "../state";

const DIRECTION_NAMES = { BOTH: "all", OUT: "listed by it", IN: "listing it" } as const;

export function Controls({ state }: { state: ExplorerState }) {
  return (
    <div className="controls" role="group" aria-label="What is drawn">
      <Choice
        label="Hops"
        values={HOPS}
        value={state.hops}
        onChange={(hops) => {
          navigate(writeState({ ...state, hops }));
        }}
      />
      <Choice
        label="Links"
        values={DIRECTIONS}
        value={state.direction}
        nameOf={(direction) => DIRECTION_NAMES[direction]}
        onChange={(direction) => {
          navigate(writeState({ ...state, direction }));
        }}
      />
      <Choice
        label="At most"
        values={LIMITS}
        value={state.limit}
        onChange={(limit) => {
          navigate(writeState({ ...state, limit }));
        }}
      />
      <Choice
        label="Colours"
        values={COLOURINGS}
        value={state.colouring}
        onChange={(colouring) => {
          navigate(writeState({ ...state, colouring }));
        }}
      />
    </div>
  );
}

interface ChoiceProps<Value extends string | number> {
  label: string;
  values: readonly Value[];
  value: Value;
  nameOf?: (value: Value) => string;
  onChange: (value: Value) => void;
}

function Choice<Value extends string | number>(props: ChoiceProps<Value>) {
  const { label, values, value, nameOf = String, onChange } = props;
  return (
    <label>
      <span>{label}</span>
      <select
        value={String(value)}
        onChange={(event) => {
          const chosen = values.find((one) => String(one) === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {values.map((one) => (
          <option key={one} value={String(one)}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
