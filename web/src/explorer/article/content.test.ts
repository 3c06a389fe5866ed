import { expect, test } from "vitest";
import { paragraphsOf } from "./content";

test("paragraphs are lines of text, with their entities replaced", () => {
  const html = "<p>One <b>bold</b>\n word &amp; more</p><ul><li>two<li>&#x2013; 3 &lt;i&gt;</ul>last";
  expect(paragraphsOf(html)).toEqual(["One bold word & more", "two", "– 3 <i>", "last"]);
});

test("what is not for readers is left out", () => {
  const html =
    "a<script>b</script>c<STYLE>d</STYLE >e<!-- <p>f</p> -->g<svg><script>h</script></svg>i";
  expect(paragraphsOf(html).join(" ")).toBe("a c eg i");
});

test("what never ends takes the rest, and what is no tag stays", () => {
  expect(paragraphsOf("3 < 4 and 5 <3 <p")).toEqual(["3 < 4 and 5 <3"]);
  expect(paragraphsOf("a<script>b")).toEqual(["a"]);
  expect(paragraphsOf("<!-- a")).toEqual([]);
});

test("a million tags take no longer than they are many", () => {
  expect(paragraphsOf("<script>".repeat(100_000))).toEqual([]);
  expect(paragraphsOf("<p".repeat(100_000))).toEqual([]);
});
