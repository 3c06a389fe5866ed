/** How a list can be narrowed, with the number of articles that each choice leaves. */
import type { ReactNode } from "react";
import { FacetsDocument, SearchFacetsDocument, type FacetsQuery } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { BASE } from "../../shared/base";
import { DayField } from "../../shared/DayField";
import { articleFilter, putFilter, type Filter } from "../../shared/filter";
import { number } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { writeState, type ExplorerState } from "../state";

type Groups = Pick<FacetsQuery["articles"], "providers" | "topics" | "types" | "years">;

export function Facets({ state }: { state: ExplorerState }) {
  const groups = useGroups(state);
  if (groups === null) return <aside className="facets" aria-label="Narrow the list" />;
  const choice = (filter: Partial<Filter>) => writeState({ ...state, ...filter });
  return (
    <aside className="facets" aria-label="Narrow the list">
      <Facet
        title="Topics"
        isChosen={state.topic !== null}
        choices={groups.topics.flatMap(({ topic, count }) =>
          topic ? [{ name: topic.name, count, search: choice({ topic: topic.slug }) }] : [],
        )}
      />
      <Facet
        title="Providers"
        isChosen={state.provider !== null}
        choices={groups.providers.flatMap(({ provider, count }) =>
          provider ? [{ name: provider.name, count, search: choice({ provider: provider.domain }) }] : [],
        )}
      />
      <Facet
        title="Types"
        isChosen={state.type !== null}
        choices={groups.types.flatMap(({ type, count }) =>
          type === null ? [] : [{ name: type, count, search: choice({ type }) }],
        )}
      />
      <Facet
        title="Years"
        isChosen={false}
        choices={groups.years.flatMap(({ period, count }) => {
          if (period === null) return [];
          const year = period.slice(0, 4);
          return [{ name: year, count, search: choice({ from: `${year}-01-01`, to: `${year}-12-31` }) }];
        })}
      >
        <div className="days">
          <DayField name="From" day={state.from} max={state.to} onDay={(from) => { navigate(choice({ from })); }} />
          <DayField name="To" day={state.to} min={state.from} onDay={(to) => { navigate(choice({ to })); }} />
        </div>
      </Facet>
      {state.text === "" && <a href={dashboardAddress(state)}>Figures of these articles</a>}
    </aside>
  );
}

/** The groups of the list; null as long as they are not known. */
function useGroups(state: ExplorerState): Groups | null {
  const filter = articleFilter(state);
  const isSearch = state.text !== "";
  const searched = useAnswer(SearchFacetsDocument, isSearch ? { text: state.text, exact: state.exact, filter } : null);
  const browsed = useAnswer(FacetsDocument, isSearch ? null : { filter });
  return (isSearch ? searched.data?.search : browsed.data?.articles) ?? null;
}

interface FacetProps {
  title: string;
  /** Whether the list is narrowed by it already: the filters above the list say so. */
  isChosen: boolean;
  choices: readonly { name: string; count: number; search: string }[];
  children?: ReactNode;
}

function Facet({ title, isChosen, choices, children }: FacetProps) {
  // One choice would leave the list as it is.
  const shown = isChosen || choices.length < 2 ? [] : choices;
  if (shown.length === 0 && children === undefined) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {shown.map(({ name, count, search }) => (
          <li key={search}>
            <LocalLink search={search}>
              <Text>{name}</Text>
            </LocalLink>
            <span className="count">{number(count)}</span>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}

function dashboardAddress(filter: Filter): string {
  const parameters = new URLSearchParams();
  putFilter(parameters, filter);
  const search = parameters.toString();
  return `${BASE}dashboard${search && `?${search}`}`;
}
