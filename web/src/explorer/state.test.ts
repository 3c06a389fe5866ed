import { expect, test } from "vitest";
import { hide, pin, read, readState, START, toggleExpanded, toggleKind, toggleOpened, writeState } from "./state";

const A = "https://a.example/1?x=1&y=ä#part";
const B = "https://b.example/2";

test("the start needs no query", () => {
  expect(writeState(START)).toBe("");
  expect(readState("")).toEqual(START);
});

test("every state comes back from its address", () => {
  const state = {
    text: 'ferry "night train" & more',
    provider: "a.example",
    topic: "Ferries & Quays",
    type: "video",
    quality: 60,
    exact: true,
    sort: "oldest",
    storySort: "trending",
    showsCopies: true,
    story: "U3Rvcnk6MQ==",
    list: "articles",
    article: A,
    hops: 3,
    direction: "IN",
    limit: 1000,
    colouring: "story",
    layout: "time",
    without: ["listed", "story"],
    opened: [A],
    hidden: [B],
    pinned: [{ id: A, x: -12, y: 340 }],
    expanded: [A, B],
    selected: B,
    pathFrom: A,
    pathTo: B,
    from: "2023-01-01",
    to: "2023-12-31",
  } as const;
  expect(readState(writeState(state))).toEqual(state);
});

test.each(["?hops=9", "?hops=x", "?links=UP", "?limit=1e9", "?colour=", "?article=", "?unknown=1", "?sort=up", "?list=x", "?layout=3d", "?without=all", "?pin=1,x,y"])(
  "what cannot be understood has its default: %s",
  (search) => {
    expect(readState(search)).toEqual(START);
  },
);

test("an article is expanded and collapsed again, and the article that is read is neither", () => {
  const state = toggleExpanded({ ...START, article: A }, B);
  expect(state.expanded).toEqual([B]);
  expect(toggleExpanded(state, B).expanded).toEqual([]);
  expect(toggleExpanded(state, A)).toBe(state);
});

test("cliques and kinds of links are switched and switched back", () => {
  const open = toggleOpened(toggleKind(START, "similar"), A);
  expect(open).toMatchObject({ opened: [A], without: ["similar"] });
  expect(toggleOpened(toggleKind(open, "similar"), A)).toEqual(START);
});

test("what is hidden is no longer looked at or expanded; the article that is read stays", () => {
  const state = { ...START, article: A, selected: B, expanded: [B] };
  expect(hide(state, B)).toMatchObject({ hidden: [B], selected: null, expanded: [] });
  expect(hide(state, A)).toBe(state);
});

test("a node is pinned at one place, and released", () => {
  const state = pin(pin(START, A, { x: 1, y: 2 }), A, { x: 3, y: 4 });
  expect(state.pinned).toEqual([{ id: A, x: 3, y: 4 }]);
  expect(pin(state, A, null)).toEqual(START);
});

test("no address asks for more centres than a neighbourhood can have", () => {
  const expanded = Array.from({ length: 200 }, (_, place) => `https://a.example/${place}`);
  expect(readState(writeState({ expanded })).expanded).toHaveLength(99);
});

test("reading another article keeps how the graph is drawn", () => {
  const state = { ...START, article: A, hops: 2, limit: 50, expanded: [B], pathTo: B } as const;
  expect(read(state, B)).toEqual({ ...START, article: B, hops: 2, limit: 50 });
});
