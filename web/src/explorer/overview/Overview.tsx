/** What is told of a provider or a topic above its articles: figures, stories, and who it goes with. */
import type { ReactNode } from "react";
import {
  ProviderOverviewDocument,
  TopicOverviewDocument,
  type OverviewFiguresFragment,
  type ProviderOverviewQuery,
} from "../../generated/explorer";
import { partsOf } from "../../shared/filter";
import { days, number } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { writeState, type ExplorerState } from "../state";
import { StoryCard } from "../story/StoryCard";

/** Nothing where the list is about more than one provider or topic. */
export function Overview({ state }: { state: ExplorerState }) {
  if (state.text !== "" || partsOf(state).length !== 1) return null;
  if (state.provider !== null) return <OfProvider domain={state.provider} />;
  if (state.topic !== null) return <OfTopic topic={state.topic} />;
  return null;
}

function OfProvider({ domain }: { domain: string }) {
  const { data } = useAnswer(ProviderOverviewDocument, { domain, filter: { provider: { eq: domain } } });
  if (!data?.provider) return null;
  const { provider } = data;
  return (
    <Panel figures={provider.stats} data={data}>
      <Counts
        title="Top topics"
        rows={provider.topics.map(({ topic, count }) => ({
          name: topic.name,
          count,
          search: writeState({ provider: domain, topic: topic.slug }),
        }))}
      />
      <Counts title="Links to" rows={provider.linksTo.map(linkedRow)} />
      <Counts title="Linked from" rows={provider.linkedFrom.map(linkedRow)} />
    </Panel>
  );
}

function linkedRow({ provider, count }: { provider: { domain: string; name: string }; count: number }): Row {
  return { name: provider.name, count, search: writeState({ provider: provider.domain }) };
}

function OfTopic({ topic: name }: { topic: string }) {
  const { data } = useAnswer(TopicOverviewDocument, { name, filter: { topic: { eq: name } } });
  if (!data?.topic) return null;
  const { topic } = data;
  const family = [...(topic.parent ? [topic.parent] : []), ...topic.children];
  return (
    <Panel figures={topic.stats} data={data}>
      <Counts
        title="Top providers"
        rows={topic.providers.map(({ provider, count }) => ({
          name: provider.name,
          count,
          search: writeState({ topic: name, provider: provider.domain }),
        }))}
      />
      <Counts
        title="Together with"
        rows={topic.relatedTopics.map((other) => ({
          name: other.topic.name,
          count: other.count,
          search: writeState({ topic: other.topic.slug }),
        }))}
      />
      {family.length > 0 && (
        <section aria-label="Wider and narrower topics">
          <h2>Wider and narrower topics</h2>
          <ul className="chips">
            {family.map(({ slug, name: other }) => (
              <li key={slug}>
                <LocalLink className="chip" search={writeState({ topic: slug })}>
                  <Text>{other}</Text>
                </LocalLink>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

interface PanelProps {
  figures: OverviewFiguresFragment;
  data: Pick<ProviderOverviewQuery, "trending" | "top">;
  children: ReactNode;
}

function Panel({ figures, data, children }: PanelProps) {
  const { trending, top } = data;
  const linked = top.nodes.filter(({ inDegree }) => inDegree > 0);
  return (
    <div className="overview">
      <Figures figures={figures} />
      <div className="overview-parts">
        {children}
        {linked.length > 0 && (
          <section aria-label="Most listed articles">
            <h2>Most listed articles</h2>
            <ul className="rows">
              {linked.map(({ url, title, inDegree }) => (
                <li key={url}>
                  <LocalLink search={writeState({ article: url })}>
                    <bdi>{title}</bdi>
                  </LocalLink>
                  <span className="count">{number(inDegree)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {trending.nodes.length > 0 && (
        <section aria-label="Stories">
          <h2>Stories</h2>
          <ul className="cards two">
            {trending.nodes.map((story) => (
              <StoryCard key={story.id} story={story} isShort />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Figures({ figures }: { figures: OverviewFiguresFragment }) {
  const { count, stubs, providers, firstPublished, lastPublished, quality, heat } = figures;
  const facts: [string, string][] = [
    ["Articles", number(count)],
    ...(stubs > 0 ? [["of them stubs", number(stubs)] as [string, string]] : []),
    ...(providers > 1 ? [["Providers", number(providers)] as [string, string]] : []),
    ["Published", days(firstPublished, lastPublished)],
    ["Median quality", quality.median === null ? "" : number(quality.median)],
    ["Median heat", heat.median === null ? "" : number(heat.median)],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface Row {
  name: string;
  count: number;
  search: string;
}

function Counts({ title, rows }: { title: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="rows">
        {rows.map(({ name, count, search }) => (
          <li key={search}>
            <LocalLink search={search}>
              <Text>{name}</Text>
            </LocalLink>
            <span className="count">{number(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
