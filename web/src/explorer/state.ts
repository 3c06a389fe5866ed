/** What the explorer shows, and its form in the address: two ways to say the same. */
import { ANY, partsOf, putFilter, readFilter, type Filter } from "../shared/filter";

export const DIRECTIONS = ["BOTH", "OUT", "IN"] as const;
export const COLOURINGS = ["auto", "story", "topic", "provider", "time"] as const;
export const LAYOUTS = ["rings", "time"] as const;
/** Why two articles of a drawing are joined. */
export const KINDS = ["listed", "similar", "story", "copies"] as const;
export type Kind = (typeof KINDS)[number];
export const LIMITS = [50, 100, 200, 500, 1000] as const;
export const HOPS = [1, 2, 3] as const;
/** How a list of articles may be sorted; the first is what it is without a choice. */
export const SORTS = ["newest", "oldest", "quality", "linked"] as const;
export const STORY_SORTS = ["latest", "trending", "largest", "hottest"] as const;
/** Lists of everything there is of a kind. */
export const LISTS = ["articles", "providers", "topics", "stories", "problems"] as const;

/** More centres than this a neighbourhood cannot have. */
const MOST_EXPANDED = 99;

/** Where a node of the drawing was put by hand; the centre is at 0, 0. */
export interface Pin {
  id: string;
  x: number;
  y: number;
}

/** Addresses are URLs of articles. What is left out of the page's address has its default. */
export interface ExplorerState extends Filter {
  /** What is searched for; empty: nothing. */
  text: string;
  /** Whether every word has to be there as it is written. */
  exact: boolean;
  sort: (typeof SORTS)[number];
  storySort: (typeof STORY_SORTS)[number];
  /** Whether each copy of a report has an entry of its own. */
  showsCopies: boolean;
  /** The story that is shown, by its id. */
  story: string | null;
  /** A list of everything of a kind. */
  list: (typeof LISTS)[number] | null;
  /** The article that is read, in the middle of its neighbourhood. */
  article: string | null;
  hops: (typeof HOPS)[number];
  direction: (typeof DIRECTIONS)[number];
  limit: (typeof LIMITS)[number];
  colouring: (typeof COLOURINGS)[number];
  layout: (typeof LAYOUTS)[number];
  /** The kinds of links that are not drawn. */
  without: readonly Kind[];
  /** The cliques that are open: the address of the first article of each. */
  opened: readonly string[];
  /** Articles that are not drawn. */
  hidden: readonly string[];
  pinned: readonly Pin[];
  /** Articles whose neighbours are drawn too, in the order in which they were expanded. */
  expanded: readonly string[];
  /** The article in the drawing that is looked at, or a clique. */
  selected: string | null;
  /** The two ends of a path; `pathFrom` null: the article that is read. */
  pathFrom: string | null;
  pathTo: string | null;
}

export const START: ExplorerState = {
  ...ANY,
  text: "",
  exact: false,
  sort: "newest",
  storySort: "latest",
  showsCopies: false,
  story: null,
  list: null,
  article: null,
  hops: 1,
  direction: "BOTH",
  limit: 200,
  colouring: "auto",
  layout: "rings",
  without: [],
  opened: [],
  hidden: [],
  pinned: [],
  expanded: [],
  selected: null,
  pathFrom: null,
  pathTo: null,
};

/** The state in the query of an address; what cannot be understood there has its default. */
export function readState(search: string): ExplorerState {
  const parameters = new URLSearchParams(search);
  const given = (name: string) => (parameters.get(name) === "" ? null : parameters.get(name));
  return {
    ...readFilter(parameters),
    text: parameters.get("q")?.trim() ?? START.text,
    exact: parameters.get("exact") === "1",
    sort: oneOf(SORTS, parameters.get("sort")) ?? START.sort,
    storySort: oneOf(STORY_SORTS, parameters.get("stories-by")) ?? START.storySort,
    showsCopies: parameters.get("copies") === "all",
    story: given("story"),
    list: oneOf(LISTS, parameters.get("list")),
    article: given("article"),
    hops: oneOf(HOPS, parameters.get("hops")) ?? START.hops,
    direction: oneOf(DIRECTIONS, parameters.get("links")) ?? START.direction,
    limit: oneOf(LIMITS, parameters.get("limit")) ?? START.limit,
    colouring: oneOf(COLOURINGS, parameters.get("colour")) ?? START.colouring,
    layout: oneOf(LAYOUTS, parameters.get("layout")) ?? START.layout,
    without: KINDS.filter((kind) => parameters.get("without")?.split(",").includes(kind)),
    opened: [...new Set(parameters.getAll("open"))],
    hidden: [...new Set(parameters.getAll("hide"))],
    pinned: parameters.getAll("pin").flatMap((text) => readPin(text) ?? []),
    expanded: [...new Set(parameters.getAll("expand"))].slice(0, MOST_EXPANDED),
    selected: given("selected"),
    pathFrom: given("path-from"),
    pathTo: given("path-to"),
  };
}

