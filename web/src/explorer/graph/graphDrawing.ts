/** The drawing itself: Cytoscape for the nodes, the pointer and the window, our links beneath. */
import cytoscape, { type Core, type NodeSingular, type StylesheetJson } from "cytoscape";
import { withoutControls } from "../../shared/format";
import { LinkLayer } from "./linkLayer";
import { neighbours } from "./model";
import { readPalette, type Palette } from "./palette";
import type { Scene } from "./scene";

const [SMALLEST, LARGEST] = [10, 26];
const LONGEST_LABEL = 60;
/** More nodes than this and their names run into each other. */
const MOST_NAMED = 24;
const LARGEST_FIT = 1.25;
/** More nodes than this jump to their places instead of gliding. */
const MOST_GLIDING = 300;
const GLIDE = 320;

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
  /** The address of the article under the pointer. Not its place: that changes with the graph. */
  #hovered: string | null = null;

  /** Draw into `element`, which holds a canvas; tell `choose` the address of a node clicked. */
  constructor(element: HTMLElement, choose: (url: string) => void) {
    this.#element = element;
    this.#palette = readPalette(element);
    const canvas = element.querySelector("canvas");
    const stage = element.querySelector<HTMLElement>(".stage");
    if (!canvas || !stage) throw new Error("The element of a drawing has a canvas and a stage.");
    this.#links = new LinkLayer(canvas);
    this.#cytoscape = cytoscape({
      container: stage,
      style: styleOf(this.#palette),
      layout: { name: "preset" },
      minZoom: 0.1,
      maxZoom: 4,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
    });
    this.#cytoscape.on("render", () => {
      this.#drawLinks();
    });
    this.#cytoscape.on("tap", "node", (event) => {
      choose((event.target as NodeSingular).id());
    });
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

  /** Show a scene. What stays glides to its new place; the window follows where the graph changed. */
  show(scene: Scene): void {
    const isMoved = scene.layout !== this.#scene?.layout;
    const isFirst = this.#scene === null;
    this.#scene = scene;
    this.#links.setScene(scene);
    this.#cytoscape.batch(() => {
      if (isMoved) this.#placeNodes(scene, isFirst);
      this.#markNodes(scene);
    });
    if (isFirst) this.fit();
    else if (isMoved) this.#glideToFit(scene);
    this.#drawLinks();
    this.#element.dataset.drawn = String(scene.graph.articles.length);
  }

  /** Bring everything into the window. */
  fit(): void {
    this.#cytoscape.resize();
    this.#cytoscape.fit(undefined, 36);
    if (this.#cytoscape.zoom() > LARGEST_FIT) {
      this.#cytoscape.zoom(LARGEST_FIT);
      this.#cytoscape.center();
    }
  }

  /** Come nearer (a factor above 1) or step back, towards the middle of the window. */
  zoomBy(factor: number): void {
    const position = { x: this.#cytoscape.width() / 2, y: this.#cytoscape.height() / 2 };
    this.#cytoscape.zoom({ level: this.#cytoscape.zoom() * factor, renderedPosition: position });
  }

  destroy(): void {
    this.#darkness.removeEventListener("change", this.#recolour);
    this.#resizes.disconnect();
    this.#cytoscape.destroy();
  }

  readonly #recolour = () => {
    this.#palette = readPalette(this.#element);
    this.#cytoscape.style(styleOf(this.#palette));
    this.#drawLinks();
  };

  #placeNodes({ graph, layout }: Scene, isFirst: boolean): void {
    const { positions } = layout;
    this.#cytoscape.nodes().filter((node) => !graph.places.has(node.id())).remove();
    // A node that is gone sends no event when the pointer leaves it.
    if (this.#hovered !== null && !graph.places.has(this.#hovered)) this.#hovered = null;
    const glides = !isFirst && !this.#stillness.matches && graph.articles.length <= MOST_GLIDING;
    this.#nodes = graph.articles.map(({ url }, place) => {
      const position = { x: positions[2 * place] ?? 0, y: positions[2 * place + 1] ?? 0 };
      const known = this.#cytoscape.getElementById(url);
      if (known.empty()) return this.#cytoscape.add({ data: { id: url }, position });
      if (glides) known.animate({ position }, { duration: GLIDE, easing: "ease-in-out-quad" });
      else known.position(position);
      return known;
    });
  }

  #glideToFit({ graph }: Scene): void {
    if (this.#stillness.matches || graph.articles.length > MOST_GLIDING) this.fit();
    // The nodes must have arrived before there is something to fit.
    else {
      window.setTimeout(() => {
        if (this.#scene?.graph === graph) this.fit();
      }, GLIDE + 40);
    }
  }

  #markNodes({ graph, grouping, selected, expanded, paths }: Scene): void {
    const ranks = graph.articles.map(({ rank }) => rank);
    const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
    const isCrowded = graph.articles.length > MOST_NAMED;
    const near = selected >= 0 ? neighbours(graph, selected) : null;
    const onPath = new Set(paths.flat());
    graph.articles.forEach((article, place) => {
      const share = high > low ? (article.rank - low) / (high - low) : 0.3;
      const title = withoutControls(article.title);
      const label = title.length > LONGEST_LABEL ? `${title.slice(0, LONGEST_LABEL)}…` : title;
      const isFar = near !== null && place !== selected && place !== 0 && !near.has(place);
      this.#nodes[place]
        ?.data({
          label,
          size: SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(share),
          group: grouping.numbers[place] ?? 0,
        })
        .toggleClass("crowded", isCrowded)
        .toggleClass("stub", article.stub)
        .toggleClass("centre", place === 0)
        .toggleClass("expanded", expanded.has(place))
        .toggleClass("chosen", place === selected)
        .toggleClass("on-path", onPath.has(place))
        .toggleClass("far", isFar && !onPath.has(place));
    });
  }

  #drawLinks(): void {
    if (!this.#scene) return;
    const positions = new Float64Array(this.#nodes.length * 2);
    this.#nodes.forEach((node, place) => {
      const { x, y } = node.position();
      positions[2 * place] = x;
      positions[2 * place + 1] = y;
    });
    const viewport = { zoom: this.#cytoscape.zoom(), pan: this.#cytoscape.pan(), positions };
    const { graph, selected } = this.#scene;
    const hovered = this.#hovered === null ? undefined : graph.places.get(this.#hovered);
    const emphasized = hovered ?? selected;
    this.#links.draw(viewport, this.#palette, emphasized);
    this.#element.dataset.emphasized = graph.articles[emphasized]?.url ?? "";
  }
}

