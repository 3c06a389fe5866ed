/** Stories, copies and reasons: what belongs together is shown together, and says why. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, picture, serveFiles, test as base, Watch, type Server } from "./serving";

const WIRE =
  "Tugs have pulled the ferry Skerrow Queen off the rocks near Halvern harbour, six hours after she ran" +
  " aground in thick fog with ninety people on board, the coastguard said. Nobody was hurt.";

const article = (name: string, day: number, title: string, excerpt: string, more = "") =>
  `---\ntitle: "${title}"\nwebUrl: https://${name}.example/report\nexcerpt: "${excerpt}"\n` +
  `publishedDateTime: 2023-0${day > 28 ? 2 : 1}-${String(day > 28 ? day - 28 : day).padStart(2, "0")}T08:00:00Z\n` +
  `provider: {name: ${name}, domain: ${name}.example}\ntopics: [News]\n${more}---\n`;

const QUIET = ["north", "south", "east", "west", "hill", "dale", "moor", "fen", "brook", "ridge", "glen", "marsh"];

const FILES: Record<string, string> = {
  "first.md": article("gazette", 10, "Ferry Skerrow Queen aground off Halvern", "The ferry Skerrow Queen ran aground in fog off Halvern harbour.", "quality: 90\n"),
  "wire.md": article("wire", 11, "Tugs free ferry Skerrow Queen at Halvern", WIRE),
  "post.md": article("post", 11, "Tugs free ferry Skerrow Queen at Halvern", WIRE),
  "echo.md": article("echo", 12, "Tugs free ferry Skerrow Queen at Halvern", WIRE),
  "why.md": article("journal", 13, "Why the Skerrow Queen ran aground", "Fog and a broken radar put the ferry Skerrow Queen on the rocks off Halvern.", "quality: 70\n"),
  "comet1.md": article("star", 40, "Comet Orlis seen over Norland", "Comet Orlis was seen by thousands.", "quality: 20\n"),
  "comet2.md": article("sky", 41, "Norland watches comet Orlis", "Thousands watch comet Orlis fade."),
  ...Object.fromEntries(
    QUIET.map((word, place) => [
      `quiet${place}.md`,
      article(`quiet${place}`, place + 1, `Nothing new in ${word}`, `A dull week for the people of ${word}.`),
    ]),
  ),
};

const test = base.extend<object, { told: Server }>({
  told: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const server = await serveFiles(FILES);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ told }, use) => {
    await use(told.url);
  },
  watch: async ({ page, told }, use) => {
    const watch = new Watch(page, told.url);
    await use(watch);
    watch.expectQuiet();
  },
});

const cards = (page: Page) => page.locator(".results-body .article-card");

async function openFerryStory(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: /Skerrow Queen/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Skerrow Queen");
}

test("the start shows stories, each event once", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Stories that grow" })).toBeVisible();
  const shown = page.getByRole("main").locator(".landing-grid > div > section").first();
  await expect(shown.getByRole("listitem")).toHaveCount(2);
  const newest = page.getByRole("region", { name: "Newest articles" });
  await expect(newest.getByRole("listitem").filter({ hasText: "Tugs free" })).toHaveCount(1);
  await expectAccessible(page);
});

test("a story says what it is about, who had it first, who covered it and who repeated it", async ({ page }) => {
  await openFerryStory(page);
  const main = page.getByRole("main");
  await expect(main).toContainText("5 articles from 5 providers");
  await expect(page).toHaveTitle(/Skerrow Queen.* · Explorer · graphapi/);
  await expect(main.getByRole("list", { name: "Words that tell it from other stories" })).toContainText("Skerrow");
  const timeline = page.locator(".timeline > li");
  await expect(timeline).toHaveCount(3);
  await expect(timeline.first()).toContainText("gazette");
  await expect(timeline.first()).toContainText("The first report of it");
  await expect(timeline.nth(1)).toContainText("also in 2 others");
  await expect(timeline.last()).toContainText("Why the Skerrow Queen");
  await expect(page.getByRole("region", { name: "Covered by" }).getByRole("listitem")).toHaveCount(5);
  await expect(page.getByRole("region", { name: "Repeated reports" })).toContainText(/first by (wire|post).*repeated by .*echo/);
  await expectAccessible(page);
  await picture(page, "story");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);

  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByRole("heading", { level: 1 })).toContainText("Skerrow Queen");
});

test("a story that is gone says so", async ({ page }) => {
  await page.goto("/?story=U3Rvcnk6aHR0cHM6Ly9uby5leGFtcGxlLw");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No such story");
  await page.getByRole("link", { name: "See all stories" }).click();
  await expect(cards(page).or(page.locator(".rows .article-card"))).toHaveCount(2);
});

test("copies of one report are one entry, until the reader wants each", async ({ page }) => {
  await page.goto("/?q=tugs");
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText("also in 2 others");
  await page.getByRole("checkbox", { name: "Each report once" }).uncheck();
  await expect(page).toHaveURL("/?q=tugs&copies=all");
  await expect(cards(page)).toHaveCount(3);
  await page.goBack();
  await cards(page).getByRole("link", { name: "also in 2 others" }).click();
  const copies = page.getByRole("region", { name: "Also in 2 others" });
  await expect(copies.getByRole("listitem")).toHaveCount(2);
  await expect(copies).toContainText(/had it first/);
  await expectAccessible(page);
});

test("similar articles say why they are", async ({ page }) => {
  await page.goto(`/?article=${encodeURIComponent("https://gazette.example/report")}`);
  const similar = page.getByRole("region", { name: "Similar articles" });
  await expect(similar.getByRole("listitem").filter({ hasText: "Why the Skerrow" })).toContainText(
    /both say .*“Skerrow”.*3 days apart.*both about News/,
  );
});

test("a period is chosen by dragging or with the keys, and taken back", async ({ page }) => {
  await page.goto("/?list=articles&copies=all");
  const brush = page.locator(".brush svg");
  const box = await brush.boundingBox();
  if (!box) throw new Error("The chart has no place in the page.");
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=2023-0[12]-\d\d/);
  await expect(cards(page)).toHaveCount(2);
  await page.goBack();
  const all = Object.keys(FILES).length;
  await expect(cards(page)).toHaveCount(all);

  await page.getByRole("slider", { name: "Last day" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/to=2023-02-12/);
  await expect(cards(page)).toHaveCount(all - 1);
  await expectAccessible(page);
});

test("the whole list is downloaded, as it is narrowed", async ({ page }) => {
  await page.goto("/?topic=news&quality=60");
  await expect(cards(page)).toHaveCount(2);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  const lines = readFileSync(await (await coming).path(), "utf8").trim().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain("url,title,excerpt");
  expect(lines[1]).toContain("https://journal.example/report,Why the Skerrow Queen ran aground");
  const next = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as JSON" }).click();
  const articles = JSON.parse(readFileSync(await (await next).path(), "utf8")) as { quality: number }[];
  expect(articles.map(({ quality }) => quality)).toEqual([70, 90]);
});

test("quality and stories narrow a list, and a provider has its figures above it", async ({ page }) => {
  await page.goto("/?topic=news");
  const quality = page.getByRole("region", { name: "Quality", exact: true });
  await expect(quality.getByRole("listitem")).toHaveText([/^80 or more1$/, /^60 or more2$/, /^40 or more2$/]);
  await page.getByRole("region", { name: "Stories", exact: true }).last().getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Skerrow Queen");
  await page.getByRole("region", { name: "Covered by" }).getByRole("link", { name: "journal" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("journal");
  await expect(page.locator(".overview .facts")).toContainText("Median quality70");
  await expectAccessible(page);
});
