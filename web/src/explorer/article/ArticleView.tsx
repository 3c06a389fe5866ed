/** An article: what it says, where it is, what the files say of it, and what is like it. */
import type { ReactNode } from "react";
import { ReadDocument, type ReadQuery } from "../../generated/explorer";
import { usePlace } from "../../shared/address";
import { Failure } from "../../shared/Failure";
import { counted, minute, number } from "../../shared/format";
import { GraphiqlLink, LocalLink, OutsideLink } from "../../shared/links";
import { Skeleton } from "../../shared/Skeleton";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { useTitle } from "../../shared/useTitle";
import { ArticleCard } from "../ArticleCard";
import { writeState } from "../state";
import { paragraphsOf } from "./content";
import { Pictures } from "./Pictures";
import { reasonsOf, wasBefore } from "./reasons";

type Article = NonNullable<ReadQuery["article"]>;

export function ArticleView({ url }: { url: string }) {
  const variables = { url };
  const { data, error, isLoading } = useAnswer(ReadDocument, variables);
  const article = data?.article;
  useTitle(data && !isLoading ? (article?.title ?? "No such article") : null, "Explorer");
  usePlace(url, data !== null && !isLoading);
  return (
    <article className="article" aria-busy={isLoading} aria-label="Article">
      <Failure message={error} />
      {isLoading && !data && <Skeleton />}
      {data && !article && (
        <>
          <h1>No such article</h1>
          <p>
            The corpus does not know <Text>{url}</Text>.{" "}
            <LocalLink search="">Go to the start</LocalLink>.
          </p>
        </>
      )}
      {article && (
        <>
          <Head article={article} />
          <Pictures key={article.id} pictures={article.images} />
          <Content article={article} />
          <Facts article={article} />
          <Details title="Addresses" count={article.urls.length}>
            <Addresses article={article} />
          </Details>
          <Details title="Files" count={article.sourceCount}>
            <Sources article={article} />
          </Details>
          {article.problems.length > 0 && (
            <Details title="Problems" count={article.problems.length}>
              <Problems article={article} />
            </Details>
          )}
          <Copies article={article} />
          <Similar article={article} />
          <GraphiqlLink operation={ReadDocument} variables={variables} />
        </>
      )}
    </article>
  );
}

function Head({ article }: { article: Article }) {
  const { provider, providerName, publishedDateTime, stub } = article;
  return (
    <header>
      <p className="byline">
        {provider ? (
          <LocalLink search={writeState({ provider: provider.domain })}>
            <Text>{providerName ?? provider.name}</Text>
          </LocalLink>
        ) : (
          providerName && <Text>{providerName}</Text>
        )}
        {publishedDateTime && <time dateTime={publishedDateTime}>{minute(publishedDateTime)}</time>}
        {stub && <span>known from related lists alone</span>}
      </p>
      <h1>
        <bdi>{article.title}</bdi>
      </h1>
      <ul className="chips" aria-label="Topics">
        {article.topics.map(({ slug, name }) => (
          <li key={slug}>
            <LocalLink className="chip" search={writeState({ topic: slug })}>
              <Text>{name}</Text>
            </LocalLink>
          </li>
        ))}
      </ul>
      {article.excerpt && (
        <p className="lede">
          <bdi>{article.excerpt}</bdi>
        </p>
      )}
      <OutsideLink className="button" address={article.webUrl ?? article.url}>
        Read it at its source
      </OutsideLink>
    </header>
  );
}

function Content({ article }: { article: Article }) {
  const paragraphs = article.featuredContent ? paragraphsOf(article.featuredContent) : [];
  const body = article.body.trim();
  if (paragraphs.length === 0 && !body) return null;
  return (
    <section className="text" aria-label="Text">
      {paragraphs.map((paragraph, place) => (
        <p key={place}>
          <bdi>{paragraph}</bdi>
        </p>
      ))}
      {body && <p className="body">{body}</p>}
    </section>
  );
}

