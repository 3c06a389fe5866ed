/** Everything there is of a kind: providers, topics, stories, problems. */
import type { ReactNode } from "react";
import { ProvidersDocument, StoriesDocument, TopicsDocument, type StoryOrder } from "../../generated/explorer";
import { navigate, usePlace } from "../../shared/address";
import type { Operation } from "../../shared/client";
import { Failure } from "../../shared/Failure";
import { articleFilter } from "../../shared/filter";
import { counted } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { More } from "../../shared/More";
import { Skeleton } from "../../shared/Skeleton";
import { Text } from "../../shared/Text";
import { usePages, type Page } from "../../shared/usePages";
import { useTitle } from "../../shared/useTitle";
import { STORY_SORTS, writeState, type ExplorerState } from "../state";
import { StoryCard } from "../story/StoryCard";
import { ProblemsView } from "./ProblemsView";

type Kind = Exclude<ExplorerState["list"], null | "articles">;

const NONE = {};

const STORY_ORDERS: Readonly<Record<ExplorerState["storySort"], StoryOrder>> = {
  latest: "LATEST_DESC",
  trending: "TRENDING",
  largest: "SIZE_DESC",
  hottest: "HEAT_DESC",
};

const STORY_SORT_NAMES: Readonly<Record<ExplorerState["storySort"], string>> = {
  latest: "latest first",
  trending: "fastest growing first",
  largest: "largest first",
  hottest: "most heat first",
};

/** Give it a `key`, for another state is another list. */
export function ListView({ list, state }: { list: Kind; state: ExplorerState }) {
  switch (list) {
    case "providers":
      return <ProvidersList />;
    case "topics":
      return <TopicsList />;
    case "stories":
      return <StoriesList state={state} />;
    case "problems":
      return <ProblemsView />;
  }
}

interface PagedListProps<Result, Variables, Node> {
  title: string;
  /** What is counted, as one and as many. */
  one: string;
  many: string;
  operation: Operation<Result, Variables>;
  variables: NoInfer<Omit<Variables, "first" | "after">>;
  pageOf: (result: Result) => Page<Node>;
  /** What stands between the head and the list. */
  above?: ReactNode;
  children: (node: Node) => ReactNode;
}

function PagedList<Result, Variables extends { first?: number | null | undefined; after?: string | null | undefined }, Node>(
  props: PagedListProps<Result, Variables, Node>,
) {
  const { title, one, many, operation, variables, pageOf, above, children } = props;
  const { nodes, total, error, isLoading, hasMore, showMore } = usePages(operation, variables, pageOf);
  useTitle(title, "Explorer");
  usePlace(title, !isLoading);
  return (
    <main id="main" className="column results" tabIndex={-1}>
      <div className="results-head">
        <div>
          <h1>{title}</h1>
          <p className="muted" role="status">
            {total === undefined ? "Loading …" : counted(total, one, many)}
          </p>
        </div>
        <GraphiqlLink operation={operation} variables={{ ...variables, first: 20 }} />
      </div>
      {above}
      <Failure message={error} />
      {isLoading && nodes.length === 0 && <Skeleton />}
      <ul className="rows" aria-busy={isLoading}>
        {nodes.map(children)}
      </ul>
      <More hasMore={hasMore} isLoading={isLoading} onMore={showMore} />
    </main>
  );
}

function ProvidersList() {
  return (
    <PagedList
      title="Providers"
      one="provider"
      many="providers"
      operation={ProvidersDocument}
      variables={NONE}
      pageOf={(result) => result.providers}
    >
      {({ domain, name, articleCount }) => (
        <li key={domain}>
          <span>
            <LocalLink search={writeState({ provider: domain })}>
              <Text>{name}</Text>
            </LocalLink>{" "}
            <span className="small muted">{domain}</span>
          </span>
          <span className="count">{articlesOf(articleCount)}</span>
        </li>
      )}
    </PagedList>
  );
}

function TopicsList() {
  return (
    <PagedList
      title="Topics"
      one="topic"
      many="topics"
      operation={TopicsDocument}
      variables={NONE}
      pageOf={(result) => result.topics}
    >
      {({ slug, name, articleCount }) => (
        <li key={slug}>
          <LocalLink search={writeState({ topic: slug })}>
            <Text>{name}</Text>
          </LocalLink>
          <span className="count">{articlesOf(articleCount)}</span>
        </li>
      )}
    </PagedList>
  );
}

function StoriesList({ state }: { state: ExplorerState }) {
  const variables = { filter: articleFilter(state), orderBy: STORY_ORDERS[state.storySort] };
  return (
    <PagedList
      title="Stories"
      one="story"
      many="stories"
      operation={StoriesDocument}
      variables={variables}
      pageOf={(result) => result.stories}
      above={<StorySort state={state} />}
    >
      {(story) => <StoryCard key={story.id} story={story} />}
    </PagedList>
  );
}

function StorySort({ state }: { state: ExplorerState }) {
  return (
    <p className="sort">
      <label>
        Sort{" "}
        <select
          value={state.storySort}
          onChange={(event) => {
            const storySort = STORY_SORTS.find((one) => one === event.target.value);
            if (storySort) navigate(writeState({ ...state, storySort }));
          }}
        >
          {STORY_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {STORY_SORT_NAMES[sort]}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

/** A file may tell of a provider or a topic that no article has. */
function articlesOf(count: number): string {
  return count === 0 ? "no articles" : counted(count, "article");
}
