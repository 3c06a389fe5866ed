/** The dashboard: what it shows is what the API says of the same articles. */
import { readFileSync } from "node:fs";
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

test("asks the API once for the figures of a view, and once for the links between those shown", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) asked.push(request.postData() ?? "");
  });
  await page.goto("/dashboard");
  await expect(figure(page, "Articles")).toBeVisible();
  await page.getByLabel("Time in").selectOption("YEAR");
  await expect(chart(page, "articles-over-time").locator("svg.plot").first()).toBeVisible();
  await expect.poll(() => asked.filter((body) => body.includes("query Dashboard")).length).toBe(2);
  // Another interval has the same links.
  expect(asked.filter((body) => body.includes("query LinkCells"))).toHaveLength(1);
});

test("no link between providers is left blank, however many others they link to", async ({ page, watch: ofSample }) => {
  // The hub links to 150 providers twice, and to one of the largest once.
  const entry = (domain: string, part: number) =>
    `- {title: x, webUrl: "https://${domain}/${part}", provider: {name: ${domain}, domain: ${domain}}}`;
  const file = (domain: string, entries: string[]) =>
    `---\ntitle: x\nwebUrl: https://${domain}/\nprovider: {name: ${domain}, domain: ${domain}}\nrelated:\n${entries.join("\n")}\n---\n`;
  const small = Array.from({ length: 300 }, (_, place) => entry(`s${place % 150}.example`, place));
  const own = Array.from({ length: 9 }, (_, place) => entry("hub.example", place));
  const large = Array.from({ length: 9 }, (_, place) => entry("large.example", place));
  const server = await serveFiles({
    "hub.md": file("hub.example", [...own, ...small, entry("large.example", 0)]),
    "large.md": file("large.example", large),
  });
  await page.goto(`${server.url}/dashboard`);
  const download = page.waitForEvent("download");
  await chart(page, "who-links-to-whom").getByRole("button", { name: "CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8").split("\r\n");
  expect(lines).toContain("hub.example,large.example,1");
  ofSample.forget(); // it takes this other server for another host
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
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

test("a cell of topics and providers leads to the articles that it counts", async ({ page }) => {
  await page.goto("/dashboard");
  const topics = chart(page, "topics-by-provider");
  await topics.getByText("As a table").click();
  const row = topics.locator("tbody tr").nth(1);
  const count = await row.locator("td").nth(2).innerText();
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/topic=.+&provider=|provider=.+&topic=/);
  await expect(figure(page, "Articles")).toHaveText(count);
});

test("a provider that is alone is shown with those that it links to", async ({ page, sample }) => {
  const { provider } = await answer<{ provider: { linksTo: { count: number }[] } }>(
    sample.url,
    `{ provider(domain: "harbourpost.example") { linksTo(first: 100) { count } } }`,
  );
  expect(provider.linksTo.length).toBeGreaterThan(1);
  await page.goto("/dashboard?provider=harbourpost.example");
  const links = chart(page, "who-links-to-whom");
  await links.getByText("As a table").click();
  const counts = provider.linksTo.slice(0, 12).map(({ count }) => String(count));
  await expect(links.locator("tbody td:nth-child(3)")).toHaveText(counts);
});

test("no article is lost where providers and days are many", async ({ page, watch: ofSample }) => {
  // The eight largest have one article a day, and two thousand days of others have two.
  const entry = (domain: string, day: number, title: string) =>
    `- {title: x, webUrl: "https://${domain}/${day}/${title}", provider: {name: ${domain}, domain: ${domain}},` +
    ` publishedDateTime: "2024-01-${String(day + 1).padStart(2, "0")}T00:00:00Z"}`;
  const large = Array.from({ length: 240 }, (_, place) => entry(`large${place % 8}.example`, Math.floor(place / 8), ""));
  const small = Array.from({ length: 4000 }, (_, place) =>
    entry(`small${Math.floor(place / 20)}.example`, Math.floor(place / 2) % 10, `${place % 2}`),
  );
  const head = `title: Hub\nwebUrl: https://hub.example/\nprovider: {name: Hub, domain: hub.example}`;
  const server = await serveFiles({ "a.md": `---\n${head}\nrelated:\n${[...large, ...small].join("\n")}\n---\n` });
  await page.goto(`${server.url}/dashboard?interval=day`);
  await expect(page.locator(".legend button")).toHaveCount(8);
  const download = page.waitForEvent("download");
  await chart(page, "articles-over-time").getByRole("button", { name: "CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8").trimEnd().split("\r\n");
  const totals: Record<string, number> = {};
  for (const line of lines.slice(1)) {
    const [, provider = "", count] = line.split(",");
    totals[provider] = (totals[provider] ?? 0) + Number(count);
  }
  expect(totals).toEqual({
    ...Object.fromEntries(Array.from({ length: 8 }, (_, place) => [`large${place}.example`, 30])),
    "all others": 4000,
  });
  ofSample.forget(); // it takes this other server for another host
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

test("where there are more days than can be drawn, a longer interval is shown and said", async ({ page, watch: ofSample }) => {
  const file = (year: number) =>
    `---\ntitle: x\nwebUrl: https://a.example/${year}\npublishedDateTime: ${year}-01-01T00:00:00Z\n---\n`;
  const server = await serveFiles({ "a.md": file(1900), "b.md": file(2023), "c.md": file(2024) });
  await page.goto(`${server.url}/dashboard?interval=day`);
  await expect(figure(page, "Articles")).toHaveText("3");
  await expect(page.locator(".notice")).toContainText("they are shown by month");
  await expect(page.getByLabel("Time in")).toHaveValue("DAY");
  const bars = chart(page, "articles-over-time").locator("svg.plot g[aria-label=rect] rect");
  await expect(bars).toHaveCount(3);

  await page.getByLabel("From").fill("2020-01-01");
  await expect(figure(page, "Articles")).toHaveText("2");
  await expect(page.locator(".notice")).toHaveCount(0);
  ofSample.forget(); // it takes this other server for another host
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
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

test("providers may be called alike, or as the others are", async ({ page, watch: ofSample }) => {
  const file = (domain: string, name: string) =>
    `---\ntitle: x\nwebUrl: https://${domain}/\npublishedDateTime: 2024-01-01T00:00:00Z\nquality: 5\n` +
    `provider: {name: ${name}, domain: ${domain}}\n---\n`;
  const server = await serveFiles({
    "a.md": file("a.example", "all others"),
    "b.md": file("b.example", "News"),
    "c.md": file("c.example", "News"),
  });
  await page.goto(`${server.url}/dashboard`);
  const bars = chart(page, "articles-over-time").locator("svg.plot g[aria-label=rect] rect");
  await expect(bars).toHaveCount(3);
  const colours = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("fill")).sort());
  expect(colours).toEqual(["var(--group-0)", "var(--group-1)", "var(--group-2)"]);
  const dots = chart(page, "quality-by-provider").locator("svg.plot g[aria-label=dot] circle");
  await expect(dots).toHaveCount(3);
  const heights = await dots.evaluateAll((all) => all.map((dot) => dot.getBoundingClientRect().y));
  expect(new Set(heights).size).toBe(3);
  ofSample.forget(); // it takes this other server for another host
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
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
related: [{title: '${script}', webUrl: "https://b.example/2", provider: {name: constructor, domain: b.example}},
  {title: x, webUrl: "https://c.example/3", topics: ['${"Donau".repeat(400)}'], publishedDateTime: 2024-01-02T00:00:00Z,
   provider: {name: "\u202e${"Donau".repeat(400)}", domain: c.example}}]
---
`,
  });
  const watch = new Watch(page, server.url);
  await page.goto(`${server.url}/dashboard`);
  await expect(figure(page, "Articles")).toHaveText("3");
  await expect(page.locator(".legend")).toContainText(script);
  await chart(page, "articles-over-time").locator("svg.plot g[aria-label=rect] rect").first().hover();
  await expect(chart(page, "articles-over-time").locator("g[aria-label=tip]")).toContainText("img");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
  watch.expectQuiet();
  ofSample.forget(); // it takes this other server for another host
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

/** Thirty articles of January, ten of February of a rising quality, and one provider for each. */
function months(): Record<string, string> {
  const file = (month: string, day: number, quality: number) =>
    `---\ntitle: ${month} ${day}\nwebUrl: https://p${day}.example/${month}\nquality: ${quality}\n` +
    `publishedDateTime: 2024-${month}-${String(day).padStart(2, "0")}T00:00:00Z\n` +
    `provider: {name: Paper ${day}, domain: p${day}.example}\n---\n`;
  const january = Array.from({ length: 30 }, (_, place) => [`a${place}.md`, file("01", place + 1, 50)] as const);
  const february = Array.from({ length: 10 }, (_, place) => [`b${place}.md`, file("02", place + 1, 60)] as const);
  return Object.fromEntries([...january, ...february]);
}

test.describe("a corpus of two months", () => {
  let server: Awaited<ReturnType<typeof serveFiles>>;
  test.beforeAll(async () => {
    server = await serveFiles(months());
  });
  test.afterAll(async () => {
    await server.stop();
  });
  test.afterEach(async ({ page, watch }) => {
    watch.forget(); // it takes this other server for another host
    await page.goto("about:blank"); // it listens to the server
  });

  test("a period is chosen on the chart, and the whole time again", async ({ page }) => {
    await page.goto(`${server.url}/dashboard`);
    await page.getByRole("slider", { name: "First day" }).press("ArrowRight");
    await expect(page).toHaveURL(/from=2024-01-02&interval=day$|from=2024-01-02$/);
    await expect(figure(page, "Articles")).toHaveText("39");
    await page.getByRole("link", { name: "Whole time" }).click();
    await expect(figure(page, "Articles")).toHaveText("40");
    const chooser = await page.getByRole("region", { name: "Period" }).locator("svg").boundingBox();
    expect(chooser).not.toBeNull();
    if (chooser === null) return;
    const { x, y, width, height } = chooser;
    // Of 41 days, the last ten are those of February.
    await page.mouse.move(x + width - 1, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * (31.5 / 41), y + height / 2, { steps: 4 });
    await page.mouse.up();
    await expect(figure(page, "Articles")).toHaveText("10");
  });

  test("figures are compared with those of the period before", async ({ page }) => {
    await page.goto(`${server.url}/dashboard?from=2024-02-01&to=2024-02-29&interval=day`);
    await page.getByLabel("Compare with the period before").check();
    await expect(page).toHaveURL(/compare=before/);
    await expect(page.locator('[data-figure="Articles"] .change')).toHaveText("67 % less than 30 before");
    await expect(page.locator('[data-figure="Median quality"] .change')).toHaveText("10 more than 50 before");
    await expect(page.getByText("Compared with the period before: Jan 1, 2024 – Jan 31, 2024")).toBeVisible();
    await expect(chart(page, "articles-over-time").locator("svg.plot g[aria-label=line] path")).toHaveCount(1);
    await expectAccessible(page);

    await page.getByRole("link", { name: "Whole time" }).click();
    await expect(page.locator(".notice")).toContainText("Choose the first day of a period");
  });

  test("the articles that the figures are about are listed to the end, in an order of choice", async ({ page }) => {
    await page.goto(`${server.url}/dashboard`);
    const list = page.locator(".selected-articles");
    await expect(list.getByRole("link").first()).toHaveText("02 10");
    await list.getByRole("button", { name: "Show more" }).scrollIntoViewIfNeeded();
    await expect(list.getByRole("link")).toHaveCount(40);
    await page.getByLabel("Order of articles").selectOption("highest quality");
    await expect(list.getByRole("listitem").first()).toContainText("quality 60");
    await page.goto(`${server.url}/dashboard?provider=p5.example&to=2024-01-31`);
    await expect(list.getByRole("link")).toHaveText(["01 5"]);
    await list.getByRole("link").click();
    await expect(page.getByRole("heading", { name: "01 5" })).toBeVisible();
  });

  test("every provider can be reached, however small", async ({ page }) => {
    await page.goto(`${server.url}/dashboard`);
    const others = page.locator(".legend .others");
    await expect(others).toHaveText(/22 others/);
    const table = page.locator("#all-providers");
    await expect(table.locator("tbody tr")).toHaveCount(12);
    await table.getByRole("button", { name: "Show more (18 left)" }).click();
    await expect(table.locator("tbody tr")).toHaveCount(30);
    await table.getByLabel("Find").fill("PAPER 29");
    await table.getByRole("link", { name: "Paper 29" }).click();
    await expect(page).toHaveURL(/provider=p29.example/);
    await expect(figure(page, "Articles")).toHaveText("1");
  });

  test("a cell of quality over time leads to the articles that it is about", async ({ page }) => {
    await page.goto(`${server.url}/dashboard`);
    const quality = chart(page, "quality-by-provider-over-time");
    await expect(quality.locator("svg.plot").first()).toBeVisible();
    await quality.getByText("As a table").click();
    const row = quality.locator("tbody tr", { hasText: "2024-02" }).first();
    await expect(row.locator("td").nth(2)).toHaveText("60");
    await row.getByRole("link").click();
    await expect(page).toHaveURL(/from=2024-02-01&to=2024-02-29/);
    await expect(figure(page, "Articles")).toHaveText("1");
    await expect(figure(page, "Median quality")).toHaveText("60");
  });
});

test("stories are those that have an article among those shown", async ({ page, sample }) => {
  const { stories } = await answer<{ stories: { nodes: { title: string }[] } }>(
    sample.url,
    `{ stories(filter: { provider: { eq: "harbourpost.example" } }, orderBy: LATEST_DESC, first: 6) { nodes { title } } }`,
  );
  expect(stories.nodes.length).toBeGreaterThan(0);
  await page.goto("/dashboard?provider=harbourpost.example");
  const links = page.locator(".stories").getByRole("link");
  await expect(links).toHaveText(stories.nodes.map(({ title }) => title));
  await links.first().click();
  await expect(page.getByRole("heading", { level: 1, name: stories.nodes[0]?.title ?? "" })).toBeVisible();
});