function styleOf(palette: Palette): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: "data(size)",
        height: "data(size)",
        label: "data(label)",
        color: palette.ink,
        "font-family": "system-ui, sans-serif",
        "font-size": 9,
        "text-wrap": "wrap",
        "text-max-width": "110px",
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-outline-color": palette.paper,
        "text-outline-width": 2,
        "border-width": 1.5,
        "border-color": palette.paper,
        "overlay-opacity": 0,
      },
    },
    ...palette.groups.map((colour, number) => ({
      selector: `node[group = ${number}]`,
      style: { "background-color": colour },
    })),
    ...palette.groups.map((colour, number) => ({
      selector: `node.stub[group = ${number}]`,
      style: { "background-color": palette.paper, "border-color": colour, "border-width": 2.5 },
    })),
    {
      // In a crowd the names show when the reader comes near: from a zoom of 2 on, for Cytoscape
      // compares with the next power of two.
      selector: "node.crowded",
      style: { "font-size": 5, "min-zoomed-font-size": 16, "text-max-width": "56px" },
    },
    { selector: "node.expanded", style: { "border-color": palette.ink, "border-width": 2 } },
    {
      selector: "node.centre, node.hovered, node.chosen, node.on-path",
      style: { "font-size": 12, "min-zoomed-font-size": 0, "text-max-width": "150px", "z-index": 2 },
    },
    {
      selector: "node.centre",
      style: { width: 34, height: 34, "border-color": palette.ink, "border-width": 3, "font-weight": 600 },
    },
    {
      selector: "node.chosen, node.on-path",
      style: { "border-color": palette.accent, "border-width": 4 },
    },
    { selector: "node.far", style: { opacity: 0.3 } },
    { selector: "node.hovered", style: { opacity: 1, "z-index": 3 } },
  ];
}
