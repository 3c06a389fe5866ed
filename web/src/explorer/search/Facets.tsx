/** How a list can be narrowed, with the number of articles that each choice leaves. */
import type { ReactNode } from "react";
import { FacetsDocument, SearchFacetsDocument, type FacetsQuery } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { BASE } from "../../shared/base";
import { DayField } from "../../shared/DayField";
import { articleFilter, putFilter, type Filter } from "../../shared/filter";
import { number } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { PeriodBrush } from "../../shared/PeriodBrush";
import { barsOf, yearsOf } from "../../shared/periods";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { writeState, type ExplorerState } from "../state";

/** The least qualities that are offered. */
const GOOD = 40;
const BETTER = 60;
const BEST = 80;

export function Facets({ state }: { state: ExplorerState }) {
  const found = useFacets(state);
  if (found === null) return <aside className="facets" aria-label="Narrow the list" />;
  const { list, time, good, better, best } = found;
  const choice = (filter: Partial<Filter>) => writeState({ ...state, ...filter });
  const qualities = [
    { name: `${BEST} or more`, count: best.totalCount, quality: BEST },
    { name: `${BETTER} or more`, count: better.totalCount, quality: BETTER },
    { name: `${GOOD} or more`, count: good.totalCount, quality: GOOD },
  ];
  return (
    <aside className="facets" aria-label="Narrow the list">
      <Period state={state} time={time} />
      <Facet
        title="Topics"
        isChosen={state.topic !== null}
        choices={list.topics.flatMap(({ topic, count }) =>
          topic ? [{ name: topic.name, count, search: choice({ topic: topic.slug }) }] : [],
        )}
      />
      <Facet
        title="Providers"
        isChosen={state.provider !== null}
        choices={list.providers.flatMap(({ provider, count }) =>
          provider ? [{ name: provider.name, count, search: choice({ provider: provider.domain }) }] : [],
        )}
      />
      <Facet
        title="Stories"
        isChosen={false}
        choices={list.stories.flatMap(({ story, count }) =>
          story && count > 1 ? [{ name: story.title, count, search: writeState({ story: story.id }) }] : [],
        )}
      />
      <Facet
        title="Types"
        isChosen={state.type !== null}
        choices={list.types.flatMap(({ type, count }) =>
          type === null ? [] : [{ name: type, count, search: choice({ type }) }],
        )}
      />
      <Facet
        title="Quality"
        isChosen={state.quality !== null}
        choices={qualities.flatMap(({ name, count, quality }) =>
          count === 0 ? [] : [{ name, count, search: choice({ quality }) }],
        )}
      />
      {state.text === "" && <a href={dashboardAddress(state)}>Figures of these articles</a>}
    </aside>
  );
}

interface PeriodProps {
  state: ExplorerState;
  time: FacetsQuery["time"];
}

function Period({ state, time }: PeriodProps) {
  const go = (period: Partial<Filter>) => { navigate(writeState({ ...state, ...period })); };
  const years = yearsOf(time.months).reverse();
  const isChosen = (state.from ?? state.to) !== null;
  return (
    <Facet
      title="Years"
      isChosen={isChosen}
      choices={years.map(({ period, count }) => {
        const year = period.slice(0, 4);
        return { name: year, count, search: writeState({ ...state, from: `${year}-01-01`, to: `${year}-12-31` }) };
      })}
    >
      <PeriodBrush bars={barsOf(time.days, time.months)} from={state.from} to={state.to} onPeriod={go} />
      <div className="days">
        <DayField name="From" day={state.from} max={state.to} onDay={(from) => { go({ from }); }} />
        <DayField name="To" day={state.to} min={state.from} onDay={(to) => { go({ to }); }} />
      </div>
    </Facet>
  );
}

/** What the list can be narrowed by; null as long as it is not known. */
function useFacets(state: ExplorerState): FacetsQuery | null {
  const isSearch = state.text !== "";
  const variables = {
    filter: articleFilter(state),
    undated: articleFilter({ ...state, from: null, to: null }),
    good: articleFilter({ ...state, quality: GOOD }),
    better: articleFilter({ ...state, quality: BETTER }),
    best: articleFilter({ ...state, quality: BEST }),
    collapseCopies: !state.showsCopies,
  };
  const { text, exact } = state;
  const searched = useAnswer(SearchFacetsDocument, isSearch ? { text, exact, ...variables } : null);
  const browsed = useAnswer(FacetsDocument, isSearch ? null : variables);
  return isSearch ? searched.data : browsed.data;
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
