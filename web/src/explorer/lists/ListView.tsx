/** Everything there is of a kind: providers, topics, stories, problems. */
import type { ReactNode } from "react";
import { ProvidersDocument, StoriesDocument, TopicsDocument } from "../../generated/explorer";
import { usePlace } from "../../shared/address";
import type { Operation } from "../../shared/client";
import { Failure } from "../../shared/Failure";
import { counted, day, number } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { More } from "../../shared/More";
import { Text } from "../../shared/Text";
import { usePages, type Page } from "../../shared/usePages";
import { useTitle } from "../../shared/useTitle";
import { writeState, type ExplorerState } from "../state";
import { ProblemsView } from "./ProblemsView";

type Kind = Exclude<ExplorerState["list"], null | "articles">;

export function ListView({ list }: { list: Kind }) {
  switch (list) {
    case "providers":
      return <ProvidersList />;
    case "topics":
      return <TopicsList />;
    case "stories":
      return <StoriesList />;
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
  pageOf: (result: Result) => Page<Node>;
  children: (node: Node) => ReactNode;
}

function PagedList<Result, Variables extends { first?: number | null; after?: string | null }, Node>(
  props: PagedListProps<Result, Variables, Node>,
) {
  const { title, one, many, operation, pageOf, children } = props;
  const { nodes, total, error, isLoading, hasMore, showMore } = usePages(operation, {} as Variables, pageOf);
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
        <GraphiqlLink operation={operation} variables={{ first: 20 }} />
      </div>
      <Failure message={error} />
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

function StoriesList() {
  return (
    <PagedList
      title="Stories"
      one="story"
      many="stories"
      operation={StoriesDocument}
      pageOf={(result) => result.stories}
    >
      {({ id, title, size, lead, stats }) => (
        <li key={id}>
          <span>
            <LocalLink search={writeState({ article: lead.url, colouring: "story" })}>
              <Text>{title}</Text>
            </LocalLink>{" "}
            <span className="small muted">
              {[...new Set([stats.firstPublished, stats.lastPublished].flatMap((time) => (time ? [day(time)] : [])))].join(" – ")}
            </span>
          </span>
          <span className="count">
            {number(size)} from {counted(stats.providers, "provider")}
          </span>
        </li>
      )}
    </PagedList>
  );
}

/** A file may tell of a provider or a topic that no article has. */
function articlesOf(count: number): string {
  return count === 0 ? "no articles" : counted(count, "article");
}
