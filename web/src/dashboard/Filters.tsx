/** What the figures are about: dates, a topic, a provider, and how finely time is divided. */
import type { ChangeEvent } from "react";
import { navigate } from "../shared/address";
import { DayField } from "../shared/DayField";
import { LocalLink } from "../shared/links";
import { partsOf } from "../shared/filter";
import { INTERVALS, withPeriod, writeState, type DashboardState } from "./state";

interface Choice {
  value: string;
  label: string;
}

interface FiltersProps {
  state: DashboardState;
  topics: readonly Choice[];
  providers: readonly Choice[];
}

const INTERVAL_NAMES = { DAY: "days", WEEK: "weeks", MONTH: "months", QUARTER: "quarters", YEAR: "years" } as const;

export function Filters({ state, topics, providers }: FiltersProps) {
  const set = (name: keyof DashboardState) => (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
    navigate(writeState({ ...state, [name]: event.target.value || null }));
  };
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => { event.preventDefault(); }}>
      <DayField name="From" day={state.from} max={state.to} onDay={(from) => { navigate(writeState({ ...state, from })); }} />
      <DayField name="To" day={state.to} min={state.from} onDay={(to) => { navigate(writeState({ ...state, to })); }} />
      <Select name="Topic" all="all topics" value={state.topic} choices={topics} onChange={set("topic")} />
      <Select name="Provider" all="all providers" value={state.provider} choices={providers} onChange={set("provider")} />
      <label>
        Time in{" "}
        <select value={state.interval} onChange={set("interval")}>
          {INTERVALS.map((interval) => (
            <option key={interval} value={interval}>
              {INTERVAL_NAMES[interval]}
            </option>
          ))}
        </select>
      </label>
      <label className="compare">
        <input
          type="checkbox"
          checked={state.compare}
          onChange={(event) => { navigate(writeState({ ...state, compare: event.target.checked })); }}
        />{" "}
        Compare with the period before
      </label>
      {(state.from ?? state.to) !== null && (
        <LocalLink className="button quiet" search={writeState(withPeriod(state, { from: null, to: null }))}>
          Whole time
        </LocalLink>
      )}
      {partsOf(state).length > 0 && (
        <LocalLink className="button quiet" search={writeState({ interval: state.interval })}>
          Clear all
        </LocalLink>
      )}
    </form>
  );
}

interface SelectProps {
  name: string;
  all: string;
  value: string | null;
  choices: readonly Choice[];
  onChange: (event: ChangeEvent<HTMLSelectElement>) => void;
}

function Select({ name, all, value, choices, onChange }: SelectProps) {
  // A shared address may name one that is not among the largest.
  const isListed = value === null || choices.some((choice) => choice.value === value);
  return (
    <label>
      {name}{" "}
      <select value={value ?? ""} onChange={onChange}>
        <option value="">{all}</option>
        {!isListed && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
