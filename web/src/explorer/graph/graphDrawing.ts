/** The drawing itself: Cytoscape for the nodes, the pointer and the window, our links beneath. */
import cytoscape, { type Core, type EventObject, type NodeSingular } from "cytoscape";
import { withoutControls } from "../../shared/format";
import { roomForNames } from "./background";
import { LinkLayer } from "./linkLayer";
import { cliqueSize, type Layout } from "./layout";
import { neighbours } from "./model";
import { CLIQUE_PREFIX, nameOfClique } from "./nodes";
import { readPalette, type Palette } from "./palette";
import type { Scene } from "./scene";
import { slicesOf, styleOf } from "./style";

const [SMALLEST, LARGEST] = [10, 26];
const LONGEST_LABEL = 60;
/** More nodes than this and their names run into each other. */
const MOST_NAMED = 24;
const LARGEST_FIT = 1.25;
const MARGIN = 36;
/** The height of names that matter. */
const LETTERS = 12;
/** More nodes than this jump to their places instead of gliding. */
const MOST_GLIDING = 300;
const GLIDE = 320;
/** Two clicks within so many milliseconds are a double click, as most systems have it. */
const DOUBLE_CLICK = 500;

/** What somebody does to a node, named by its id: an address, or that of a clique. */
export interface Gestures {
  select: (id: string) => void;
  expand: (id: string) => void;
  /** Keep it where it is put; null: let it go where the layout has it. */
  pin: (id: string, place: { x: number; y: number } | null) => void;
  hide: (id: string) => void;
}

