/** The dashboard: what it shows is what the API says of the same articles. */
import type { Page } from "@playwright/test";
import { answer, expect, expectAccessible, expectNoSidewaysScroll, picture, serveFiles, test, Watch } from "./serving";

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"] dd`);
const chart = (page: Page, name: string) => page.locator(`[data-chart="${name}"]`);

interface Figures {
  articles: {
    stats: { count: number; providers: number };
    groups: { provider: { domain: string; name: string } | null; count: number }[];
  };
}

const FIGURES = `query($filter: ArticleFilter) {
  articles(filter: $filter, first: 0) {
    stats { count providers }
    groups(by: [PROVIDER], first: 12) { provider { domain name } count }
  }
}`;

test("shows what the API says of all articles", async ({ page, sample }) => {
  await page.goto("/dashboard");
  const { articles } = await answer<Figures>(sample.url, FIGURES);
  await expect(figure(page, "Articles")).toHaveText(String(articles.stats.count));
  await expect(figure(page, "Providers")).toHaveText(String(articles.stats.providers));
  for (const name of ["articles-over-time", "quality-over-time", "quality-by-provider", "topics-by-provider", "who-links-to-whom"]) {
    await expect(chart(page, name).locator("svg.plot").first()).toBeVisible();
  }
  await expect(page.locator(".stories li").first()).toBeVisible();
  await picture(page, "dashboard");
  await expectAccessible(page);
});

test("asks the API once for a view", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) asked.push(request.postData() ?? "");
  });
  await page.goto("/dashboard");
  await expect(figure(page, "Articles")).toBeVisible();
  await page.getByLabel("Time in").selectOption("YEAR");
  await expect(chart(page, "articles-over-time").locator("svg.plot").first()).toBeVisible();
  await expect.poll(() => asked.length).toBe(2);
});

test("a filter changes the numbers to what the API says, and the address keeps it", async ({ page, sample }) => {
  await page.goto("/dashboard");
  await page.getByRole("combobox", { name: "Topic" }).selectOption("ferries");
  await page.getByLabel("From", { exact: true }).fill("2023-01-01");
  await page.getByLabel("To", { exact: true }).fill("2023-12-31");
  const filter = {
    topic: { eq: "ferries" },
    publishedDateTime: { gte: "2023-01-01T00:00:00Z", lt: "2024-01-01T00:00:00Z" },
  };
  const { articles } = await answer<Figures>(sample.url, FIGURES, { filter });
  expect(articles.stats.count).toBeGreaterThan(0);
  await expect(figure(page, "Articles")).toHaveText(String(articles.stats.count));
  await expect(page).toHaveURL(/\?from=2023-01-01&to=2023-12-31&topic=ferries$/);

  await page.reload();
  await expect(figure(page, "Articles")).toHaveText(String(articles.stats.count));
  await expect(page.getByRole("combobox", { name: "Topic" })).toHaveValue("ferries");

  const spread = chart(page, "quality-by-provider");
  await spread.getByText("As a table").click();
  const [first] = articles.groups;
  await expect(spread.locator("tbody tr").first().locator("td").nth(1)).toHaveText(first?.provider?.domain ?? "");
  await expect(spread.locator("tbody tr").first().locator("td").nth(2)).toHaveText(String(first?.count));

  await page.getByRole("link", { name: "Clear all" }).click();
  const all = await answer<Figures>(sample.url, FIGURES);
  await expect(figure(page, "Articles")).toHaveText(String(all.articles.stats.count));
  await page.goBack();
  await expect(figure(page, "Articles")).toHaveText(String(articles.stats.count));
});

test("a provider of the legend and a bar narrow what is shown", async ({ page, sample }) => {
  await page.goto("/dashboard?interval=year");
  const { articles } = await answer<Figures>(sample.url, FIGURES);
  const [largest] = articles.groups;
  await page.locator(".legend button").first().click();
  await expect(figure(page, "Articles")).toHaveText(String(largest?.count));
  await expect(page.getByRole("combobox", { name: "Provider" })).toHaveValue(largest?.provider?.domain ?? "");
  const bars = chart(page, "articles-over-time").locator("svg.plot g[aria-label=rect] rect");
  await bars.first().hover();
  await bars.first().click();
  await expect(page).toHaveURL(/from=\d{4}-01-01&to=\d{4}-12-31/);
});

test("a table is a file as well", async ({ page }) => {
  await page.goto("/dashboard");
  const download = page.waitForEvent("download");
  await chart(page, "who-links-to-whom").getByRole("button", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("who-links-to-whom.csv");
});

test("no article is said to be none", async ({ page }) => {
  await page.goto("/dashboard?from=1900-01-01&to=1900-12-31");
  await expect(page.getByText("No article passes these filters.")).toBeVisible();
  await page.goto("/dashboard?topic=nothing&provider=nowhere.example");
  await expect(figure(page, "Articles")).toHaveText("0");
});

test("nothing is wider than a narrow window", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/dashboard");
  await expect(chart(page, "who-links-to-whom").locator("svg.plot").first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test("names of a corpus are shown and not run", async ({ page, watch: ofSample }) => {
  const script = `<img src=x onerror="window.harmed = true">`;
  const server = await serveFiles({
    "a.md": `---
title: '${script}'
webUrl: https://a.example/1
publishedDateTime: 2024-01-01T00:00:00Z
quality: 5
provider: {name: '${script}', domain: a.example}
topics: ['${script}', '=HYPERLINK("x")', '__proto__']
related: [{title: '${script}', webUrl: "https://b.example/2", provider: {name: constructor, domain: b.example}}]
---
`,
  });
  const watch = new Watch(page, server.url);
  await page.goto(`${server.url}/dashboard`);
  await expect(figure(page, "Articles")).toHaveText("2");
  await expect(page.locator(".legend")).toContainText(script);
  await chart(page, "articles-over-time").locator("svg.plot g[aria-label=rect] rect").first().hover();
  await expect(chart(page, "articles-over-time").locator("g[aria-label=tip]")).toContainText("img");
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
  watch.expectQuiet();
  ofSample.forget(); // it takes this other server for another host
  server.stop();
});
