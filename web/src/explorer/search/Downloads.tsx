/** The whole list as a file, however long it is: page after page, until it ends or the reader stops. */
import { useRef, useState } from "react";
import {
  DownloadDocument,
  DownloadFoundDocument,
  type DownloadedArticleFragment,
  type DownloadQuery,
} from "../../generated/explorer";
import { BASE } from "../../shared/base";
import { ask } from "../../shared/client";
import { downloadCsv, downloadJson } from "../../shared/downloads";
import { articleFilter, putFilter } from "../../shared/filter";
import { counted, number } from "../../shared/format";
import type { ExplorerState } from "../state";
import { ORDERS } from "./useFound";

const PAGE = 100;

type Page = Pick<DownloadQuery["articles"], "nodes" | "pageInfo">;

export function Downloads({ state, total }: { state: ExplorerState; total: number }) {
  const [loaded, setLoaded] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);

  const save = async (kind: "CSV" | "JSON") => {
    const controller = new AbortController();
    running.current = controller;
    setError(null);
    setLoaded(0);
    try {
      const articles = await all(state, controller.signal, setLoaded);
      if (kind === "CSV") downloadCsv("articles", COLUMNS, articles.map(rowOf));
      else downloadJson("articles", articles);
    } catch (reason) {
      if (!controller.signal.aborted) setError(reason instanceof Error ? reason.message : String(reason));
    }
    running.current = null;
    setLoaded(null);
  };

  if (total === 0) return null;
  if (loaded !== null) {
    return (
      <p className="downloads" role="status">
        {number(loaded)} of {counted(total, "article")} loaded{" "}
        <button type="button" className="button quiet" onClick={() => running.current?.abort()}>
          Stop
        </button>
      </p>
    );
  }
  return (
    <p className="downloads">
      {(["CSV", "JSON"] as const).map((kind) => (
        <button key={kind} type="button" className="button quiet" onClick={() => void save(kind)}>
          Download as {kind}
        </button>
      ))}
      <a className="button quiet" href={feedAddress(state)}>
        Feed
      </a>
      {error !== null && <span className="alarm">The list could not be loaded: {error}</span>}
    </p>
  );
}

/** The address of the newest of these articles, for news readers. */
function feedAddress(state: ExplorerState): string {
  const parameters = new URLSearchParams(state.text === "" ? {} : { q: state.text });
  putFilter(parameters, state);
  const search = parameters.toString();
  return `${BASE}feed.atom${search && `?${search}`}`;
}

/** The articles of the list from its start to its end. */
async function all(
  state: ExplorerState,
  signal: AbortSignal,
  onLoaded: (count: number) => void,
): Promise<DownloadedArticleFragment[]> {
  const articles: DownloadedArticleFragment[] = [];
  let after: string | null = null;
  do {
    const page: Page = await pageAfter(state, after, signal);
    articles.push(...page.nodes);
    onLoaded(articles.length);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return articles;
}

async function pageAfter(state: ExplorerState, after: string | null, signal: AbortSignal): Promise<Page> {
  const common = { filter: articleFilter(state), collapseCopies: !state.showsCopies, first: PAGE, after };
  if (state.text === "") {
    return (await ask(DownloadDocument, { ...common, orderBy: ORDERS[state.sort] }, signal)).articles;
  }
  const { text, exact } = state;
  return (await ask(DownloadFoundDocument, { ...common, text, exact }, signal)).search;
}

const COLUMNS = [
  "url",
  "title",
  "excerpt",
  "published",
  "provider",
  "domain",
  "topics",
  "type",
  "quality",
  "heat",
  "lists",
  "listed by",
  "copies",
];

function rowOf(article: DownloadedArticleFragment): (string | number | null)[] {
  const { provider, topics } = article;
  return [
    article.url,
    article.title,
    article.excerpt,
    article.publishedDateTime,
    provider?.name ?? null,
    provider?.domain ?? null,
    topics.map(({ name }) => name).join("; "),
    article.type,
    article.quality,
    article.heat,
    article.outDegree,
    article.inDegree,
    article.copyCount,
  ];
}
