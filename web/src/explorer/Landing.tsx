/** The explorer before anything is asked: what there is, and where to begin. */
import { LandingDocument } from "../generated/explorer";
import { Failure } from "../shared/Failure";
import { counted, number } from "../shared/format";
import { GraphiqlLink, LocalLink } from "../shared/links";
import { Text } from "../shared/Text";
import { useAnswer } from "../shared/useAnswer";
import { ArticleCard } from "./ArticleCard";
import { writeState } from "./state";

const NOTHING = {};

export function Landing() {
  const { data, error } = useAnswer(LandingDocument, NOTHING);
  const corpus = data?.corpus;
  return (
    <main id="main" className="column landing" tabIndex={-1}>
      <div className="opening">
        <h1>Walk through the news</h1>
        {corpus && (
          <p className="muted">
            {counted(corpus.articles, "article")} of {counted(corpus.providers, "provider")},
            joined by {counted(corpus.links, "link")} into{" "}
            {counted(corpus.stories, "story", "stories")}.
          </p>
        )}
      </div>
      <Failure message={error} />
      {data && (
        <div className="landing-grid">
          <section aria-labelledby="newest">
            <h2 id="newest">Newest articles</h2>
            <ul className="cards">
              {data.articles.nodes.map((article) => (
                <ArticleCard key={article.url} article={article} />
              ))}
            </ul>
          </section>
          <div className="aside">
            <section aria-labelledby="stories">
              <h2 id="stories">Largest stories</h2>
              <ul className="rows">
                {data.stories.nodes.map(({ id, title, size, lead }) => (
                  <li key={id}>
                    <LocalLink search={writeState({ article: lead.url, colouring: "story" })}>
                      <Text>{title}</Text>
                    </LocalLink>
                    <span className="count">{number(size)}</span>
                  </li>
                ))}
              </ul>
            </section>
            <section aria-labelledby="providers">
              <h2 id="providers">Providers</h2>
              <ul className="rows">
                {data.providers.nodes.map(({ domain, name, articleCount }) => (
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
            </section>
            <section aria-labelledby="topics">
              <h2 id="topics">Topics</h2>
              <ul className="chips">
                {data.topics.nodes.map(({ slug, name }) => (
                  <li key={slug}>
                    <LocalLink className="chip" search={writeState({ topic: name })}>
                      <Text>{name}</Text>
                    </LocalLink>
                  </li>
                ))}
              </ul>
            </section>
            <GraphiqlLink operation={LandingDocument} variables={NOTHING} />
          </div>
        </div>
      )}
    </main>
  );
}
