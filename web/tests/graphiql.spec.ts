/** GraphiQL, offline and with the example operations. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "./serving";

const OPERATIONS = join(import.meta.dirname, "../../schema/operations");

const editor = (page: Page) => page.getByRole("region", { name: "Operation Editor" });
const result = (page: Page) => page.getByRole("region", { name: "Result Window" });

async function open(page: Page): Promise<void> {
  await page.goto("/graphql");
  await expect(editor(page)).toContainText("article(");
}

const examples = (page: Page) => page.getByRole("combobox", { name: "Examples" });

test("has every example operation in a menu, and runs them with their variables", async ({ page }) => {
  await open(page);
  const names = readdirSync(OPERATIONS).filter((name) => name.endsWith(".graphql"));
  await expect(examples(page).getByRole("option")).toHaveCount(names.length + 1);
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(result(page)).toContainText('"data"');
  await examples(page).selectOption("Corpus summary");
  await expect(page.getByRole("button", { name: "CorpusSummary" })).toHaveAttribute("aria-current", "true");
  await expect(page).toHaveTitle("CorpusSummary · GraphiQL · graphapi");
  // GraphiQL knows the name of a tab's operation a moment after it has shown the tab.
  await expect(async () => {
    await page.getByRole("button", { name: "Execute query" }).click();
    await expect(result(page)).toContainText(/"data"|"errors"/);
    await expect(result(page)).toContainText('"corpus"', { timeout: 1 });
  }).toPass();
  await expectAccessible(page);
  await picture(page, "graphiql");
});

test("an operation that is handed over is indented and runs once", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.postData()?.includes("query Handed")) asked.push(request.url());
  });
  await page.goto(`/graphql#query=${encodeURIComponent("query Handed{articles(first:1){totalCount}}")}`);
  await expect(result(page)).toContainText('"totalCount"');
  await expect(page.locator(".graphiql-query-editor .view-line")).toHaveCount(6);
  await page.reload();
  await expect(editor(page)).toContainText("articles(first: 1)");
  await page.waitForLoadState("networkidle");
  expect(asked).toHaveLength(1);
});

test("the address follows an edit, can be shared, and survives a reload", async ({ page, browser }) => {
  await page.goto(`/graphql#query=${encodeURIComponent("{ corpus { links } }")}`);
  await expect(result(page)).toContainText('"links"');
  await editor(page).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# mine\n");
  await expect.poll(() => page.evaluate(() => window.location.hash)).toContain("mine");
  await page.reload();
  await expect(editor(page)).toContainText("# mine");

  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(editor(other)).toContainText("# mine");
  await expect(result(other)).toContainText('"links"');
  await other.close();
});

test("tells what the last answer cost, and what it may", async ({ page }) => {
  await page.goto(`/graphql#query=${encodeURIComponent("{ articles(first: 2) { nodes { title } } }")}`);
  await expect(editor(page)).toContainText("first: 2");
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(page.getByText("Price of the last answer: price 3, budget 200,000")).toBeVisible();
  await expect(page.getByText("Price of the last answer: price 3, budget 200,000")).toBeInViewport();
});

test("follows the system into the dark, and keeps what was answered", async ({ page }) => {
  await open(page);
  const editors = page.locator(".monaco-editor");
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(result(page)).toContainText('"data"');
  for (const [colorScheme, colours] of [["dark", /vs-dark/], ["light", /vs(?!-)/]] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(editors.first()).toHaveClass(colours);
    await expect(result(page)).toContainText('"data"');
  }
});

test("documents the schema, builds queries and remembers them", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(result(page)).toContainText('"data"');
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await expect(page.getByText("News articles as a graph")).toBeVisible();
  await page.getByRole("button", { name: "Show GraphiQL Explorer" }).click();
  await expect(page.locator(".graphiql-plugin")).toContainText("neighborhood");
  await page.getByRole("button", { name: "Show History" }).click();
  await expect(page.locator(".graphiql-plugin")).toContainText("EverythingAboutAnArticle");
  await page.getByRole("button", { name: "Headers", exact: true }).click();
  await expect(page.getByRole("region", { name: "Headers" })).toBeVisible();
});

test("completes what is typed, in workers of its own", async ({ page }) => {
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await open(page);
  await page.goto(`/graphql#query=${encodeURIComponent("{ corpus { version } }")}`);
  await expect(editor(page)).toContainText("corpus { version }");
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  for (let back = 0; back < 4; back += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" problemC");
  await expect(page.getByRole("option", { name: /problemCount/ })).toBeVisible();
  expect(workers.some((url) => url.includes("graphql.worker"))).toBe(true);
});

test("keeps its tabs beside an operation that is handed over", async ({ page }) => {
  await open(page);
  await examples(page).selectOption("Corpus summary");
  // GraphiQL stores its tabs a moment later.
  await page.waitForFunction(() => window.localStorage.getItem("graphiql:tabState")?.includes("CorpusSummary"));
  const query = "query Handed($n: Int) { articles(first: $n) { totalCount } }";
  const parameters = new URLSearchParams({ query, variables: '{"n": 1}' });
  await page.goto(`/graphql#${parameters.toString()}`);
  await expect(page.getByRole("button", { name: "Handed" })).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("button", { name: "CorpusSummary" })).toBeVisible();
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(result(page)).toContainText('"totalCount"');
});
