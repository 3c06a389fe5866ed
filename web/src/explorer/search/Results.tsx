/** Articles: those that a search has found, those that pass a filter, or all. */
import { Failure } from "../../shared/Failure";
import { navigate, usePlace } from "../../shared/address";
import { partsOf } from "../../shared/filter";
import { counted, number } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { More } from "../../shared/More";
import { Skeleton } from "../../shared/Skeleton";
import { Text } from "../../shared/Text";
import { useTitle } from "../../shared/useTitle";
import { ArticleCard } from "../ArticleCard";
import { scopeOf, SORTS, writeState, type ExplorerState } from "../state";
import { Overview } from "../overview/Overview";
import { Downloads } from "./Downloads";
import { Facets } from "./Facets";
import { FilterChips } from "./FilterChips";
import { NamedAlike } from "./NamedAlike";
import { Relaxations } from "./Relaxations";
import { useFound } from "./useFound";
import { useNames } from "./useNames";

const SORT_NAMES: Readonly<Record<ExplorerState["sort"], string>> = {
  newest: "newest first",
  oldest: "oldest first",
  quality: "best quality first",
  linked: "most listed first",
};

/** Give it a `key`, for another state is another list. */
export function Results({ state }: { state: ExplorerState }) {
  const found = useFound(state);
  const { nodes, total, error, isLoading, hasMore, showMore } = found;
  const names = useNames(state);
  const name = [names.topic, names.provider].filter((part) => part !== null).join(", ");
  const heading = state.text ? `Articles with “${state.text}”` : name || "Articles";
  useTitle(state.text ? `“${state.text}”` : null, name, state.text || name ? null : "Articles", "Explorer");
  usePlace(writeState(state), !isLoading);
  return (
    <main id="main" className="column results" tabIndex={-1}>
      <div className="results-head">
        <div>
          <h1>
            <Text>{heading}</Text>
          </h1>
          <p className="muted" role="status">
            {total === undefined ? "Searching …" : shownOf(nodes.length, total)}
          </p>
        </div>
        <GraphiqlLink {...found.question} />
      </div>
      <FilterChips state={state} names={names} />
      <Relaxations state={state} relaxations={found.relaxations} />
      {state.text !== "" && <NamedAlike text={state.text} />}
      <Overview state={state} />
      <div className="list-tools">
        {state.text === "" && <Sort state={state} />}
        <Copies state={state} />
        <Downloads state={state} total={total ?? 0} />
      </div>
      <Failure message={error} />
      <div className="results-body">
        <Facets state={state} />
        <div>
          {isLoading && nodes.length === 0 && <Skeleton />}
          <ul className="cards" aria-busy={isLoading}>
            {nodes.map(({ article, highlights }) => (
              <ArticleCard key={article.url} article={article} {...(highlights && { highlights })} />
            ))}
          </ul>
          {total === 0 && <Nothing state={state} />}
          <More hasMore={hasMore} isLoading={isLoading} onMore={showMore} />
        </div>
      </div>
    </main>
  );
}

/** Such as `1 article`, or `20 of 4,940 articles` as long as not all are shown. */
function shownOf(shown: number, total: number): string {
  return shown < total ? `${number(shown)} of ${counted(total, "article")}` : counted(total, "article");
}

/** Whether copies of one report are one entry. */
function Copies({ state }: { state: ExplorerState }) {
  return (
    <label className="copies-switch">
      <input
        type="checkbox"
        checked={!state.showsCopies}
        onChange={(event) => { navigate(writeState({ ...state, showsCopies: !event.target.checked })); }}
      />{" "}
      Each report once
    </label>
  );
}

function Sort({ state }: { state: ExplorerState }) {
  return (
    <p className="sort">
      <label>
        Sort{" "}
        <select
          value={state.sort}
          onChange={(event) => {
            const sort = SORTS.find((one) => one === event.target.value);
            if (sort) navigate(writeState({ ...state, sort }));
          }}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {SORT_NAMES[sort]}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

/** What to try where nothing was found: fewer filters, or the last word as the beginning of one. */
function Nothing({ state }: { state: ExplorerState }) {
  const beginning = `${state.text}*`;
  return (
    <div className="muted">
      <p>No article fits.</p>
      <ul className="tries">
        {/[\p{L}\p{N}]$/u.test(state.text) && (
          <li>
            <LocalLink search={writeState({ ...state, text: beginning })}>
              Search for <Text>{beginning}</Text>
            </LocalLink>
            , words that begin like this
          </li>
        )}
        {partsOf(state).length > 0 && state.text !== "" && (
          <li>
            <LocalLink search={writeState({ text: state.text })}>
              Search for <Text>{state.text}</Text> in all articles
            </LocalLink>
          </li>
        )}
        <li>
          <LocalLink search={writeState({ ...scopeOf(state), text: "" })}>
            {partsOf(state).length > 0 ? "Show everything in this list" : "Go back to the start"}
          </LocalLink>
        </li>
      </ul>
    </div>
  );
}
