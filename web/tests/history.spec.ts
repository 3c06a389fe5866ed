/** The history of a browser: every view has a name, and one choice is one entry. */
import { expect, expectAccessible, test } from "./serving";

const FERRY = "https://www.harbourpost.example/2023/08/09/brannock-queen-makes-her-last-run";

for (const [path, title] of [
  ["/", "Explorer · graphapi"],
  ["/?q=night+train", "“night train” · Explorer · graphapi"],
  ["/?topic=ferries", "Ferries · Explorer · graphapi"],
  ["/?list=articles", "Articles · Explorer · graphapi"],
  ["/?list=providers", "Providers · Explorer · graphapi"],
  ["/?list=problems", "Problems · Explorer · graphapi"],
  [`/?article=${encodeURIComponent(FERRY)}`, "Crowds fill the quay as the last diesel ferry retires · Explorer · graphapi"],
  ["/dashboard", "Dashboard · graphapi"],
  ["/dashboard?topic=ferries&from=2023-01-01", "Ferries · 2023-01-01 – · Dashboard · graphapi"],
] as const) {
  test(`the title names the view: ${title}`, async ({ page }) => {
    await page.goto(path);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}

test("an address without a page is answered 404 with a page", async ({ page, watch }) => {
  const response = await page.goto("/nowhere");
  expect(response?.status()).toBe(404);
  await expect(page).toHaveTitle("No such page · graphapi");
  await expect(page.getByRole("main")).toContainText("/nowhere");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Dashboard" }).click();
  await expect(page).toHaveTitle("Dashboard · graphapi");
  watch.forget(); // the browser notes the status
});

test("a day that is typed is one entry of the history, and one request", async ({ page }) => {
  await page.goto("/dashboard");
  await expect(page.locator('[data-figure="Articles"]')).toBeVisible();
  const before = await page.evaluate(() => window.history.length);
  const asked: string[] = [];
  page.on("request", (request) => {
    // The links between the providers shown are asked for once these are known.
    if (request.postData()?.includes("query Dashboard")) asked.push(request.url());
  });
  await page.getByLabel("From", { exact: true }).focus();
  await page.keyboard.type("01152023", { delay: 120 });
  await expect(page).toHaveURL("/dashboard?from=2023-01-15");
  await page.waitForLoadState("networkidle");
  expect(asked).toHaveLength(1);
  expect(await page.evaluate(() => window.history.length)).toBe(before + 1);
  await page.goBack();
  await expect(page).toHaveURL("/dashboard");
  await expect(page.getByLabel("From", { exact: true })).toHaveValue("");
});

test("a day is taken at once where the reader goes on", async ({ page }) => {
  await page.goto("/dashboard");
  await page.getByLabel("From", { exact: true }).focus();
  await page.keyboard.type("01152023");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/dashboard?from=2023-01-15", { timeout: 500 });
});
