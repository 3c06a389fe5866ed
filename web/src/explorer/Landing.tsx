/** The explorer before anything is asked: what there is, and where to start. */
import { LandingDocument, type LandingQuery } from "../generated/explorer";
import { usePlace } from "../shared/address";
import { Failure } from "../shared/Failure";
import { counted, number } from "../shared/format";
import { GraphiqlLink, LocalLink } from "../shared/links";
import { Skeleton } from "../shared/Skeleton";
import { Text } from "../shared/Text";
import { useAnswer } from "../shared/useAnswer";
import { useTitle } from "../shared/useTitle";
import { ArticleCard } from "./ArticleCard";
import { writeState } from "./state";
import { StoryCard } from "./story/StoryCard";

const NOTHING = {};
const MOST_LATEST = 5;

export function Landing() {
  const { data, error, isLoading } = useAnswer(LandingDocument, NOTHING);
  useTitle("Explorer");
  usePlace("landing", !isLoading);
  return (
    <main id="main" className="column landing" tabIndex={-1}>
      <div className="opening">
        <h1>Walk through the news</h1>
        {data && <p className="muted">{summaryOf(data)}</p>}
      </div>
      <Failure message={error} />
      {isLoading && !data && <Skeleton />}
      {data && (
        <div className="landing-grid">
          <div>
            <Stories data={data} />
            <Newest data={data} />
          </div>
          <div className="aside">
            <Providers data={data} />
            <Topics data={data} />
            {data.corpus.problemCount > 0 && (
              <p>
                <LocalLink search={writeState({ list: "problems" })}>
                  {counted(data.corpus.problemCount, "problem")} in the files
                </LocalLink>
              </p>
            )}
            <GraphiqlLink operation={LandingDocument} variables={NOTHING} />
          </div>
        </div>
      )}
    </main>
  );
}

/** Such as `90 articles from 21 providers, joined by 418 links, in 12 stories.` */
function summaryOf({ everything, corpus }: LandingQuery): string {
  const articles = counted(everything.totalCount, "article");
  const providers = counted(everything.stats.providers, "provider");
  const links = corpus.links > 0 ? `, joined by ${counted(corpus.links, "link")}` : "";
  const stories = corpus.stories > 0 ? `, in ${counted(corpus.stories, "story", "stories")}` : "";
  return `${articles} from ${providers}${links}${stories}.`;
}

interface PartProps {
  data: LandingQuery;
}

function Stories({ data }: PartProps) {
  const trending = data.trending.nodes;
  if (trending.length === 0) return null;
  const above = new Set(trending.map(({ id }) => id));
  const latest = data.latest.nodes.filter(({ id }) => !above.has(id)).slice(0, MOST_LATEST);
  return (
    <>
      <section aria-labelledby="trending">
        <h2 id="trending">Stories that grow</h2>
        <ul className="cards">
          {trending.map((story) => (
            <StoryCard key={story.id} story={story} />
          ))}
        </ul>
      </section>
      {latest.length > 0 && (
        <section aria-labelledby="latest">
          <h2 id="latest">Latest stories</h2>
          <ul className="cards">
            {latest.map((story) => (
              <StoryCard key={story.id} story={story} isShort />
            ))}
          </ul>
        </section>
      )}
      <p className="all">
        <LocalLink search={writeState({ list: "stories" })}>
          All {counted(data.corpus.stories, "story", "stories")}, newest first
        </LocalLink>
      </p>
    </>
  );
}

function Newest({ data }: PartProps) {
  const { nodes } = data.articles;
  if (nodes.length === 0) return null;
  return (
    <section aria-labelledby="newest">
      <h2 id="newest">Newest articles</h2>
      <ul className="cards">
        {nodes.map((article) => (
          <ArticleCard key={article.url} article={article} />
        ))}
      </ul>
      <p className="all">
        <LocalLink search={writeState({ list: "articles" })}>
          All {counted(data.everything.totalCount, "article")}
        </LocalLink>
      </p>
    </section>
  );
}

function Providers({ data }: PartProps) {
  const { nodes } = data.providers;
  if (nodes.length === 0) return null;
  const withoutArticles = data.corpus.providers - data.everything.stats.providers;
  return (
    <section aria-labelledby="providers">
      <h2 id="providers">Providers</h2>
      <ul className="rows">
        {nodes.map(({ domain, name, articleCount }) => (
          <li key={domain}>
            <span>
              <LocalLink search={writeState({ provider: domain })}>
                <Text>{name}</Text>
              </LocalLink>{" "}
              <span className="small muted">{domain}</span>
            </span>
            <span className="count">{number(articleCount)}</span>
          </li>
        ))}
      </ul>
      {data.corpus.providers > nodes.length && (
        <p className="all">
          <LocalLink search={writeState({ list: "providers" })}>
            All {counted(data.corpus.providers, "provider")}
          </LocalLink>
          {withoutArticles > 0 && (
            <span className="muted small">, {number(withoutArticles)} of them without an article</span>
          )}
        </p>
      )}
    </section>
  );
}

function Topics({ data }: PartProps) {
  const { nodes } = data.topics;
  if (nodes.length === 0) return null;
  return (
    <section aria-labelledby="topics">
      <h2 id="topics">Topics</h2>
      <ul className="chips">
        {nodes.map(({ slug, name, articleCount }) => (
          <li key={slug}>
            <LocalLink className="chip" search={writeState({ topic: slug })}>
              <Text>{name}</Text> <span className="muted">{number(articleCount)}</span>
            </LocalLink>
          </li>
        ))}
      </ul>
      {data.corpus.topics > nodes.length && (
        <p className="all">
          <LocalLink search={writeState({ list: "topics" })}>All {counted(data.corpus.topics, "topic")}</LocalLink>
        </p>
      )}
    </section>
  );
}