export class GraphDrawing {
  readonly #element: HTMLElement;
  readonly #cytoscape: Core;
  readonly #links: LinkLayer;
  readonly #darkness = window.matchMedia("(prefers-color-scheme: dark)");
  readonly #stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
  readonly #resizes = new ResizeObserver(() => {
    if (this.#scene) this.fit();
  });
  #palette: Palette;
  #scene: Scene | null = null;
  #nodes: NodeSingular[] = [];
  /** The id of the node under the pointer. Not its number: that changes with the graph. */
  #hovered: string | null = null;

  /** Draw into `element`, which holds a canvas and a stage; tell what is done to a node. */
  constructor(element: HTMLElement, gestures: Gestures) {
    this.#element = element;
    this.#palette = readPalette(element);
    const canvas = element.querySelector("canvas");
    const stage = element.querySelector<HTMLElement>(".stage");
    if (!canvas || !stage) throw new Error("The element of a drawing has a canvas and a stage.");
    this.#links = new LinkLayer(canvas);
    this.#cytoscape = cytoscape({
      container: stage,
      style: styleOf(this.#palette, "provider"),
      layout: { name: "preset" },
      minZoom: 0.1,
      maxZoom: 4,
      boxSelectionEnabled: false,
      selectionType: "single",
      multiClickDebounceTime: DOUBLE_CLICK,
    });
    this.#cytoscape.on("render", () => {
      this.#drawLinks();
    });
    this.#listen(gestures);
    this.#cytoscape.on("mouseover mouseout", "node", (event) => {
      const node = event.target as NodeSingular;
      const isOver = event.type === "mouseover";
      node.toggleClass("hovered", isOver);
      stage.style.cursor = isOver ? "pointer" : "";
      this.#hovered = isOver ? node.id() : null;
      this.#drawLinks();
    });
    this.#darkness.addEventListener("change", this.#recolour);
    this.#resizes.observe(stage);
  }

  #listen({ select, expand, pin, hide }: Gestures): void {
    const idOf = (event: EventObject) => (event.target as NodeSingular).id();
    let isHeld = false;
    this.#cytoscape.on("tapstart", () => {
      isHeld = false;
    });
    this.#cytoscape.on("tap", "node", (event) => {
      if (!isHeld) select(idOf(event));
    });
    this.#cytoscape.on("dbltap", "node", (event) => {
      expand(idOf(event));
    });
    this.#cytoscape.on("cxttap", "node", (event) => {
      hide(idOf(event));
    });
    this.#cytoscape.on("taphold", "node", (event) => {
      // A mouse that is held is about to drag; it has a button to hide.
      if (!(event.originalEvent as Event).type.startsWith("touch")) return;
      isHeld = true;
      hide(idOf(event));
    });
    this.#cytoscape.on("dragfree", "node", (event) => {
      const node = event.target as NodeSingular;
      pin(node.id(), { ...node.position() });
    });
  }

  /** Show a scene. What stays glides to its new place; the window follows where the graph changed. */
  show(scene: Scene): void {
    const before = this.#scene;
    const isMoved = scene.layout !== before?.layout;
    this.#scene = scene;
    this.#links.setScene(scene);
    if (before?.grouping.property !== scene.grouping.property) {
      this.#cytoscape.style(styleOf(this.#palette, scene.grouping.property));
    }
    this.#cytoscape.batch(() => {
      if (isMoved) this.#placeNodes(scene, before === null);
      this.#markNodes(scene);
    });
    if (before === null) this.fit();
    else if (isMoved && !isPinnedAlone(before, scene)) this.#glideToFit(scene);
    this.#drawLinks();
    this.#element.dataset.drawn = String(scene.drawn.nodeOf.filter((node) => node >= 0).length);
    this.#element.dataset.nodes = String(scene.drawn.nodes.length);
  }

  /** Bring everything into the window. */
  fit(): void {
    this.#cytoscape.resize();
    if (!this.#scene) return;
    const [width, height] = [this.#cytoscape.width(), this.#cytoscape.height()];
    const { left, right, top, bottom } = extentOf(this.#scene.layout, this.#nodes);
    const room = this.#scene.layout.lanes.length > 0 ? roomForNames(width) : 0;
    const zoom = Math.min(
      (width - room - 2 * MARGIN) / (right - left),
      (height - 2 * MARGIN) / (bottom - top),
      LARGEST_FIT,
    );
    if (!(zoom > 0)) return;
    this.#nameLandmarks(zoom);
    this.#cytoscape.viewport({
      zoom,
      pan: {
        x: room + (width - room) / 2 - (zoom * (left + right)) / 2,
        y: height / 2 - (zoom * (top + bottom)) / 2,
      },
    });
  }

  /** The names of the centre and of cliques can be read from afar, if not too many others are there. */
  #nameLandmarks(zoom: number): void {
    const wanted = this.#nodes.length <= MOST_NAMED ? LETTERS / zoom : LETTERS;
    const letters = Math.min(2.2 * LETTERS, Math.max(LETTERS, wanted));
    this.#cytoscape.nodes(".centre, .clique").forEach((node) => {
      const line = (node.hasClass("clique") ? 23 : 13) * letters;
      node.data({ letters, line: `${Math.round(line)}px` });
    });
  }

  /** Come nearer (a factor above 1) or step back, towards the middle of the window. */
  zoomBy(factor: number): void {
    const position = { x: this.#cytoscape.width() / 2, y: this.#cytoscape.height() / 2 };
    this.#cytoscape.zoom({ level: this.#cytoscape.zoom() * factor, renderedPosition: position });
  }

  /** The id of the nearest node from the selected one (else the centre) in a direction. */
  nearest(x: number, y: number): string | null {
    const from = this.#nodes[Math.max(0, this.#scene?.selected ?? 0)];
    if (!from) return null;
    const start = from.position();
    let best: { id: string; cost: number } | null = null;
    for (const node of this.#nodes) {
      const [dx, dy] = [node.position().x - start.x, node.position().y - start.y];
      const along = dx * x + dy * y;
      const aside = Math.abs(dx * y - dy * x);
      const cost = along + 2 * aside;
      if (along > 0.5 && aside <= 2 * along && (best === null || cost < best.cost)) best = { id: node.id(), cost };
    }
    return best?.id ?? null;
  }

  /** Where a node stands. */
  placeOf(id: string): { x: number; y: number } | null {
    const node = this.#cytoscape.getElementById(id);
    return node.empty() ? null : { ...node.position() };
  }

  destroy(): void {
    this.#darkness.removeEventListener("change", this.#recolour);
    this.#resizes.disconnect();
    this.#cytoscape.destroy();
  }

  readonly #recolour = () => {
    this.#palette = readPalette(this.#element);
    this.#cytoscape.style(styleOf(this.#palette, this.#scene?.grouping.property ?? "provider"));
    this.#drawLinks();
  };

  #placeNodes({ drawn, layout }: Scene, isFirst: boolean): void {
    const { positions } = layout;
    const ids = new Set(drawn.nodes.map(({ id }) => id));
    this.#cytoscape.nodes().filter((node) => !ids.has(node.id())).remove();
    // A node that is gone sends no event when the pointer leaves it.
    if (this.#hovered !== null && !ids.has(this.#hovered)) this.#hovered = null;
    const glides = !isFirst && !this.#stillness.matches && drawn.nodes.length <= MOST_GLIDING;
    this.#nodes = drawn.nodes.map(({ id }, number) => {
      const position = { x: positions[2 * number] ?? 0, y: positions[2 * number + 1] ?? 0 };
      const known = this.#cytoscape.getElementById(id);
      if (known.empty()) return this.#cytoscape.add({ data: { id }, position });
      if (glides) known.animate({ position }, { duration: GLIDE, easing: "ease-in-out-quad" });
      else known.position(position);
      return known;
    });
  }

  #glideToFit({ layout, drawn }: Scene): void {
    if (this.#stillness.matches || drawn.nodes.length > MOST_GLIDING) this.fit();
    // The nodes must have arrived before there is something to fit.
    else {
      window.setTimeout(() => {
        if (this.#scene?.layout === layout) this.fit();
      }, GLIDE + 40);
    }
  }

  #markNodes(scene: Scene): void {
    const { graph, drawn, grouping, layout, selected, selectedPlace, expanded, paths, pinned } = scene;
    const ranks = graph.articles.map(({ rank }) => rank);
    const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
    const isCrowded = drawn.nodes.length > MOST_NAMED;
    const near = selectedPlace >= 0 ? neighbours(graph, selectedPlace) : null;
    const onPath = new Set(paths.flatMap(({ places }) => places));
    drawn.nodes.forEach(({ id, places, clique, within }, number) => {
      const place = places[0] ?? 0;
      const article = graph.articles[place];
      if (!article) return;
      const share = high > low ? (article.rank - low) / (high - low) : 0.3;
      const isNear = places.some((one) => one === 0 || one === selectedPlace || near?.has(one) === true);
      const isOnPath = places.some((one) => onPath.has(one));
      this.#nodes[number]
        ?.data({
          label: clique === null ? shortened(article.title) : cliqueLabel(scene, places),
          letters: LETTERS,
          line: "150px",
          size: clique === null ? SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(share) : cliqueSize(places.length),
          group: grouping.numbers[place] ?? 0,
          ...(clique === null ? {} : slicesOf(grouping, places)),
        })
        .toggleClass("clique", id.startsWith(CLIQUE_PREFIX))
        .toggleClass("crowded", (isCrowded && clique === null) || (within !== null && layout.discs.length > 0))
        .toggleClass("stub", article.stub && clique === null)
        .toggleClass("centre", place === 0)
        .toggleClass("expanded", expanded.has(place))
        .toggleClass("pinned", pinned.has(id))
        .toggleClass("chosen", number === selected)
        .toggleClass("on-path", isOnPath)
        .toggleClass("far", near !== null && !isNear && !isOnPath);
    });
  }

  #drawLinks(): void {
    if (!this.#scene) return;
    const positions = new Float64Array(this.#nodes.length * 2);
    this.#nodes.forEach((node, number) => {
      const { x, y } = node.position();
      positions[2 * number] = x;
      positions[2 * number + 1] = y;
    });
    const viewport = { zoom: this.#cytoscape.zoom(), pan: this.#cytoscape.pan(), positions };
    const { drawn, selected } = this.#scene;
    const hovered = drawn.nodes.findIndex(({ id }) => id === this.#hovered);
    const emphasized = hovered >= 0 ? hovered : selected;
    this.#links.draw(viewport, this.#palette, emphasized);
    this.#element.dataset.emphasized = drawn.nodes[emphasized]?.id ?? "";
  }
}

