/** An article in a list. */
import type { ReactNode } from "react";
import type { ArticleCardFragment } from "../generated/explorer";
import { counted, day } from "../shared/format";
import { LocalLink } from "../shared/links";
import { Text } from "../shared/Text";
import { writeState } from "./state";

interface ArticleCardProps {
  article: ArticleCardFragment;
  children?: ReactNode;
}

export function ArticleCard({ article, children }: ArticleCardProps) {
  return (
    <li className="article-card">
      <h3>
        <LocalLink search={writeState({ article: article.url })}>
          <bdi>{article.title}</bdi>
        </LocalLink>
      </h3>
      <Byline article={article} />
      {article.excerpt && (
        <p className="excerpt">
          <bdi>{article.excerpt}</bdi>
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
