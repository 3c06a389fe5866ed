/** The very articles that the figures are about, page after page. */
import { useState } from "react";
import { SelectedArticlesDocument, type SelectedArticlesQuery, type SelectedArticlesQueryVariables } from "../generated/dashboard";
import { BASE } from "../shared/base";
import { articleFilter } from "../shared/filter";
import { counted, day, number } from "../shared/format";
import { More } from "../shared/More";
import { Text } from "../shared/Text";
import { usePages } from "../shared/usePages";
import { filterOf, type DashboardState } from "./state";

type Article = SelectedArticlesQuery["articles"]["nodes"][number];

const ORDERS = {
  newest: { name: "newest", orderBy: [{ field: "PUBLISHED_DATE_TIME" }] },
  best: { name: "highest quality", orderBy: [{ field: "QUALITY" }] },
  hottest: { name: "highest heat", orderBy: [{ field: "HEAT" }] },
} as const;

type Order = keyof typeof ORDERS;

interface ArticleListProps {
  state: DashboardState;
  count: number;
  /** The query of the address of the same list in the explorer. */
  listSearch: string;
}

export function ArticleList({ state, count, listSearch }: ArticleListProps) {
  const [order, setOrder] = useState<Order>("newest");
  const variables = { filter: articleFilter(filterOf(state)), orderBy: [...ORDERS[order].orderBy] };
  return (
    <section className="card selected" aria-labelledby="selected-articles">
      <header>
        <h2 id="selected-articles">
          <a href={`${BASE}${listSearch}`}>{counted(count, "article")}</a>
        </h2>
        <label>
          <span className="unseen">Order of articles</span>
          <select value={order} onChange={(event) => { setOrder(event.target.value as Order); }}>
            {Object.entries(ORDERS).map(([key, { name }]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      <Pages key={JSON.stringify(variables)} variables={variables} order={order} />
    </section>
  );
}

interface PagesProps {
  variables: Omit<SelectedArticlesQueryVariables, "first" | "after">;
  order: Order;
}

function Pages({ variables, order }: PagesProps) {
  const { nodes, error, isLoading, hasMore, showMore } = usePages(
    SelectedArticlesDocument,
    variables,
    ({ articles }) => articles,
  );
  return (
    <div className="selected-articles" tabIndex={0} role="region" aria-label="Articles">
      <ol>
        {nodes.map((article) => (
          <li key={article.url}>
            <a href={`${BASE}?article=${encodeURIComponent(article.url)}`}>
              <bdi>{article.title}</bdi>
            </a>
            <Facts article={article} order={order} />
          </li>
        ))}
      </ol>
      {error !== null && (
        <p className="notice" role="alert">
          {error}
        </p>
      )}
      <More hasMore={hasMore} isLoading={isLoading} onMore={showMore} />
    </div>
  );
}

function Facts({ article, order }: { article: Article; order: Order }) {
  const { provider, publishedDateTime, quality, heat } = article;
  return (
    <p className="muted">
      {provider && <Text>{provider.name}</Text>}
      {publishedDateTime && <time dateTime={publishedDateTime}>{day(publishedDateTime)}</time>}
      {order === "best" && quality !== null && <span>quality {number(quality)}</span>}
      {order === "hottest" && heat !== null && <span>heat {number(heat)}</span>}
    </p>
  );
}