/** The query of the address for a state: empty for the start, else with a question mark. */
export function writeState(state: Partial<ExplorerState>): string {
  const whole = { ...START, ...state };
  const parameters = new URLSearchParams();
  const put = (name: string, value: string | number | null, standard?: string | number) => {
    if (value !== null && value !== "" && value !== standard) parameters.append(name, String(value));
  };
  put("q", whole.text);
  put("exact", whole.exact ? "1" : null);
  put("list", whole.list);
  putFilter(parameters, whole);
  put("sort", whole.sort, START.sort);
  put("stories-by", whole.storySort, START.storySort);
  put("copies", whole.showsCopies ? "all" : null);
  put("story", whole.story);
  put("article", whole.article);
  put("hops", whole.hops, START.hops);
  put("links", whole.direction, START.direction);
  put("limit", whole.limit, START.limit);
  put("colour", whole.colouring, START.colouring);
  put("layout", whole.layout, START.layout);
  put("without", whole.without.join(","));
  for (const url of whole.opened) put("open", url);
  for (const url of whole.hidden) put("hide", url);
  for (const { id, x, y } of whole.pinned) put("pin", `${Math.round(x)},${Math.round(y)},${id}`);
  for (const url of whole.expanded.slice(0, MOST_EXPANDED)) put("expand", url);
  put("selected", whole.selected);
  put("path-from", whole.pathFrom);
  put("path-to", whole.pathTo);
  const search = parameters.toString();
  return search && `?${search}`;
}

/** Whether a list of articles is shown: found by words, by a filter, or all there are. */
export function listsArticles(state: ExplorerState): boolean {
  return state.text !== "" || state.list === "articles" || partsOf(state).length > 0;
}

/** The part of the state that says which articles are listed. */
export function scopeOf({ text, sort, from, to, topic, provider, type, quality }: ExplorerState): ExplorerState {
  return { ...START, text, sort, from, to, topic, provider, type, quality };
}

/** The state in which the neighbours of an article are drawn too, or no longer. */
export function toggleExpanded(state: ExplorerState, url: string): ExplorerState {
  return url === state.article ? state : { ...state, expanded: toggled(state.expanded, url) };
}

/** The state in which a clique is open, or closed again. */
export function toggleOpened(state: ExplorerState, key: string): ExplorerState {
  return { ...state, opened: toggled(state.opened, key) };
}

/** The state in which links of a kind are drawn, or no longer. */
export function toggleKind(state: ExplorerState, kind: Kind): ExplorerState {
  return { ...state, without: toggled(state.without, kind) };
}

/** The state without an article in the drawing. That which is read stays. */
export function hide(state: ExplorerState, url: string): ExplorerState {
  if (url === state.article || state.hidden.includes(url)) return state;
  return {
    ...state,
    hidden: [...state.hidden, url],
    selected: state.selected === url ? null : state.selected,
    expanded: state.expanded.filter((other) => other !== url),
  };
}

/** The state in which a node keeps a place, or for null goes where the layout has it. */
export function pin(state: ExplorerState, id: string, place: { x: number; y: number } | null): ExplorerState {
  const others = state.pinned.filter((one) => one.id !== id);
  return { ...state, pinned: place === null ? others : [...others, { id, x: place.x, y: place.y }] };
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  const others = values.filter((other) => other !== value);
  return others.length < values.length ? others : [...values, value];
}

/** The state of reading another article: how the graph is drawn stays, what was drawn does not. */
export function read(state: ExplorerState, url: string): ExplorerState {
  const { hops, direction, limit, colouring, layout, without } = state;
  return { ...START, hops, direction, limit, colouring, layout, without, article: url };
}

function readPin(text: string): Pin | null {
  const [, x, y, id] = /^(-?\d{1,6}),(-?\d{1,6}),(.+)$/s.exec(text) ?? [];
  return id === undefined ? null : { id, x: Number(x), y: Number(y) };
}

function oneOf<Value extends string | number>(
  values: readonly Value[],
  text: string | null,
): Value | null {
  return values.find((value) => String(value) === text) ?? null;
}
