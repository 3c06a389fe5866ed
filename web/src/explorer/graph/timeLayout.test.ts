import { expect, test } from "vitest";
import { drawnNodes } from "./nodes";
import { graphOf, provider } from "./testGraphs";
import { layOutInTime, ticksOf } from "./timeLayout";

const on = (domain: string, date: string | null) => ({
  ...provider(domain),
  publishedDateTime: date && `${date}T00:00:00Z`,
});

const GRAPH = graphOf(
  { a: "", b: "", c: "", d: "", e: "" },
  {
    a: on("large", "2023-01-01"),
    b: on("large", "2023-12-31"),
    c: on("large", "2023-01-01"),
    d: on("small", "2023-07-02"),
    e: on("small", null),
  },
);

const layout = layOutInTime(GRAPH, drawnNodes(GRAPH, [], new Set(), new Set()));
const [x, y] = [0, 1].map((part) => GRAPH.articles.map((_, place) => layout.positions[2 * place + part] ?? NaN));

test("the earliest are on the left, the latest on the right, those without a date beyond them", () => {
  expect(x?.[0]).toBe(0);
  expect(x?.[1]).toBe(1200);
  expect(x?.[3]).toBeCloseTo(600, -1);
  expect(x?.[4]).toBe(1260);
  expect(layout.ticks.at(-1)).toEqual({ x: 1260, name: "no date" });
});

test("each provider has a lane, most articles first, and articles of one time keep apart in it", () => {
  expect(layout.lanes.map(({ name }) => name)).toEqual(["LARGE", "SMALL"]);
  const [large, small] = layout.lanes;
  for (const place of [0, 1, 2]) expect(y?.[place]).toBeLessThan(large?.bottom ?? 0);
  for (const place of [3, 4]) expect(y?.[place]).toBeGreaterThan(small?.top ?? Infinity);
  expect(Math.abs((y?.[0] ?? 0) - (y?.[2] ?? 0))).toBeGreaterThanOrEqual(20);
});

test("many small providers share a lane", () => {
  const names = Array.from("abcdefghijklmn");
  const graph = graphOf(
    Object.fromEntries(names.map((name) => [name, ""])),
    Object.fromEntries(names.map((name) => [name, on(name, "2023-01-01")])),
  );
  const { lanes } = layOutInTime(graph, drawnNodes(graph, [], new Set(), new Set()));
  expect(lanes).toHaveLength(11);
  expect(lanes.at(-1)?.name).toBe("4 other providers");
});

test("one moment is in the middle", () => {
  const graph = graphOf({ a: "" }, { a: on("p", "2023-01-01") });
  const { positions, ticks } = layOutInTime(graph, drawnNodes(graph, [], new Set(), new Set()));
  expect(positions[0]).toBe(600);
  expect(ticks).toEqual([{ x: 600, name: "2023" }]);
});

test("busy times have more room than quiet ones", () => {
  const names = Array.from("abcdefghij");
  const dates = names.map((_, place) => (place === 0 ? "2013-01-01" : `2023-01-0${place}`));
  const graph = graphOf(
    Object.fromEntries(names.map((name) => [name, ""])),
    Object.fromEntries(names.map((name, place) => [name, on("p", dates[place] ?? null)])),
  );
  const { positions, lanes } = layOutInTime(graph, drawnNodes(graph, [], new Set(), new Set()));
  expect(positions[2]).toBeLessThan(600);
  expect(lanes[0]?.bottom).toBe(52); // one row
});

test.each([
  ["2023-01-01", "2023-01-05", ["2023", "Jan 5"]],
  ["2023-01-15", "2023-04-15", ["Jan 15", "Feb 2023", "Mar 2023", "Apr 2023", "Apr 15"]],
  ["2015-06-01", "2020-06-01", ["Jun 2015", "2016", "Jul 2016", "2017", "Jul 2017", "2018", "Jul 2018", "2019", "Jul 2019", "2020"]],
])("ticks from %s to %s", (from, to, names) => {
  const times = [Date.parse(from), Date.parse(to)];
  const [first = 0, last = 1] = times;
  const ticks = ticksOf(times, (time) => ((time - first) / (last - first)) * 1_200);
  expect(ticks.map(({ name }) => name)).toEqual(names);
});
