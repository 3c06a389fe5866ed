/** All providers of the selection, also those that are too small for a chart. */
import { useState } from "react";
import { SelectedProvidersDocument } from "../generated/dashboard";
import { articleFilter } from "../shared/filter";
import { day, number } from "../shared/format";
import { downloadCsv } from "../shared/downloads";
import { LocalLink } from "../shared/links";
import { Text } from "../shared/Text";
import { useAnswer } from "../shared/useAnswer";
import { foundProviders, providerTable, type ProviderRow, type TableRow } from "./shaping";
import { filterOf, writeState, type DashboardState } from "./state";

export const PROVIDERS_ID = "all-providers";

/** The API gives no more groups at once. */
const MOST_PROVIDERS = 10_000;
const PAGE = 50;

interface ProviderTableProps {
  state: DashboardState;
  /** The largest, which are known already. */
  shown: readonly ProviderRow[];
  total: number;
}

export function ProviderTable({ state, shown, total }: ProviderTableProps) {
  const [wanted, setWanted] = useState(shown.length);
  const [text, setText] = useState("");
  const isAll = wanted > shown.length || text !== "";
  const { data, error, isLoading } = useAnswer(
    SelectedProvidersDocument,
    isAll ? { filter: articleFilter(filterOf(state)), first: MOST_PROVIDERS } : null,
  );
  const all: readonly TableRow[] = data ? providerTable(data) : shown;
  const found = foundProviders(all, text);
  const rows = found.slice(0, Math.max(wanted, shown.length));
  const left = (text === "" ? total : found.length) - rows.length;
  return (
    <section className="card chart" id={PROVIDERS_ID} aria-labelledby="providers-heading" tabIndex={-1}>
      <header>
        <h2 id="providers-heading">Providers</h2>
        <button
          className="button quiet"
          type="button"
          disabled={total > shown.length && data === null}
          onClick={() => {
            downloadCsv("providers", ["provider", "domain", "articles", "median quality", "newest"], found.map(
              ({ name, domain, count, median, last }) => [name, domain, count, median, last],
            ));
          }}
        >
          CSV<span className="unseen"> of Providers</span>
        </button>
      </header>
      {total > shown.length && (
        <label className="find">
          Find{" "}
          <input type="search" value={text} onChange={(event) => { setText(event.target.value); setWanted(PAGE); }} placeholder="name or domain" />
        </label>
      )}
      {error !== null && <p className="notice" role="alert">{error}</p>}
      {rows.length === 0 && !isLoading && <p className="muted">No provider is called so.</p>}
      {rows.length > 0 && <Rows rows={rows} state={state} isLoading={isLoading} />}
      {left > 0 && (
        <p className="more">
          <button type="button" className="button" disabled={isLoading} onClick={() => { setWanted(Math.max(wanted, rows.length) + PAGE); }}>
            {isLoading ? "Loading …" : `Show more (${number(left)} left)`}
          </button>
        </p>
      )}
    </section>
  );
}

function Rows({ rows, state, isLoading }: { rows: readonly TableRow[]; state: DashboardState; isLoading: boolean }) {
  return (
    <div className="table providers" tabIndex={0} role="region" aria-label="Providers, as a table" aria-busy={isLoading}>
      <table>
        <thead>
          <tr>
            <th scope="col">provider</th>
            <th scope="col">domain</th>
            <th scope="col">articles</th>
            <th scope="col">median quality</th>
            <th scope="col">newest</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ domain, name, count, median, last }) => (
            <tr key={domain}>
              <td>
                <LocalLink search={writeState({ ...state, provider: domain })}>
                  <Text>{name}</Text>
                </LocalLink>
              </td>
              <td><Text>{domain}</Text></td>
              <td className="number">{number(count)}</td>
              <td className="number">{median === null ? "–" : number(median)}</td>
              <td>{last === null ? "–" : day(last)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
