import { expect, test } from "vitest";
import { parseHighlight } from "./highlight";

test("marked words are told apart", () => {
  expect(parseHighlight("A <mark>ferry</mark> runs")).toEqual([
    { text: "A ", isMarked: false },
    { text: "ferry", isMarked: true },
    { text: " runs", isMarked: false },
  ]);
});

test("escapes become the characters they stand for, once", () => {
  const [run] = parseHighlight("&lt;b&gt; &amp;amp; &quot;x&quot; &#x27;y&#39; &apos; &euro; &#xffffff;");
  expect(run?.text).toBe("<b> &amp; \"x\" 'y' ' &euro; &#xffffff;");
});

test("whatever else looks like markup stays text", () => {
  const text = '<img src=x onerror=alert(1)><MARK><mark class="x">';
  expect(parseHighlight(text)).toEqual([{ text, isMarked: false }]);
});

test("nothing has no runs", () => {
  expect(parseHighlight("")).toEqual([]);
});
