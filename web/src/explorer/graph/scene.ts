/** What a drawing shows: the graph, where things stand, their colours, and what is looked at. */
import type { Kind } from "../state";
import type { Clique } from "./cliques";
import type { Grouping } from "./groups";
import type { Layout } from "./layout";
import type { DrawnGraph } from "./model";
import type { DrawnNodes } from "./nodes";
import type { Relations } from "./relations";

export interface Scene {
  graph: DrawnGraph;
  relations: Relations;
  cliques: readonly Clique[];
  drawn: DrawnNodes;
  layout: Layout;
  grouping: Grouping;
  /** The kinds of links that are drawn. */
  kinds: readonly Kind[];
  /** The number of the node looked at; -1: none. */
  selected: number;
  /** The place of the article looked at; -1: none, or it is a clique. */
  selectedPlace: number;
  /** The places of expanded articles. */
  expanded: ReadonlySet<number>;
  /** The ids of nodes that were put somewhere by hand. */
  pinned: ReadonlySet<string>;
  paths: readonly DrawnPath[];
}

export interface DrawnPath {
  /** The places along it, start to end. */
  places: readonly number[];
  /** The steps that are no links. */
  bridges: ReadonlySet<number>;
}
