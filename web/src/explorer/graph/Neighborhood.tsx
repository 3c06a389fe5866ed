/** The neighbourhood of an article: drawing, legend, list, and the path that was asked for. */
import { useMemo } from "react";
import { NeighborhoodDocument, PathsDocument } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { Failure } from "../../shared/Failure";
import { counted, number } from "../../shared/format";
import { GraphiqlLink } from "../../shared/links";
import { useAnswer } from "../../shared/useAnswer";
import { selectAndExpand, writeState, type ExplorerState } from "../state";
import { Controls } from "./Controls";
import { Drawing } from "./Drawing";
import { groupArticles } from "./groups";
import { layOut } from "./layout";
import { Legend } from "./Legend";
import { drawnGraph } from "./model";
import { NodeList } from "./NodeList";
import { PathPanel } from "./PathPanel";
import type { Scene } from "./scene";

interface NeighborhoodProps {
  state: ExplorerState;
  article: string;
}

export function Neighborhood({ state, article }: NeighborhoodProps) {
  const { hops, direction, limit } = state;
  const variables = { around: [article, ...state.expanded], hops, direction, limit };
  const { data, error, isLoading } = useAnswer(NeighborhoodDocument, variables);
  const from = state.pathFrom ?? article;
  const ends = state.pathTo !== null && state.pathTo !== from ? { from, to: state.pathTo, direction } : null;
  const paths = useAnswer(PathsDocument, ends);
  const scene = useScene(state, data?.neighborhood ?? null, paths.data?.paths ?? null);
  const links = scene?.graph.outward.reduce((sum, listed) => sum + listed.length, 0) ?? 0;
  return (
    <section className="neighborhood" aria-label="Neighbourhood" aria-busy={isLoading}>
      <div className="neighborhood-head">
        <Controls state={state} />
        <GraphiqlLink operation={NeighborhoodDocument} variables={variables} />
      </div>
      <Failure message={error ?? paths.error} />
      {ends && <PathPanel state={state} variables={ends} data={paths.data} />}
      {scene && scene.graph.articles.length > 0 && (
        <div className="neighborhood-body">
          <div className="picture">
            <Drawing
              scene={scene}
              onChoose={(url) => {
                navigate(writeState(selectAndExpand(state, url)));
              }}
            />
            <Legend grouping={scene.grouping} />
          </div>
          <div className="beside">
            <p className="muted small" role="status">
              {counted(scene.graph.articles.length, "article")}, {counted(links, "link")}
              {data?.neighborhood.truncated && ` – the nearest ${number(limit)} of more`}
            </p>
            <NodeList scene={scene} state={state} />
          </div>
        </div>
      )}
    </section>
  );
}

type Neighborhoods = Parameters<typeof drawnGraph>;

function useScene(
  state: ExplorerState,
  neighborhood: Neighborhoods[0] | null,
  paths: Neighborhoods[1] | null,
): Scene | null {
  const { colouring, selected, expanded } = state;
  const graph = useMemo(
    () => neighborhood && drawnGraph(neighborhood, paths ?? []),
    [neighborhood, paths],
  );
  const grouping = useMemo(() => graph && groupArticles(graph.articles, colouring), [graph, colouring]);
  const layout = useMemo(() => graph && grouping && layOut(graph, grouping.numbers), [graph, grouping]);
  return useMemo(() => {
    if (!graph || !grouping || !layout) return null;
    const placesOf = (urls: readonly string[]) =>
      urls.flatMap((url) => graph.places.get(url) ?? []);
    return {
      graph,
      grouping,
      layout,
      selected: selected === null ? -1 : (graph.places.get(selected) ?? -1),
      expanded: new Set(placesOf(expanded)),
      paths: (paths ?? []).map((path) => placesOf(path.articles.map(({ url }) => url))),
    };
  }, [graph, grouping, layout, selected, expanded, paths]);
}