function Facts({ article }: { article: Article }) {
  const facts: [string, ReactNode][] = [
    ["Kind", [article.type, article.category].filter(Boolean).join(", ") || null],
    ["Quality", article.quality],
    ["Heat", article.heat],
    ["Lists", counted(article.outDegree, "article")],
    ["Listed by", counted(article.inDegree, "article")],
    ["Story", article.story && <StoryFact story={article.story} />],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function StoryFact({ story }: { story: NonNullable<Article["story"]> }) {
  return (
    <>
      <LocalLink search={writeState({ story: story.id })}>
        <Text>{story.title}</Text>
      </LocalLink>{" "}
      ({counted(story.size, "article")})
    </>
  );
}

function Details({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <details>
      <summary>
        {title} {count !== undefined && <span className="count">{number(count)}</span>}
      </summary>
      {children}
    </details>
  );
}

function Addresses({ article }: { article: Article }) {
  const kinds: [string, string | null][] = [
    ["web page", article.webUrl],
    ["collected from", article.originalUrl],
    ["AMP", article.ampWebUrl],
    ["AMP cache", article.cdnAmpWebUrl],
  ];
  const written = new Map<string, string[]>();
  for (const url of article.urls) written.set(url, url === article.url ? ["canonical"] : []);
  for (const [kind, url] of kinds) {
    if (url) written.set(url, [...(written.get(url) ?? []), kind]);
  }
  return (
    <ul className="addresses">
      {[...written].map(([url, names]) => (
        <li key={url}>
          <OutsideLink address={url}>
            <Text>{url}</Text>
          </OutsideLink>{" "}
          <span className="muted small">{names.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}

function Sources({ article }: { article: Article }) {
  return (
    <ul className="sources">
      {article.sources.map(({ file, role, differences }, place) => (
        <li key={`${file} ${place}`}>
          <code>{file}</code>{" "}
          <span className="muted small">{role === "FULL" ? "is about it" : "lists it"}</span>
          <Differences of={differences} />
        </li>
      ))}
      {article.sourceCount > article.sources.length && (
        <li className="muted">and {number(article.sourceCount - article.sources.length)} more</li>
      )}
    </ul>
  );
}

function Differences({ of }: { of: unknown }) {
  if (typeof of !== "object" || of === null) return null;
  const entries = Object.entries(of);
  if (entries.length === 0) return null;
  return (
    <dl className="differences">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{typeof value === "string" ? value : JSON.stringify(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Problems({ article }: { article: Article }) {
  return (
    <ul className="problems">
      {article.problems.map(({ file, line, field, message, severity }, place) => (
        <li key={place}>
          <code>
            {file}
            {line !== null && `:${line}`}
          </code>{" "}
          {field !== null && <code>{field}</code>} <Text>{message}</Text>{" "}
          <span className={severity === "ERROR" ? "alarm small" : "muted small"}>
            {severity.toLowerCase()}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The other articles that print the same report, and who had it first. */
function Copies({ article }: { article: Article }) {
  const { copies, copyCount } = article;
  if (copies.length === 0) return null;
  const [first] = copies;
  const isFirst = !first || wasBefore(article, first);
  return (
    <section className="similar" aria-labelledby="copies">
      <h2 id="copies">Also in {counted(copyCount, "other")}</h2>
      <p className="muted small">
        {isFirst ? "The same report in nearly the same words; this article had it first." : (
          <>
            The same report in nearly the same words; <Text>{first.provider?.name ?? "the first below"}</Text> had it first.
          </>
        )}
      </p>
      <ul className="cards">
        {copies.map((copy) => (
          <ArticleCard key={copy.url} article={{ ...copy, excerpt: null, copyCount: 0 }} />
        ))}
      </ul>
      {copyCount > copies.length && (
        <p className="muted">and {number(copyCount - copies.length)} more</p>
      )}
    </section>
  );
}

function Similar({ article }: { article: Article }) {
  const { edges } = article.similar;
  if (edges.length === 0) return null;
  return (
    <section className="similar" aria-labelledby="similar">
      <h2 id="similar">Similar articles</h2>
      <ul className="cards">
        {edges.map((edge) => (
          <ArticleCard key={edge.node.url} article={{ ...edge.node, excerpt: null }}>
            <p className="reasons">
              {reasonsOf(edge).map((reason) => (
                <span key={reason}>
                  <Text>{reason}</Text>
                </span>
              ))}
            </p>
          </ArticleCard>
        ))}
      </ul>
    </section>
  );
}
