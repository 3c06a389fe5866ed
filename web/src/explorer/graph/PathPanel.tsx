/** The paths between two articles: of links, or over what articles share, and which of the two. */
import { Fragment } from "react";
import { BridgedPathsDocument, PathsDocument, type DrawnPathFragment } from "../../generated/explorer";
import { counted } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { read, writeState, type ExplorerState } from "../state";
import type { FoundPath } from "./Neighborhood";

interface PathPanelProps {
  state: ExplorerState;
  path: FoundPath;
}

export function PathPanel({ state, path }: PathPanelProps) {
  const { variables, ends, found, isLoading } = path;
  if (!variables) return null;
  const isBridged = found[0] !== undefined && found[0].bridges.length > 0;
  const isMissing = !isLoading && path.error === null && (found.length === 0 || isBridged);
  return (
    <section className="paths" aria-labelledby="paths" aria-live="polite">
      <div className="paths-head">
        <h2 id="paths">{isLoading ? "Looking for a path …" : summary(found)}</h2>
        <LocalLink
          className="button quiet"
          search={writeState({ ...state, pathFrom: variables.to, pathTo: variables.from })}
        >
          Turn round
        </LocalLink>
        <LocalLink className="button quiet" search={writeState({ ...state, pathFrom: null, pathTo: null })}>
          Clear
        </LocalLink>
        <GraphiqlLink operation={isBridged ? BridgedPathsDocument : PathsDocument} variables={variables} />
      </div>
      {isMissing && (
        <p>
          No path of up to 6 links leads from “<Text>{ends[0]?.title ?? variables.from}</Text>” to “
          <Text>{ends[1]?.title ?? variables.to}</Text>”
          {state.direction === "BOTH" ? "." : " along these links."}
          {isBridged && " What articles have in common joins them:"}
          {found.length === 0 && ends.every(Boolean) && " Nothing that articles share joins them either."}
        </p>
      )}
      <ol>
        {found.map((one, number) => (
          <li key={number}>
            <Way state={state} path={one} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Way({ state, path }: { state: ExplorerState; path: DrawnPathFragment }) {
  const bridges = new Map(path.bridges.map((bridge) => [bridge.step, bridge]));
  const links = [...path.links];
  return path.articles.map((article, place) => {
    const bridge = bridges.get(place - 1);
    const link = place > 0 && !bridge ? links.shift() : undefined;
    const isListed = link?.target.url === article.url;
    return (
      <Fragment key={article.url}>
        {bridge && (
          <span className="bridge">
            {bridge.kind === "SIMILAR" ? "is similar to" : SHARING[bridge.kind]}
            {bridge.node && (
              <>
                {" “"}
                <Text>{nameOf(bridge.node)}</Text>”
              </>
            )}
          </span>
        )}
        {link && (
          <span role="img" aria-label={isListed ? "lists" : "is listed by"}>
            {isListed ? "→" : "←"}
          </span>
        )}
        <LocalLink search={writeState(read(state, article.url))}>
          <Text>{article.title}</Text>
        </LocalLink>
      </Fragment>
    );
  });
}

type Bridge = DrawnPathFragment["bridges"][number];

const SHARING = { STORY: "same story", TOPIC: "same topic", PROVIDER: "same provider" } as const;

function nameOf(node: NonNullable<Bridge["node"]>): string {
  switch (node.__typename) {
    case "Story":
      return node.title;
    case "Topic":
    case "Provider":
      return node.name;
    default:
      return "";
  }
}

function summary(paths: readonly DrawnPathFragment[]): string {
  const [best] = paths;
  if (!best) return "No path";
  if (best.bridges.length > 0) return `A path of ${counted(best.hops, "step")}, not of links alone`;
  const length = counted(best.hops, "link");
  return paths.length === 1 ? `A path of ${length}` : `${paths.length} paths, the shortest of ${length}`;
}
