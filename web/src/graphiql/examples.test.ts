import { expect, test } from "vitest";
import { EXAMPLES, groupExamples } from "./examples";

test("every example of the project has a purpose and a name of its own", () => {
  const names = EXAMPLES.flatMap(({ examples }) => examples.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("Article by AMP address");
  expect(EXAMPLES.length).toBeGreaterThan(4);
});

test("an operation that nobody has put into a group is among the others, with its variables", () => {
  const files = { "x/new-one.graphql": "{ a }", "x/new-one.variables.json": "{}", "x/search.graphql": "{ b }" };
  expect(groupExamples(files)).toEqual([
    { purpose: "Search and facets", examples: [{ name: "Search", query: "{ b }", variables: "" }] },
    { purpose: "Others", examples: [{ name: "New one", query: "{ a }", variables: "{}" }] },
  ]);
});
