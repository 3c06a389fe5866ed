/** A field for a day. It is told once, when the reader has finished. */
import { useEffect, useEffectEvent, useState } from "react";

interface DayFieldProps {
  name: string;
  /** A UTC day such as `2024-01-15`; null: none. */
  day: string | null;
  min?: string | null;
  max?: string | null;
  onDay: (day: string | null) => void;
}

/** How long a reader may rest between two digits. */
const PAUSE = 900;
/** The year 2023 is typed as 2, 20, 202, 2023: nobody has finished before the thousands. */
const FIRST_YEAR = "1000";

export function DayField({ name, day, min, max, onDay }: DayFieldProps) {
  const [typed, setTyped] = useState(day ?? "");
  const [known, setKnown] = useState(day);
  if (known !== day) {
    // It was changed elsewhere: by a link, or by the way back.
    setKnown(day);
    setTyped(day ?? "");
  }
  const finish = () => {
    if (typed !== (day ?? "")) onDay(typed === "" ? null : typed);
  };
  const finishAfterPause = useEffectEvent(finish);
  useEffect(() => {
    if (typed !== "" && typed < FIRST_YEAR) return;
    const timer = window.setTimeout(() => { finishAfterPause(); }, PAUSE);
    return () => { window.clearTimeout(timer); };
  }, [typed]);

  return (
    <label>
      {name}{" "}
      <input
        type="date"
        value={typed}
        min={min ?? undefined}
        max={max ?? undefined}
        onChange={(event) => { setTyped(event.target.value); }}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === "Enter") finish();
        }}
      />
    </label>
  );
}
