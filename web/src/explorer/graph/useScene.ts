/** The scene of a state: each part is worked out anew only where what it depends on has changed. */
import { useMemo } from "react";
import type { DrawnPathFragment, KinQuery, NeighborhoodQuery } from "../../generated/explorer";
import { KINDS, type ExplorerState, type Pin } from "../state";
import { findCliques } from "./cliques";
import { groupArticles } from "./groups";
import { layOut, type Layout } from "./layout";
import { drawnGraph, type DrawnGraph } from "./model";
import { drawnNodes, type DrawnNodes } from "./nodes";
import { relate } from "./relations";
import type { DrawnPath, Scene } from "./scene";
import { layOutInTime } from "./timeLayout";

interface Answers {
  neighborhood: NeighborhoodQuery["neighborhood"] | null;
  paths: readonly DrawnPathFragment[];
  kin: KinQuery["articlesByUrl"];
}

/** Null while there is no answer. */
export function useScene(state: ExplorerState, { neighborhood, paths, kin }: Answers): Scene | null {
  const { colouring, layout: layoutName, expanded, opened, hidden, pinned, without, selected } = state;
  const graph = useMemo(
    () => neighborhood && drawnGraph(neighborhood, paths, kin),
    [neighborhood, paths, kin],
  );
  const relations = useMemo(() => graph && relate(graph), [graph]);
  const ways = useMemo(() => (graph ? paths.map((path) => wayOf(graph, path)) : []), [graph, paths]);
  const apart = useMemo(
    () => new Set([0, ...(graph ? placesOf(graph, expanded) : []), ...ways.flatMap(({ places }) => places)]),
    [graph, expanded, ways],
  );
  const cliques = useMemo(() => (graph ? findCliques(graph, apart) : []), [graph, apart]);
  const drawn = useMemo(
    () =>
      graph &&
      // In time, every article has its moment: none stands for others.
      drawnNodes(graph, layoutName === "time" ? [] : cliques, new Set(opened), new Set(hidden)),
    [graph, cliques, layoutName, opened, hidden],
  );
  const grouping = useMemo(() => graph && groupArticles(graph.articles, colouring), [graph, colouring]);
  const layout = useMemo(() => {
    if (!graph || !drawn || !grouping) return null;
    const made = layoutName === "time" ? layOutInTime(graph, drawn) : layOut(graph, drawn, grouping.numbers);
    return withPins(made, drawn, pinned);
  }, [graph, drawn, grouping, layoutName, pinned]);
  const kinds = useMemo(() => KINDS.filter((kind) => !without.includes(kind)), [without]);
  return useMemo(() => {
    if (!graph || !relations || !drawn || !grouping || !layout) return null;
    const selectedPlace = selected === null ? -1 : (graph.places.get(selected) ?? -1);
    const ofPlace = selectedPlace < 0 ? -1 : (drawn.nodeOf[selectedPlace] ?? -1);
    return {
      graph,
      relations,
      cliques,
      drawn,
      layout,
      grouping,
      kinds,
      selected: ofPlace >= 0 ? ofPlace : drawn.nodes.findIndex(({ id }) => id === selected),
      selectedPlace,
      expanded: new Set(placesOf(graph, expanded)),
      pinned: new Set(pinned.map(({ id }) => id)),
      paths: ways,
    };
  }, [graph, relations, cliques, drawn, grouping, layout, kinds, selected, expanded, pinned, ways]);
}

function placesOf(graph: DrawnGraph, urls: readonly string[]): number[] {
  return urls.flatMap((url) => graph.places.get(url) ?? []);
}

function wayOf(graph: DrawnGraph, { articles, bridges }: DrawnPathFragment): DrawnPath {
  return {
    places: placesOf(graph, articles.map(({ url }) => url)),
    bridges: new Set(bridges.map(({ step }) => step)),
  };
}

function withPins(layout: Layout, { nodes }: DrawnNodes, pinned: readonly Pin[]): Layout {
  for (const { id, x, y } of pinned) {
    const number = nodes.findIndex((node) => node.id === id);
    if (number >= 0) layout.positions.set([x, y], 2 * number);
  }
  return layout;
}
