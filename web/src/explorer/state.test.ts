import { expect, test } from "vitest";
import { collapse, read, readState, selectAndExpand, START, writeState } from "./state";

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
    expanded: [A, B],
    selected: B,
    pathFrom: A,
    pathTo: B,
    from: "2023-01-01",
    to: "2023-12-31",
  } as const;
  expect(readState(writeState(state))).toEqual(state);
});

test.each(["?hops=9", "?hops=x", "?links=UP", "?limit=1e9", "?colour=", "?article=", "?unknown=1", "?sort=up", "?list=x"])(
  "what cannot be understood has its default: %s",
  (search) => {
    expect(readState(search)).toEqual(START);
  },
);

test("an article is expanded once, and the article that is read never", () => {
  const state = selectAndExpand(selectAndExpand({ ...START, article: A }, B), B);
  expect(state).toMatchObject({ expanded: [B], selected: B });
  expect(selectAndExpand(state, A)).toMatchObject({ expanded: [B], selected: A });
  expect(collapse(state, B).expanded).toEqual([]);
});

test("no address asks for more centres than a neighbourhood can have", () => {
  const expanded = Array.from({ length: 200 }, (_, place) => `https://a.example/${place}`);
  expect(readState(writeState({ expanded })).expanded).toHaveLength(99);
});

test("reading another article keeps how the graph is drawn", () => {
  const state = { ...START, article: A, hops: 2, limit: 50, expanded: [B], pathTo: B } as const;
  expect(read(state, B)).toEqual({ ...START, article: B, hops: 2, limit: 50 });
});
