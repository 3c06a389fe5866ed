/** What the explorer shows, and its form in the address: two ways to say the same. */
import { ANY, partsOf, putFilter, readFilter, type Filter } from "../shared/filter";

export const DIRECTIONS = ["BOTH", "OUT", "IN"] as const;
export const COLOURINGS = ["provider", "story"] as const;
export const LIMITS = [50, 100, 200, 500, 1000] as const;
export const HOPS = [1, 2, 3] as const;
/** How a list of articles may be sorted; the first is what it is without a choice. */
export const SORTS = ["newest", "oldest", "quality", "linked"] as const;
export const STORY_SORTS = ["latest", "trending", "largest", "hottest"] as const;
/** Lists of everything there is of a kind. */
export const LISTS = ["articles", "providers", "topics", "stories", "problems"] as const;

/** More centres than this a neighbourhood cannot have. */
const MOST_EXPANDED = 99;

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
  /** Articles whose neighbours are drawn too, in the order in which they were expanded. */
  expanded: readonly string[];
  /** The article in the drawing that is looked at. */
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
  colouring: "provider",
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

/** The state after choosing an article of the drawing: it is looked at, and its neighbours drawn. */
export function selectAndExpand(state: ExplorerState, url: string): ExplorerState {
  const known = url === state.article || state.expanded.includes(url);
  return { ...state, selected: url, expanded: known ? state.expanded : [...state.expanded, url] };
}

/** The state without the neighbours that an article brought. */
export function collapse(state: ExplorerState, url: string): ExplorerState {
  return { ...state, expanded: state.expanded.filter((other) => other !== url) };
}

/** The state of reading another article: how the graph is drawn stays, what was drawn does not. */
export function read(state: ExplorerState, url: string): ExplorerState {
  const { hops, direction, limit, colouring } = state;
  return { ...START, hops, direction, limit, colouring, article: url };
}

function oneOf<Value extends string | number>(
  values: readonly Value[],
  text: string | null,
): Value | null {
  return values.find((value) => String(value) === text) ?? null;
}
