/** What the explorer shows, and its form in the address: two ways to say the same. */

export const DIRECTIONS = ["BOTH", "OUT", "IN"] as const;
export const COLOURINGS = ["provider", "story"] as const;
export const LIMITS = [50, 100, 200, 500, 1000] as const;
export const HOPS = [1, 2, 3] as const;

/** More centres than this a neighbourhood cannot have. */
const MOST_EXPANDED = 99;

/** Addresses are URLs of articles. What is left out of the page's address has its default. */
export interface ExplorerState {
  /** What is searched for; empty: nothing. */
  text: string;
  /** Only articles of this provider (a domain) or topic (a name). */
  provider: string | null;
  topic: string | null;
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
  /** The two ends of a path; `from` null: the article that is read. */
  from: string | null;
  to: string | null;
}

export const START: ExplorerState = {
  text: "",
  provider: null,
  topic: null,
  article: null,
  hops: 1,
  direction: "BOTH",
  limit: 200,
  colouring: "provider",
  expanded: [],
  selected: null,
  from: null,
  to: null,
};

/** The state in the query of an address; what cannot be understood there has its default. */
export function readState(search: string): ExplorerState {
  const parameters = new URLSearchParams(search);
  const given = (name: string) => (parameters.get(name) === "" ? null : parameters.get(name));
  return {
    text: parameters.get("q")?.trim() ?? START.text,
    provider: given("provider"),
    topic: given("topic"),
    article: given("article"),
    hops: oneOf(HOPS, parameters.get("hops")) ?? START.hops,
    direction: oneOf(DIRECTIONS, parameters.get("links")) ?? START.direction,
    limit: oneOf(LIMITS, parameters.get("limit")) ?? START.limit,
    colouring: oneOf(COLOURINGS, parameters.get("colour")) ?? START.colouring,
    expanded: [...new Set(parameters.getAll("expand"))].slice(0, MOST_EXPANDED),
    selected: given("selected"),
    from: given("from"),
    to: given("to"),
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
  put("provider", whole.provider);
  put("topic", whole.topic);
  put("article", whole.article);
  put("hops", whole.hops, START.hops);
  put("links", whole.direction, START.direction);
  put("limit", whole.limit, START.limit);
  put("colour", whole.colouring, START.colouring);
  for (const url of whole.expanded.slice(0, MOST_EXPANDED)) put("expand", url);
  put("selected", whole.selected);
  put("from", whole.from);
  put("to", whole.to);
  const search = parameters.toString();
  return search && `?${search}`;
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
): Value | undefined {
  return values.find((value) => String(value) === text);
}
