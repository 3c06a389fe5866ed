/** How a neighbourhood is drawn: how far, along which links, how many articles, in which colours. */
import { navigate } from "../../shared/address";
import { COLOURINGS, DIRECTIONS, HOPS, LAYOUTS, LIMITS, writeState, type ExplorerState } from "../state";
import type { Property } from "./groups";

const DIRECTION_NAMES = { BOTH: "all", OUT: "listed by it", IN: "listing it" } as const;
const LAYOUT_NAMES = { rings: "rings", time: "time" } as const;

interface ControlsProps {
  state: ExplorerState;
  /** What the colours stand for in the drawing. */
  property: Property | null;
}

export function Controls({ state, property }: ControlsProps) {
  const choose = (change: Partial<ExplorerState>) => {
    navigate(writeState({ ...state, ...change }));
  };
  return (
    <div className="controls" role="group" aria-label="What is drawn">
      <Choice
        label="Hops"
        values={HOPS}
        value={state.hops}
        onChange={(hops) => {
          choose({ hops });
        }}
      />
      <Choice
        label="Links"
        values={DIRECTIONS}
        value={state.direction}
        nameOf={(direction) => DIRECTION_NAMES[direction]}
        onChange={(direction) => {
          choose({ direction });
        }}
      />
      <Choice
        label="At most"
        values={LIMITS}
        value={state.limit}
        onChange={(limit) => {
          choose({ limit });
        }}
      />
      <Choice
        label="Layout"
        values={LAYOUTS}
        value={state.layout}
        nameOf={(layout) => LAYOUT_NAMES[layout]}
        onChange={(layout) => {
          choose({ layout, pinned: [] }); // a place in one layout is none in the other
        }}
      />
      <Choice
        label="Colours"
        values={COLOURINGS}
        value={state.colouring}
        nameOf={(colouring) => (colouring === "auto" && property ? `best: ${property}` : colouring)}
        onChange={(colouring) => {
          choose({ colouring });
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
