/** An article in a list. */
import type { ReactNode } from "react";
import type { ArticleCardFragment } from "../generated/explorer";
import { counted, day, number } from "../shared/format";
import { Highlight } from "../shared/highlight";
import { LocalLink } from "../shared/links";
import { Text } from "../shared/Text";
import { writeState } from "./state";

interface ArticleCardProps {
  article: ArticleCardFragment;
  /** The title and the excerpt with the words searched for marked, as the API sends them. */
  highlights?: { title: string; excerpt: string | null };
  children?: ReactNode;
}

export function ArticleCard({ article, highlights, children }: ArticleCardProps) {
  const excerpt = highlights ? highlights.excerpt : article.excerpt;
  return (
    <li className="article-card">
      <h3>
        <LocalLink search={writeState({ article: article.url })}>
          <bdi>{highlights ? <Highlight of={highlights.title} /> : article.title}</bdi>
        </LocalLink>
      </h3>
      <Byline article={article} />
      {excerpt && (
        <p className="excerpt">
          <bdi>{highlights ? <Highlight of={excerpt} /> : excerpt}</bdi>
        </p>
      )}
      {article.copyCount > 0 && (
        <p className="copies">
          <LocalLink search={`${writeState({ article: article.url })}#copies`}>
            also in {number(article.copyCount)} {article.copyCount === 1 ? "other" : "others"}
          </LocalLink>
        </p>
      )}
      {children}
    </li>
  );
}

type BylineProps = Pick<ArticleCardProps, "article">;

/** Who, when, and how well linked. */
export function Byline({ article }: BylineProps) {
  const { provider, publishedDateTime, inDegree, outDegree, stub } = article;
  return (
    <p className="byline">
      {provider && <Text>{provider.name}</Text>}
      {publishedDateTime && <time dateTime={publishedDateTime}>{day(publishedDateTime)}</time>}
      <span>{counted(inDegree + outDegree, "link")}</span>
      {stub && <span title="Known from related lists alone">stub</span>}
    </p>
  );
}
