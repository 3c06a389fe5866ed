/** A chart with its heading, the table behind it, and that table as a file. */
import * as Plot from "@observablehq/plot";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { downloadCsv, type Cell } from "../shared/downloads";
import type { Sized } from "./plots";
import { LocalLink } from "../shared/links";
import { Text } from "../shared/Text";

export interface Table {
  columns: readonly string[];
  /** Null: not known yet. */
  rows: readonly (readonly Cell[])[] | null;
  /** Where the first cell of a row leads: the query of this page's address. */
  links?: readonly (string | null)[];
}

interface ChartProps<Datum> {
  title: string;
  /** What is to be seen, for those who do not see it. */
  summary: string;
  /** What the file is called, and what the chart is known by. */
  name: string;
  table: Table;
  plot: Sized;
  /** Called with the datum that is clicked. */
  onPick?: (datum: Datum) => void;
  children?: ReactNode;
}

/** A table longer than this is cut on the page; the file has all of it. */
const MOST_ROWS = 200;

export function Chart<Datum>({ title, summary, name, table, plot, onPick, children }: ChartProps<Datum>) {
  const heading = useId();
  const { rows } = table;
  return (
    <section className="card chart" aria-labelledby={heading} data-chart={name}>
      <header>
        <h2 id={heading}>{title}</h2>
        <button
          className="button quiet"
          type="button"
          disabled={rows === null}
          onClick={() => { downloadCsv(name, table.columns, rows ?? []); }}
        >
          CSV<span className="unseen"> of {title}</span>
        </button>
      </header>
      {children}
      {rows?.length === 0 ? (
        <p className="muted">Nothing to show.</p>
      ) : (
        <>
          <Drawing summary={summary} plot={plot} onPick={onPick} />
          {rows && <TableBehind title={title} table={table} rows={rows} />}
        </>
      )}
    </section>
  );
}

/** Until the width is known. */
const USUAL_WIDTH = 800;

interface DrawingProps<Datum> {
  summary: string;
  plot: Sized;
  onPick: ((datum: Datum) => void) | undefined;
}

function Drawing<Datum>({ summary, plot, onPick }: DrawingProps<Datum>) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (!element || width === 0) return;
    const drawn = Plot.plot({ ...plot(width), width, className: "plot" });
    // What it says is in dashboard.css: the policy of the page allows no style sheet in the document.
    drawn.querySelector(":scope > style")?.remove();
    const pick = () => {
      const datum: unknown = drawn.value;
      if (datum && onPick) onPick(datum as Datum);
    };
    drawn.addEventListener("click", pick);
    drawn.setAttribute("aria-hidden", "true"); // the frame says what it is, the table what it holds
    element.replaceChildren(drawn);
    return () => {
      drawn.removeEventListener("click", pick);
    };
  }, [width, plot, onPick]);

  return (
    <div
      ref={frame}
      className={onPick ? "drawing pickable" : "drawing"}
      style={{ minHeight: plot(width || USUAL_WIDTH).height }} // nothing moves when it is drawn
      role="img"
      aria-label={summary}
    />
  );
}

interface TableBehindProps {
  title: string;
  table: Table;
  rows: NonNullable<Table["rows"]>;
}

function TableBehind({ title, table, rows }: TableBehindProps) {
  const [isOpen, setOpen] = useState(false);
  const cut = rows.length - MOST_ROWS;
  return (
    <details onToggle={(event) => { setOpen(event.currentTarget.open); }}>
      <summary>As a table</summary>
      {isOpen && (
        <div className="table" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST_ROWS).map((row, place) => (
                <tr key={place}>
                  {row.map((cell, column) => (
                    <td key={column} className={typeof cell === "number" ? "number" : undefined}>
                      <CellText cell={cell} search={column === 0 ? table.links?.[place] : null} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {cut > 0 && <p className="muted">{cut} more rows are in the file.</p>}
        </div>
      )}
    </details>
  );
}

function CellText({ cell, search }: { cell: Cell; search: string | null | undefined }) {
  if (cell === null) return "–";
  if (typeof cell === "number") return cell.toLocaleString("en", { maximumFractionDigits: 1 });
  if (search === null || search === undefined) return <Text>{cell}</Text>;
  return (
    <LocalLink search={search}>
      <Text>{cell}</Text>
    </LocalLink>
  );
}
