/** Finding: addresses in any form, and searches that stay where they began. */
import { answer, expect, expectAccessible, test } from "./serving";

const FERRY = "https://www.harbourpost.example/2023/08/09/brannock-queen-makes-her-last-run";
const FERRY_TITLE = "Crowds fill the quay as the last diesel ferry retires";

for (const pasted of [
  FERRY,
  `  ${FERRY}/?utm_source=mail#top `,
  FERRY.replace("https://www.", ""),
  FERRY.replace("https", "HTTP"),
  `<${FERRY}>`,
  `[${FERRY_TITLE}](${FERRY})`,
  `https://search.example/url?q=${encodeURIComponent(FERRY)}`,
]) {
  test(`a pasted address leads to its article: ${pasted.slice(0, 40)}`, async ({ page }) => {
    await page.goto("/");
    await page.getByRole("combobox").fill(pasted);
    await expect(page.getByRole("option").first()).toContainText(FERRY_TITLE);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(FERRY_TITLE);
    await page.goBack();
    await expect(page.getByRole("heading", { name: "Newest articles" })).toBeVisible();
  });
}

test("every address that an article is known under finds it", async ({ page, sample }) => {
  const { articles } = await answer<{ articles: { nodes: { title: string; urls: string[] }[] } }>(
    sample.url,
    "{ articles(first: 100) { nodes { title urls } } }",
  );
  const known = articles.nodes.filter(({ urls }) => urls.length > 2).slice(0, 3);
  expect(known.length).toBeGreaterThan(0);
  for (const { title, urls } of known) {
    for (const url of urls) {
      await page.goto(`/?q=${encodeURIComponent(url)}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title.replace(/\s+/g, " "));
    }
  }
});

test("an address that no article has offers its provider and its words", async ({ page }) => {
  await page.goto(`/?q=${encodeURIComponent("https://harbourpost.example/2023/diesel-ferry-sinks.html")}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No article has this address");
  await expectAccessible(page);
  await expect(page.getByRole("main").getByRole("link", { name: /Harbour/ })).toBeVisible();
  await page.getByRole("link", { name: "Search for diesel ferry sinks" }).click();
  await expect(page).toHaveURL("/?q=diesel+ferry+sinks");
});

test("the address of a provider's site leads to the provider", async ({ page }) => {
  await page.goto(`/?q=${encodeURIComponent("https://www.harbourpost.example/")}`);
  await expect(page).toHaveURL("/?provider=harbourpost.example");
});

test("a search from a provider's page stays there, or goes everywhere", async ({ page, sample }) => {
  const filter = { provider: { eq: "harbourpost.example" } };
  const count = async (given: object | null) => {
    const { search } = await answer<{ search: { totalCount: number } }>(
      sample.url,
      'query($filter: ArticleFilter) { search(text: "ferry", filter: $filter) { totalCount } }',
      { filter: given },
    );
    return search.totalCount;
  };
  const [within, everywhere] = [await count(filter), await count(null)];
  expect(within).toBeLessThan(everywhere);
  await page.goto("/?provider=harbourpost.example");
  const box = page.getByRole("combobox", { name: "Search articles" });
  await box.fill("ferry");
  await expect(page.getByRole("option").first()).toContainText("in Harbour");
  await box.press("Enter");
  await expect(page).toHaveURL("/?q=ferry&provider=harbourpost.example");
  await expect(page.getByRole("status").first()).toHaveText(`${within} articles`);
  await expectAccessible(page);

  await box.fill("ferry ");
  await page.getByRole("option", { name: "in all articles" }).click();
  await expect(page.getByRole("status").first()).toContainText(`${everywhere} articles`);
});

test("what the suggestions offer is there after Enter as well", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("combobox");
  await box.fill("ferries");
  await expect(page.getByRole("option").filter({ hasText: "topic" })).toBeVisible();
  await box.press("Enter");
  await page.getByRole("list", { name: "Topics and providers of this name" }).getByRole("link", { name: /topic/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ferries");
});

test("a filter can be taken off without the words", async ({ page }) => {
  await page.goto("/?q=ferry&provider=harbourpost.example&topic=ferries");
  await page.getByRole("link", { name: /Remove the filter Ferries/ }).click();
  await expect(page).toHaveURL("/?q=ferry&provider=harbourpost.example");
});

test("the key / leads to the box, but not out of another field", async ({ page }) => {
  await page.goto("/?topic=ferries");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "Search" })).toBeFocused();
  await page.keyboard.type("a/b");
  await expect(page.getByRole("combobox", { name: "Search" })).toHaveValue("a/b");
});

test("a slip is corrected and said, and the words can be searched for as they are", async ({ page }) => {
  await page.goto("/?q=ferrry");
  await expect(page.getByText("Showing results for “ferry” as well as “ferrry”")).toBeVisible();
  await expect(page.getByRole("main").getByRole("heading", { level: 3 }).first()).toContainText(/ferr/i);
  await page.getByRole("link", { name: "Search for exactly “ferrry”" }).click();
  await expect(page).toHaveURL("/?q=ferrry&exact=1");
  await expect(page.getByText("No article fits.")).toBeVisible();
});
