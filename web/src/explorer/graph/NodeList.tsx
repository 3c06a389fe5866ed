/** The drawing as a list: the same nodes, the same choices, for keys and for screen readers. */
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { DrawnArticleFragment } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { counted, day } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { hide, pin, read, toggleExpanded, toggleOpened, writeState, type ExplorerState } from "../state";
import type { Clique } from "./cliques";
import type { Gestures } from "./graphDrawing";
import { nameOfClique } from "./nodes";
import { colourClass } from "./palette";
import { reasonsBetween } from "./relations";
import type { Scene } from "./scene";

interface NodeListProps {
  scene: Scene;
  state: ExplorerState;
  gestures: Gestures;
}

/** What is one distance away: cliques, and the nodes that are in none that is shown as one. */
interface Ring {
  count: number;
  cliques: Map<Clique, number[]>;
  nodes: number[];
}

export function NodeList({ scene, state, gestures }: NodeListProps) {
  const { graph } = scene;
  return (
    <div className="node-list" tabIndex={0} role="region" aria-label="The articles of the drawing">
      {ringsOf(scene).map((ring, hops) => (
        <section key={hops}>
          <h3>{ringName(hops, ring.count, graph.articles.length)}</h3>
          <ul>
            {largestFirst(ring.cliques).map(([clique, nodes]) => (
              <CliqueRows key={clique.key} {...{ clique, nodes, scene, state, gestures }} />
            ))}
            {ring.nodes.map((node) => (
              <NodeRow key={scene.drawn.nodes[node]?.id} {...{ node, scene, state, gestures }} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function largestFirst(cliques: Ring["cliques"]): [Clique, number[]][] {
  return [...cliques].sort(([a], [b]) => b.places.length - a.places.length);
}

function ringsOf({ graph, drawn }: Scene): Ring[] {
  const rings: Ring[] = [];
  drawn.nodes.forEach(({ places, clique, within }, node) => {
    const hops = graph.hops[places[0] ?? 0] ?? -1;
    const distance = hops < 0 ? graph.articles.length : hops;
    const ring = (rings[distance] ??= { count: 0, cliques: new Map(), nodes: [] });
    ring.count += places.length;
    const group = clique ?? within;
    if (group) ring.cliques.set(group, [...(ring.cliques.get(group) ?? []), node]);
    else ring.nodes.push(node);
  });
  return rings;
}

interface CliqueRowsProps extends NodeListProps {
  clique: Clique;
  nodes: readonly number[];
}

/** A clique, and its articles where it is open. */
function CliqueRows({ clique, nodes, scene, state, gestures }: CliqueRowsProps) {
  const isOpen = state.opened.includes(clique.key);
  const [first] = nodes;
  return (
    <>
      <li className={!isOpen && first === scene.selected ? "clique selected" : "clique"}>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            navigate(writeState(toggleOpened(state, clique.key)));
          }}
        >
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span>
          <span className="title">
            {counted(clique.places.length, "article")}, all linked with each other
          </span>
          <span className="small muted">
            <Text>{nameOfClique(scene.graph, clique.places)}</Text>
          </span>
        </button>
      </li>
      {isOpen &&
        nodes.map((node) => (
          <NodeRow key={scene.drawn.nodes[node]?.id} {...{ node, scene, state, gestures }} />
        ))}
    </>
  );
}

interface NodeRowProps extends NodeListProps {
  node: number;
}

function NodeRow({ node, scene, state, gestures }: NodeRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const isSelected = node === scene.selected;
  useEffect(() => {
    // Within the list alone: the page stays where its reader has it.
    const list = row.current?.closest(".node-list");
    if (!isSelected || !row.current || !list) return;
    const [inner, outer] = [row.current.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      list.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }, [isSelected]);
  const place = scene.drawn.nodes[node]?.places[0] ?? 0;
  const article = scene.graph.articles[place];
  if (!article) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "e") gestures.expand(article.url);
    else if (key === "h") gestures.hide(article.url);
    else if (key === "p") gestures.pin(article.url, placeOf(scene, node));
  };
  return (
    <li ref={row} className={isSelected ? "selected" : undefined}>
      <button
        type="button"
        aria-expanded={isSelected}
        onKeyDown={onKeyDown}
        onClick={() => {
          navigate(writeState({ ...state, selected: isSelected ? null : article.url }));
        }}
      >
        <span
          className={`dot ${colourClass(scene.grouping.property, scene.grouping.numbers[place] ?? 8)}`}
          aria-hidden="true"
        />
        <span className="title">
          <Text>{article.title}</Text>
        </span>
        <span className="small muted">
          {article.provider && <Text>{article.provider.name}</Text>}
          {article.publishedDateTime && ` · ${day(article.publishedDateTime)}`}
        </span>
      </button>
      {isSelected && <NodeActions {...{ article, place, node, scene, state }} />}
    </li>
  );
}

/** Where a node stands now; null where it is pinned there. */
function placeOf({ layout, drawn, pinned }: Scene, node: number): { x: number; y: number } | null {
  if (pinned.has(drawn.nodes[node]?.id ?? "")) return null;
  return { x: layout.positions[2 * node] ?? 0, y: layout.positions[2 * node + 1] ?? 0 };
}

interface NodeActionsProps {
  scene: Scene;
  state: ExplorerState;
  article: DrawnArticleFragment;
  place: number;
  node: number;
}

/** Why the article that is looked at is here, and what can be done with it. */
function NodeActions({ article, place, node, scene, state }: NodeActionsProps) {
  const { url } = article;
  const isPinned = scene.pinned.has(url);
  return (
    <div className="node-actions">
      {article.excerpt && (
        <p className="excerpt">
          <bdi>{article.excerpt}</bdi>
        </p>
      )}
      <Reasons scene={scene} place={place} />
      {place !== 0 && (
        <LocalLink className="button" search={writeState(read(state, url))}>
          Read
        </LocalLink>
      )}
      {place !== 0 && (
        <LocalLink className="button quiet" search={writeState(toggleExpanded(state, url))}>
          {scene.expanded.has(place) ? "Collapse" : "Expand"}
        </LocalLink>
      )}
      <LocalLink className="button quiet" search={writeState(pin(state, url, placeOf(scene, node)))}>
        {isPinned ? "Release" : "Pin"}
      </LocalLink>
      {place !== 0 && (
        <LocalLink className="button quiet" search={writeState(hide(state, url))}>
          Hide
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

/** What joins an article to that in the middle, or to one that was expanded. */
function Reasons({ scene, place }: { scene: Scene; place: number }) {
  const { graph, expanded } = scene;
  const joined = [0, ...expanded].map((other) => ({ other, reasons: reasonsBetween(graph, place, other) }));
  const found = joined.filter(({ reasons }) => reasons.length > 0);
  if (found.length === 0) return null;
  return (
    <ul className="why" aria-label="Why it is here">
      {found.map(({ other, reasons }) => (
        <li key={other}>
          {other !== 0 && (
            <>
              “<Text>{graph.articles[other]?.title ?? ""}</Text>”:{" "}
            </>
          )}
          <Text>{reasons.join(" · ")}</Text>
        </li>
      ))}
    </ul>
  );
}

function ringName(hops: number, count: number, unreached: number): string {
  if (hops === 0) return "The article";
  const articles = counted(count, "article");
  if (hops === unreached) return `${articles} that no links lead to`;
  return `${articles} ${counted(hops, "link")} away`;
}
