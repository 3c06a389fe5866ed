/** What a search has found, or all articles of a provider or topic. */
import { useState } from "react";
import { Failure } from "../../shared/Failure";
import { counted } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { ArticleCard } from "../ArticleCard";
import { writeState, type ExplorerState } from "../state";
import { useFound } from "./useFound";

const PAGE = 20;
const MOST = 100;

export function Results({ state }: { state: ExplorerState }) {
  // A longer list of the same; another question begins anew.
  const [first, setFirst] = useState(PAGE);
  const { found, total, error, isLoading, question } = useFound(state, first);
  return (
    <main id="main" className="column results" tabIndex={-1}>
      <div className="results-head">
        <div>
          <h1>
            {state.text ? (
              <>
                Articles with “<Text>{state.text}</Text>”
              </>
            ) : (
              <Text>{state.topic ?? state.provider ?? ""}</Text>
            )}
          </h1>
          <p className="muted" role="status">
            {total === undefined ? "Searching …" : counted(total, "article")}
          </p>
        </div>
        <GraphiqlLink {...question} />
      </div>
      <ul className="chips">
        {state.provider !== null && state.text && (
          <FilterChip name={state.provider} without={{ ...state, provider: null }} />
        )}
        {state.topic !== null && state.text && (
          <FilterChip name={state.topic} without={{ ...state, topic: null }} />
        )}
      </ul>
      <Failure message={error} />
      <ul className="cards" aria-busy={isLoading}>
        {found.map(({ article, highlights }) => (
          <ArticleCard key={article.url} article={article} {...(highlights && { highlights })} />
        ))}
      </ul>
      {total === 0 && <Nothing state={state} />}
      {total !== undefined && total > first && first < MOST && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setFirst(Math.min(MOST, first + PAGE));
          }}
        >
          Show more
        </button>
      )}
    </main>
  );
}

/** What to try where nothing was found: the last word may be the beginning of one. */
function Nothing({ state }: { state: ExplorerState }) {
  const beginning = `${state.text}*`;
  return (
    <p className="muted">
      Nothing fits.{" "}
      {/[\p{L}\p{N}]$/u.test(state.text) && (
        <>
          Try{" "}
          <LocalLink search={writeState({ ...state, text: beginning })}>
            <Text>{beginning}</Text>
          </LocalLink>
          , words that begin so, or{" "}
        </>
      )}
      <LocalLink search="">begin anew</LocalLink>.
    </p>
  );
}

function FilterChip({ name, without }: { name: string; without: ExplorerState }) {
  return (
    <li>
      <LocalLink className="chip" search={writeState(without)}>
        <Text>{name}</Text> <span aria-label="remove">×</span>
      </LocalLink>
    </li>
  );
}
