/** A story: what it is about, who had it first, who covered it, and how it went on. */
import {
  StoryArticlesDocument,
  StoryDocument,
  type ArticleCardFragment,
  type StoryArticlesQuery,
  type StoryQuery,
} from "../../generated/explorer";
import { usePlace } from "../../shared/address";
import { Failure } from "../../shared/Failure";
import { counted, day, days, number } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { More } from "../../shared/More";
import { Skeleton } from "../../shared/Skeleton";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { usePages, type Page } from "../../shared/usePages";
import { useTitle } from "../../shared/useTitle";
import { ArticleCard } from "../ArticleCard";
import { writeState } from "../state";
import { otherStories } from "./otherStories";

type Story = NonNullable<StoryQuery["story"]>;

/** Give it a `key`, for another story is another view. */
export function StoryView({ id }: { id: string }) {
  const variables = { id };
  const { data, error, isLoading } = useAnswer(StoryDocument, variables);
  const story = data?.story;
  useTitle(isLoading ? null : (story?.title ?? "No such story"), "Explorer");
  usePlace(id, data !== null && !isLoading);
  return (
    <main id="main" className="column results story" tabIndex={-1} aria-busy={isLoading}>
      <Failure message={error} />
      {isLoading && <Skeleton />}
      {data && !story && <NoSuchStory />}
      {story && (
        <>
          <div className="results-head">
            <div>
              <h1>
                <bdi>{story.title}</bdi>
              </h1>
              <p className="muted">{summaryOf(story)}</p>
            </div>
            <GraphiqlLink operation={StoryDocument} variables={variables} />
          </div>
          <Terms terms={story.terms} />
          <div className="results-body">
            <aside className="facets" aria-label="About the story">
              <Providers story={story} />
              <Copies story={story} />
              <Others story={story} />
            </aside>
            <div>
              <Lead story={story} />
              <Articles id={id} />
            </div>
          </div>
        </>
      )}
    </main>
  );
}

function NoSuchStory() {
  return (
    <>
      <h1>No such story</h1>
      <p>
        It may have changed with the files. <LocalLink search={writeState({ list: "stories" })}>See all stories</LocalLink>.
      </p>
    </>
  );
}

/** Such as `12 articles from 7 providers, 3 Mar 2021 – 9 Mar 2021, median quality 61`. */
function summaryOf({ size, stats, firstPublished, lastPublished }: Story): string {
  const { providers, quality } = stats;
  const time = days(firstPublished, lastPublished);
  return [
    `${counted(size, "article")} from ${counted(providers, "provider")}`,
    ...(time === "" ? [] : [time]),
    ...(quality.median === null ? [] : [`median quality ${number(quality.median)}`]),
  ].join(", ");
}

function Terms({ terms }: { terms: readonly string[] }) {
  if (terms.length === 0) return null;
  return (
    <ul className="chips" aria-label="Words that tell it from other stories">
      {terms.map((term) => (
        <li key={term}>
          <LocalLink className="chip" search={writeState({ text: term })}>
            <Text>{term}</Text>
          </LocalLink>
        </li>
      ))}
    </ul>
  );
}

function Lead({ story }: { story: Story }) {
  return (
    <section aria-labelledby="lead">
      <h2 id="lead">Most central report</h2>
      <ul className="cards">
        <ArticleCard article={story.lead} />
      </ul>
    </section>
  );
}

function Articles({ id }: { id: string }) {
  const { nodes, total, error, isLoading, hasMore, showMore } = usePages(StoryArticlesDocument, { id }, pageOf);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">
        How it went on{total !== undefined && <>, {counted(total, "report")} in the order of time</>}
      </h2>
      <Failure message={error} />
      <ol className="timeline" aria-busy={isLoading}>
        {nodes.map((article, place) => (
          <ArticleCard key={article.url} article={article}>
            {place === 0 && article.publishedDateTime !== null && <p className="first">The first report of it</p>}
          </ArticleCard>
        ))}
      </ol>
      <More hasMore={hasMore} isLoading={isLoading} onMore={showMore} />
    </section>
  );
}

const NOTHING: Page<ArticleCardFragment> = {
  nodes: [],
  totalCount: 0,
  pageInfo: { hasNextPage: false, endCursor: null },
};

function pageOf({ story }: StoryArticlesQuery): Page<ArticleCardFragment> {
  return story?.articles ?? NOTHING;
}

function Providers({ story }: { story: Story }) {
  const { providers, stats } = story;
  if (providers.length === 0) return null;
  return (
    <section aria-labelledby="covered">
      <h2 id="covered">Covered by</h2>
      <ul>
        {providers.map(({ provider, count }) => (
          <li key={provider.domain}>
            <LocalLink search={writeState({ provider: provider.domain })}>
              <Text>{provider.name}</Text>
            </LocalLink>
            <span className="count">{number(count)}</span>
          </li>
        ))}
        {stats.providers > providers.length && (
          <li className="muted">and {number(stats.providers - providers.length)} others</li>
        )}
      </ul>
    </section>
  );
}

function Copies({ story }: { story: Story }) {
  if (story.copies.length === 0) return null;
  return (
    <section aria-labelledby="copies">
      <h2 id="copies">Repeated reports</h2>
      <ul className="repeated">
        {story.copies.map((first) => (
          <li key={first.url}>
            <LocalLink search={writeState({ article: first.url })}>
              <bdi>{first.title}</bdi>
            </LocalLink>
            <p className="muted">
              {first.provider && <>first by <Text>{first.provider.name}</Text></>}
              {first.publishedDateTime !== null && <>, {day(first.publishedDateTime)}</>}; repeated by{" "}
              {first.copies.map(({ url, provider }, place) => (
                <span key={url}>
                  {place > 0 && ", "}
                  <LocalLink search={writeState({ article: url })}>
                    <Text>{provider?.name ?? "another"}</Text>
                  </LocalLink>
                </span>
              ))}
              {first.copyCount > first.copies.length && ` and ${number(first.copyCount - first.copies.length)} others`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Others({ story }: { story: Story }) {
  const stories = otherStories(story.id, story.lead.similar.nodes);
  if (stories.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">Stories near it</h2>
      <ul>
        {stories.map(({ id, title, size }) => (
          <li key={id}>
            <LocalLink search={writeState({ story: id })}>
              <bdi>{title}</bdi>
            </LocalLink>
            <span className="count">{number(size)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
