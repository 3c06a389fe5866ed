/** What a drawing shows: the graph, where things stand, their colours, and what is looked at. */
import type { Grouping } from "./groups";
import type { Layout } from "./layout";
import type { DrawnGraph } from "./model";

export interface Scene {
  graph: DrawnGraph;
  layout: Layout;
  grouping: Grouping;
  /** The place of the article looked at; -1: none. */
  selected: number;
  /** The places of expanded articles. */
  expanded: ReadonlySet<number>;
  /** The places along each path, start to end. */
  paths: readonly (readonly number[])[];
}
