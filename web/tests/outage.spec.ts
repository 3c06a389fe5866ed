/** A server that goes away and comes back: the pages say so, try again, and go on. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, freePort, picture, serve, test } from "./serving";

const notice = (page: Page) => page.locator(".outage");

test("what was asked during an outage is there after it, and no message is left", async ({ page, watch }) => {
  const port = await freePort();
  let server = await serve([], port);
  await page.goto(`${server.url}/`);
  await expect(page.getByRole("heading", { name: "Newest articles" })).toBeVisible();
  await server.stop();

  await page.getByRole("combobox").fill("ferry");
  await page.keyboard.press("Enter");
  await expect(notice(page).getByRole("alert")).toHaveText("The server cannot be reached.");
  await expect(notice(page)).toContainText(/Next try in \d+ seconds?\.|Trying …/);
  await picture(page, "outage");

  server = await serve([], port);
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(/ferr/i);
  await expect(notice(page)).toBeHidden();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await server.stop();
  watch.forget();
});

test("a reader need not wait for the next try", async ({ page, watch }) => {
  const tries: string[] = [];
  let isAway = true;
  await page.route("**/graphql", async (route) => {
    if (route.request().postData()?.includes("query Dashboard")) tries.push(route.request().url());
    await (isAway ? route.fulfill({ status: 502, contentType: "text/html", body: "Bad Gateway" }) : route.continue());
  });
  await page.goto("/dashboard");
  await expect(notice(page)).toContainText(/Next try in [2-9]/);
  await expectAccessible(page);
  await expect(notice(page)).toContainText(/Next try in [2-9]/);
  isAway = false;
  const before = tries.length;
  await page.getByRole("button", { name: "Try now" }).click();
  await expect(page.locator('[data-figure="Articles"]')).toBeVisible();
  expect(tries).toHaveLength(before + 1);
  await expect(notice(page)).toBeHidden();
  watch.forget();
});

test("a busy server is asked again later", async ({ page, watch }) => {
  let isBusy = true;
  await page.route("**/graphql", async (route) => {
    const errors = [{ message: "Too many wait.", extensions: { code: "OVERLOADED" } }];
    await (isBusy ? route.fulfill({ status: 503, json: { errors } }) : route.continue());
  });
  await page.goto("/");
  await expect(notice(page).getByRole("alert")).toHaveText("The server is busy.");
  isBusy = false;
  await expect(page.getByRole("heading", { name: "Newest articles" })).toBeVisible();
  watch.forget();
});

test("GraphiQL says what is wrong in a sentence, and has the schema once the server is there", async ({ page, watch }) => {
  await page.goto("/graphql");
  await expect(page.getByRole("region", { name: "Operation Editor" })).toContainText("article(");
  await page.route("**/graphql*", (route) => route.abort());
  await page.getByRole("button", { name: "Execute query" }).click();
  const result = page.getByRole("region", { name: "Result Window" });
  await expect(result).toContainText("The server cannot be reached. Is it still running?");
  await expect(result).not.toContainText("stack");

  await page.unroute("**/graphql*");
  await page.route("**/graphql*", (route) =>
    route.request().resourceType() === "document" ? route.continue() : route.abort(),
  );
  await page.reload();
  await expect(notice(page)).toContainText("The server cannot be reached.");
  await page.unroute("**/graphql*");
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await expect(page.getByText("News articles as a graph")).toBeVisible();
  await expect(notice(page)).toBeHidden();
  watch.forget();
});
