import { expect, test } from "vitest";
import { addressesIn, domainIn } from "./addresses";

const ADDRESS = "https://news.example/2024/a-story";

test.each([
  ADDRESS,
  `  ${ADDRESS}\n`,
  `<${ADDRESS}>`,
  `“${ADDRESS}”.`,
  `A story of today: ${ADDRESS}, read it`,
  `[A story](${ADDRESS})`,
  `view-source:${ADDRESS}`,
  "HTTPS://NEWS.example/2024/a-story",
  "//news.example/2024/a-story",
  "news.example/2024/a-story",
  "(news.example/2024/a-story)",
])("an address is found as it is pasted: %s", (text) => {
  expect(addressesIn(text)).toContain(ADDRESS);
});

test("an address may end with a bracket of its own", () => {
  expect(addressesIn("https://wiki.example/Ferry_(ship)")[0]).toBe("https://wiki.example/Ferry_(ship)");
});

test("addresses within an address come after it", () => {
  const link = `https://search.example/url?q=${encodeURIComponent(ADDRESS)}&x=javascript:alert&y=1`;
  expect(addressesIn(link)).toEqual([link, ADDRESS]);
});

test.each(["ferry", "Node.js", "C++/CLI", "and/or", "a: b", "https://", "javascript:alert(1)", "ftp://x/", "3.5/5", ""])(
  "words are no address: %j",
  (text) => {
    expect(addressesIn(text)).toEqual([]);
  },
);

test("a text of many addresses asks for few", () => {
  const many = Array.from({ length: 50 }, (_, place) => `${ADDRESS}/${place}`).join(" ");
  expect(addressesIn(many)).toHaveLength(10);
});

test.each([
  ["news.example", "news.example"],
  ["https://www.news.example/", "www.news.example"],
  ["News.Example", "news.example"],
  ["news.example/a", null],
  ["ferry", null],
  ["two words.example", null],
])("%j is the domain %j", (text, domain) => {
  expect(domainIn(text)).toBe(domain);
});
