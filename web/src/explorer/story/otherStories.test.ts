import { expect, test } from "vitest";
import { otherStories } from "./otherStories";

const story = (id: string) => ({ id, title: id, size: 2 });

test("stories near one are those of similar articles, each once, nearest first, itself left out", () => {
  const similar = ["a", "itself", "b", "a"].map((id) => ({ story: story(id) }));
  expect(otherStories("itself", [{ story: null }, ...similar]).map(({ id }) => id)).toEqual(["a", "b"]);
});

test("there are six at most", () => {
  const similar = ["a", "b", "c", "d", "e", "f", "g"].map((id) => ({ story: story(id) }));
  expect(otherStories("itself", similar)).toHaveLength(6);
});
