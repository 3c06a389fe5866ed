/** Lists go on to their end, and the way back leads to the place that was left. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, serveFiles, test as base, Watch, type Server } from "./serving";

const COUNT = 333;

/** Articles of one topic and one provider, and providers without an article. */
const FILES = {
  "hub.md": `---\ntitle: Hub\nwebUrl: https://hub.example/\npublishedDateTime: 2024-01-01T00:00:00Z\ntopics: [News]\nprovider: {name: Hub, domain: hub.example}\nrelated:\n${Array.from(
    { length: COUNT - 1 },
    (_, place) =>
      `- {title: "Article ${place}", webUrl: "https://hub.example/${place}", topics: [News],` +
      ` provider: {name: Hub, domain: hub.example},` +
      ` publishedDateTime: "20${String(23 - Math.floor(place / 300)).padStart(2, "0")}-01-01T00:${String(Math.floor(place / 60) % 60).padStart(2, "0")}:${String(place % 60).padStart(2, "0")}Z"}`,
  ).join("\n")}\n---\n`,
};

const test = base.extend<object, { long: Server }>({
  long: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const server = await serveFiles(FILES);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ long }, use) => {
    await use(long.url);
  },
  watch: async ({ page, long }, use) => {
    const watch = new Watch(page, long.url);
    await use(watch);
    watch.expectQuiet();
  },
});

const cards = (page: Page) => page.locator(".results-body .article-card");

async function toTheEnd(page: Page): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => {
      window.scrollTo(0, document.documentElement.scrollHeight);
    });
    await expect(page.getByRole("button", { name: /Show more|Loading/ })).toHaveCount(0, { timeout: 500 });
  }).toPass();
}

for (const search of ["?topic=news", "?provider=hub.example", "?list=articles", "?q=article*"]) {
  test(`a long list goes on to its end: ${search}`, async ({ page }) => {
    await page.goto(`/${search}`);
    const all = search.startsWith("?q") ? COUNT - 1 : COUNT;
    await expect(page.getByRole("status").first()).toHaveText(/^20 of \d+ articles$|^120 of \d+ articles$/);
    await toTheEnd(page);
    await expect(cards(page)).toHaveCount(all);
    await expect(page.getByRole("status").first()).toHaveText(`${all} articles`);
    const titles = await cards(page).locator("h3").allTextContents();
    expect(new Set(titles).size).toBe(all);
  });
}

test("a list can begin at its other end", async ({ page }) => {
  await page.goto("/?topic=news");
  await expect(cards(page).first()).toContainText("Hub");
  await page.getByRole("combobox", { name: "Sort" }).selectOption("oldest first");
  await expect(page).toHaveURL("/?topic=news&sort=oldest");
  await expect(cards(page).first()).toContainText("Article 300");
  await expectAccessible(page);
});

test("the way back leads to the place that was left, also after a reload", async ({ page }) => {
  await page.goto("/?topic=news");
  await toTheEnd(page);
  const card = cards(page).nth(250);
  await card.scrollIntoViewIfNeeded();
  const title = (await card.locator("h3").textContent()) ?? "";
  await card.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await page.goBack();
  await expect(cards(page)).toHaveCount(COUNT);
  await expect(card).toBeInViewport();

  await page.waitForFunction(() => (window.history.state as { top?: number } | null)?.top === window.scrollY);
  await page.reload();
  await expect(cards(page)).toHaveCount(COUNT);
  await expect(card).toBeInViewport();
});