function shortened(text: string): string {
  const plain = withoutControls(text);
  return plain.length > LONGEST_LABEL ? `${plain.slice(0, LONGEST_LABEL)}…` : plain;
}

function cliqueLabel({ graph }: Scene, places: readonly number[]): string {
  return `${places.length} articles, all linked with each other\n${shortened(nameOfClique(graph, places))}`;
}

/** Whether two scenes differ in nothing but what was put somewhere by hand. */
function isPinnedAlone(before: Scene, { drawn, pinned }: Scene): boolean {
  return before.drawn === drawn && before.pinned !== pinned;
}

interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Names of nodes and ticks need some room below and above them. */
const LABEL_ROOM = 40;

function extentOf({ lanes, discs, width }: Layout, nodes: readonly NodeSingular[]): Extent {
  const extent: Extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const take = (x: number, y: number, radius: number) => {
    extent.left = Math.min(extent.left, x - radius);
    extent.right = Math.max(extent.right, x + radius);
    extent.top = Math.min(extent.top, y - radius);
    extent.bottom = Math.max(extent.bottom, y + radius);
  };
  for (const node of nodes) take(node.position().x, node.position().y, node.height() / 2 + LABEL_ROOM);
  for (const { x, y, radius } of discs) take(x, y, radius + LABEL_ROOM / 2);
  for (const { top, bottom } of lanes) {
    take(width.from, top, 0);
    take(width.to, bottom, 0);
  }
  return extent;
}
