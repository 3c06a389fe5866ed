/** The drawing as a list: the same articles, the same choices, for keys and for screen readers. */
import { useEffect, useRef } from "react";
import type { DrawnArticleFragment } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { counted, day } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { collapse, read, selectAndExpand, writeState, type ExplorerState } from "../state";
import type { Scene } from "./scene";

interface NodeListProps {
  scene: Scene;
  state: ExplorerState;
}

export function NodeList({ scene, state }: NodeListProps) {
  const { graph } = scene;
  const rings: number[][] = [];
  graph.hops.forEach((hops, place) => {
    (rings[hops < 0 ? graph.articles.length : hops] ??= []).push(place);
  });
  return (
    <div className="node-list" tabIndex={0} role="region" aria-label="The articles of the drawing">
      {rings.map((ring, hops) => (
        <section key={hops}>
          <h3>{ringName(hops, ring.length, graph.articles.length)}</h3>
          <ul>
            {ring.map((place) => {
              const article = graph.articles[place];
              return (
                article && <NodeRow key={article.url} {...{ article, place, scene, state }} />
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface NodeRowProps extends NodeListProps {
  article: DrawnArticleFragment;
  place: number;
}

function NodeRow({ article, place, scene, state }: NodeRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const isSelected = place === scene.selected;
  useEffect(() => {
    // Within the list alone: the page stays where its reader has it.
    const list = row.current?.closest(".node-list");
    if (!isSelected || !row.current || !list) return;
    const [inner, outer] = [row.current.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      list.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }, [isSelected]);
  return (
    <li ref={row} className={isSelected ? "selected" : undefined}>
      <button
        type="button"
        aria-expanded={isSelected}
        onClick={() => {
          navigate(
            writeState(isSelected ? { ...state, selected: null } : selectAndExpand(state, article.url)),
          );
        }}
      >
        <span className={`dot group-${scene.grouping.numbers[place] ?? 8}`} aria-hidden="true" />
        <span className="title">
          <Text>{article.title}</Text>
        </span>
        <span className="small muted">
          {article.provider && <Text>{article.provider.name}</Text>}
          {article.publishedDateTime && ` · ${day(article.publishedDateTime)}`}
        </span>
      </button>
      {isSelected && <NodeActions {...{ article, place, scene, state }} />}
    </li>
  );
}

/** What can be done with the article that is looked at. */
function NodeActions({ article, place, scene, state }: NodeRowProps) {
  const { url } = article;
  return (
    <div className="node-actions">
      {article.excerpt && (
        <p className="excerpt">
          <bdi>{article.excerpt}</bdi>
        </p>
      )}
      {place !== 0 && (
        <LocalLink className="button" search={writeState(read(state, url))}>
          Read
        </LocalLink>
      )}
      {scene.expanded.has(place) && (
        <LocalLink className="button quiet" search={writeState(collapse(state, url))}>
          Collapse
        </LocalLink>
      )}
      <LocalLink className="button quiet" search={writeState({ ...state, pathFrom: url })}>
        Path from here
      </LocalLink>
      {place !== 0 && (
        <LocalLink className="button quiet" search={writeState({ ...state, pathTo: url })}>
          Path to here
        </LocalLink>
      )}
    </div>
  );
}

function ringName(hops: number, count: number, unreached: number): string {
  if (hops === 0) return "The article";
  const articles = counted(count, "article");
  if (hops === unreached) return `${articles} elsewhere`;
  return `${articles} ${counted(hops, "link")} away`;
}
