/** The shortest paths between the two picked articles. */
import { Fragment } from "react";
import { PathsDocument, type PathsQuery, type PathsQueryVariables } from "../../generated/explorer";
import { counted } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { read, writeState, type ExplorerState } from "../state";

interface PathPanelProps {
  state: ExplorerState;
  variables: PathsQueryVariables;
  data: PathsQuery | null;
}

export function PathPanel({ state, variables, data }: PathPanelProps) {
  const [from, to] = data?.ends ?? [];
  return (
    <section className="paths" aria-labelledby="paths" aria-live="polite">
      <div className="paths-head">
        <h2 id="paths">{data ? summary(data) : "Looking for a path …"}</h2>
        <LocalLink
          className="button quiet"
          search={writeState({ ...state, pathFrom: variables.to, pathTo: variables.from })}
        >
          Turn round
        </LocalLink>
        <LocalLink className="button quiet" search={writeState({ ...state, pathFrom: null, pathTo: null })}>
          Clear
        </LocalLink>
        <GraphiqlLink operation={PathsDocument} variables={variables} />
      </div>
      {data?.paths.length === 0 && (
        <p>
          No path of up to 6 links leads from “<Text>{from?.title ?? variables.from}</Text>” to “
          <Text>{to?.title ?? variables.to}</Text>”
          {state.direction === "BOTH" ? "." : " along these links."}
        </p>
      )}
      <ol>
        {data?.paths.map((path, number) => (
          <li key={number}>
            {path.articles.map((article, place) => (
              <Fragment key={article.url}>
                {place > 0 && <span aria-label={wayOf(path, place)}>{arrowOf(path, place)}</span>}
                <LocalLink search={writeState(read(state, article.url))}>
                  <Text>{article.title}</Text>
                </LocalLink>
              </Fragment>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

type Path = PathsQuery["paths"][number];

/** Whether the article at `place` is listed by the one before it; else it lists that one. */
function isListed(path: Path, place: number): boolean {
  return path.links[place - 1]?.target.url === path.articles[place]?.url;
}

function wayOf(path: Path, place: number): string {
  return isListed(path, place) ? "lists" : "is listed by";
}

function arrowOf(path: Path, place: number): string {
  return isListed(path, place) ? "→" : "←";
}

function summary({ paths }: PathsQuery): string {
  const [shortest] = paths;
  if (!shortest) return "No path";
  const length = counted(shortest.hops, "link");
  return paths.length === 1 ? `A path of ${length}` : `${paths.length} paths, the shortest of ${length}`;
}
