/** A small chart of articles over time, on which a period is chosen: by dragging, or with the keys. */
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { barAt, moved, periodOf, selectionOf, type Bar, type Selection } from "./periods";
import { day, number } from "./format";

interface PeriodBrushProps {
  /** In the order of time, without gaps. */
  bars: readonly Bar[];
  /** The UTC days of the period that is chosen, both included; null: open. */
  from: string | null;
  to: string | null;
  onPeriod: (period: { from: string | null; to: string | null }) => void;
}

const HEIGHT = 48;
/** How long a reader may rest between two keys. */
const PAUSE = 500;

export function PeriodBrush({ bars, from, to, onPeriod }: PeriodBrushProps) {
  const chosen = selectionOf(bars, from, to);
  const [draft, setDraft] = useState<Selection | null>(null);
  const anchor = useRef<number | null>(null);
  const chart = useRef<SVGSVGElement>(null);
  const [isByKeys, setIsByKeys] = useState(false);
  const shown = draft ?? chosen;

  const finish = () => {
    if (draft === null) return;
    setDraft(null);
    if (draft.first !== chosen.first || draft.last !== chosen.last) onPeriod(periodOf(bars, draft));
  };
  const finishAfterPause = useEffectEvent(finish);
  useEffect(() => {
    if (!isByKeys || draft === null) return;
    const timer = window.setTimeout(() => { finishAfterPause(); }, PAUSE);
    return () => { window.clearTimeout(timer); };
  }, [isByKeys, draft]);

  if (bars.length < 2) return null;
  const placeOf = (event: PointerEvent) => {
    const box = chart.current?.getBoundingClientRect();
    return box ? barAt(bars.length, (event.clientX - box.left) / box.width) : 0;
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    chart.current?.setPointerCapture(event.pointerId);
    setIsByKeys(false);
    anchor.current = placeOf(event);
    setDraft({ first: anchor.current, last: anchor.current });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (anchor.current === null) return;
    const place = placeOf(event);
    setDraft({ first: Math.min(anchor.current, place), last: Math.max(anchor.current, place) });
  };
  const onPointerUp = () => {
    if (anchor.current === null) return;
    anchor.current = null;
    finish();
  };
  const onKeyDown = (end: keyof Selection) => (event: KeyboardEvent) => {
    const next = moved(shown, end, event.key, bars.length);
    if (next === null) return;
    event.preventDefault();
    setIsByKeys(true);
    setDraft(next);
  };

  const most = Math.max(...bars.map(({ count }) => count), 1);
  const [first, last] = [bars[shown.first], bars[shown.last]];
  return (
    <div className="brush">
      <svg
        ref={chart}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          anchor.current = null;
          setDraft(null);
        }}
      >
        {bars.map((bar, place) => {
          const height = bar.count === 0 ? 0 : Math.max(2, (HEIGHT * bar.count) / most);
          return (
            <g key={bar.first} className={place >= shown.first && place <= shown.last ? "in" : "out"}>
              <title>{`${nameOf(bar)}: ${number(bar.count)}`}</title>
              <rect className="reach" x={place} width={1} y={0} height={HEIGHT} />
              <rect x={place + 0.1} width={0.8} y={HEIGHT - height} height={height} />
            </g>
          );
        })}
      </svg>
      <div className="brush-ends">
        <End name="First day" value={shown.first} count={bars.length} text={first ? day(first.first) : ""} onKeyDown={onKeyDown("first")} />
        <End name="Last day" value={shown.last} count={bars.length} text={last ? day(last.last) : ""} onKeyDown={onKeyDown("last")} />
      </div>
    </div>
  );
}

function nameOf({ first, last }: Bar): string {
  return first === last ? day(first) : `${day(first)} – ${day(last)}`;
}

interface EndProps {
  name: string;
  value: number;
  count: number;
  text: string;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One end of the period: a slider for keys and screen readers. */
function End({ name, value, count, text, onKeyDown }: EndProps) {
  return (
    <span
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={count - 1}
      aria-valuenow={value}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
    >
      {text}
    </span>
  );
}
