/** The drawing of the graph: cliques, kinds of links, layouts, paths, and what is done to nodes. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, picture, serveFiles, test, type Server } from "./serving";

const FERRY = "https://www.harbourpost.example/2023/08/09/brannock-queen-makes-her-last-run";
const LENS = "https://www.harbourpost.example/2025/10/14/lighthouse-lens-found-behind-a-bakery-wall";

const addressOf = (article: string, rest = "") => `/?article=${encodeURIComponent(article)}${rest}`;
const rows = (page: Page) => page.getByRole("region", { name: "The articles of the drawing" });
const drawing = (page: Page) => page.locator(".drawing[data-drawn]");

const A = "https://a.example/a";

/** a lists b to i, which all list each other; j stands alone. */
async function serveClique(): Promise<Server> {
  const crowd = Array.from("bcdefghi");
  const entry = (name: string) => `{title: ${name}, webUrl: "https://a.example/${name}"}`;
  const file = (name: string, related: readonly string[]) =>
    `---\ntitle: ${name}\nwebUrl: https://a.example/${name}\npublishedDateTime: 2023-01-${name.charCodeAt(0) - 86}T00:00:00Z\nrelated: [${related.map(entry).join(", ")}]\n---\n`;
  return serveFiles({
    "a.md": file("a", crowd),
    ...Object.fromEntries(crowd.map((name) => [`${name}.md`, file(name, crowd.filter((other) => other !== name))])),
    "j.md": file("j", []),
  });
}

/** The pointer goes from the middle in a direction until it is over a node. */
async function pointAtNode(page: Page, dx: number, dy: number): Promise<{ x: number; y: number }> {
  const stage = page.locator(".stage");
  const box = await stage.boundingBox();
  if (!box) throw new Error("The stage has no place in the page.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (let away = 60; away < Math.min(box.width, box.height) / 2; away += 6) {
    const point = { x: x + dx * away, y: y + dy * away };
    await page.mouse.move(point.x, point.y);
    if ((await stage.evaluate((element) => element.style.cursor)) === "pointer") {
      return { x: point.x + 12 * dx, y: point.y + 12 * dy }; // well inside
    }
  }
  throw new Error("There is no node in this direction.");
}

test("a clique is one node, which opens and closes again", async ({ page, watch }) => {
  const server = await serveClique();
  await page.goto(server.url + addressOf(A));
  await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
  await expect(drawing(page)).toHaveAttribute("data-drawn", "9");
  const clique = rows(page).getByRole("button", { name: "8 articles, all linked with each other" });
  await expect(clique).toHaveAttribute("aria-expanded", "false");
  await clique.click();
  await expect(drawing(page)).toHaveAttribute("data-nodes", "9");
  await expect(page).toHaveURL(/open=/);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Close the clique" }).click();
  await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
  watch.forget();
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

test("kinds of links are drawn differently, and switched off and on", async ({ page }) => {
  await page.goto(addressOf(FERRY));
  const kinds = page.getByRole("group", { name: "Kinds of links" });
  await expect(kinds.getByRole("checkbox")).toHaveCount(4);
  await expect(kinds.locator("line")).toHaveCount(4);
  const lonely = rows(page).getByRole("heading", { name: /that no links lead to/ });
  await expect(lonely).toBeVisible();
  await kinds.getByRole("checkbox", { name: /Similar/ }).uncheck();
  await expect(lonely).toBeHidden();
  await expect(page).toHaveURL(/without=similar/);
  await kinds.getByRole("checkbox", { name: /Listed/ }).uncheck();
  await expect(page).toHaveURL(/without=similar%2Clisted/);
  await page.goBack();
  await page.goBack();
  await expect(lonely).toBeVisible();
});

test("an article says why it is in the drawing", async ({ page }) => {
  await page.goto(addressOf(FERRY));
  await rows(page).getByRole("heading", { name: /1 link away/ }).waitFor();
  await rows(page).locator("section").nth(1).getByRole("button").first().click();
  await expect(rows(page).getByRole("list", { name: "Why it is here" })).toContainText(/list/);
});

test("in time, articles stand in lanes of providers, and the address says so", async ({ page }) => {
  await page.goto(addressOf(FERRY, "&hops=2"));
  await page.getByRole("combobox", { name: "Layout" }).selectOption("time");
  await expect(page).toHaveURL(/layout=time/);
  await expect(drawing(page)).toBeVisible();
  const count = await drawing(page).getAttribute("data-drawn");
  await expect(drawing(page)).toHaveAttribute("data-nodes", String(count));
  await expectAccessible(page);
  await picture(page, "explorer-time");
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Layout" })).toHaveValue("time");
});

test("two boxes find a path between any two articles, over what they share if need be", async ({ page }) => {
  await page.goto(addressOf(FERRY));
  await page.getByText("Path between two articles").click();
  const from = page.getByRole("combobox", { name: "From: article" });
  await from.fill(LENS);
  await page.getByRole("listbox", { name: "From: suggestions" }).getByRole("option").click();
  await expect(from).not.toHaveValue(LENS);
  const to = page.getByRole("combobox", { name: "To: article" });
  await to.fill("weighing a market");
  await expect(page.getByRole("listbox", { name: "To: suggestions" }).getByRole("option").first()).toBeVisible();
  await to.press("Enter");
  const paths = page.getByRole("region", { name: /A path of \d steps, not of links alone/ });
  await expect(paths).toContainText("No path of up to 6 links");
  await expect(paths).toContainText(/same topic|same story|similar/);
  await expectAccessible(page);
  await picture(page, "explorer-bridges");
  await expectNoSidewaysScroll(page);
  await page.reload();
  await expect(to).toHaveValue(/market/i);
  await paths.getByRole("link", { name: "Clear" }).click();
  await expect(paths).toBeHidden();
});

test("to select, to expand, to pin and to hide are gestures of their own", async ({ page, watch }) => {
  const server = await serveClique();
  await page.goto(server.url + addressOf(A));
  await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
  const { x, y } = await pointAtNode(page, 0, -1);
  await page.mouse.click(x, y);
  await expect(page).toHaveURL(/selected=clique/);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 20, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/pin=/);
  await page.getByRole("link", { name: "Release 1 pinned" }).click();
  await expect(page).not.toHaveURL(/pin=/);
  await page.getByRole("button", { name: "Everything" }).click();
  const again = await pointAtNode(page, 0, -1);
  await page.mouse.click(again.x, again.y, { button: "right" });
  await expect(drawing(page)).toHaveAttribute("data-nodes", "1");
  await page.getByRole("link", { name: "Show 1 hidden" }).click();
  await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
  watch.forget();
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

test("the same can be done with keys", async ({ page, watch }) => {
  const server = await serveClique();
  await page.goto(server.url + addressOf(A));
  await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
  await page.getByRole("application").focus();
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(/selected=clique/);
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/pin=/);
  await page.keyboard.press("p");
  await expect(page).not.toHaveURL(/pin=/);
  await page.keyboard.press("e");
  await expect(drawing(page)).toHaveAttribute("data-nodes", "9");
  await page.keyboard.press("e");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/selected=/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("h");
  await expect(page).toHaveURL(/hide=/);
  await page.getByText("How to use the drawing").click();
  await expect(page.getByRole("table")).toContainText("double click");
  watch.forget();
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

test.describe("by touch", () => {
  test.use({ hasTouch: true });

  test("a tap selects, two expand, a long press hides and dragging pins", async ({ page, watch }) => {
    const server = await serveClique();
    await page.goto(server.url + addressOf(A));
    await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
    const { x, y } = await pointAtNode(page, 0, -1);
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints });
    await page.touchscreen.tap(x, y);
    await expect(page).toHaveURL(/selected=clique/);
    await touch("touchStart", { x, y });
    for (let step = 1; step <= 5; step += 1) await touch("touchMove", { x: x + 12 * step, y: y + 4 * step });
    await touch("touchEnd");
    await expect(page).toHaveURL(/pin=/);
    await page.getByRole("link", { name: "Release 1 pinned" }).click();
    await page.getByRole("button", { name: "Everything" }).click();
    const again = await pointAtNode(page, 0, -1);
    await touch("touchStart", again);
    await expect(page).toHaveURL(/hide=/);
    await touch("touchEnd");
    await page.getByRole("link", { name: "Show 1 hidden" }).click();
    await expect(drawing(page)).toHaveAttribute("data-nodes", "2");
    await page.getByRole("button", { name: "Everything" }).click();
    const last = await pointAtNode(page, 0, -1);
    await page.touchscreen.tap(last.x, last.y);
    await page.touchscreen.tap(last.x, last.y);
    await expect(drawing(page)).toHaveAttribute("data-nodes", "9");
    watch.forget();
    await page.goto("about:blank"); // it listens to the server
    await server.stop();
  });
});

test("where there is nothing to draw, nothing is drawn and the article has the room", async ({ page, watch }) => {
  const server = await serveClique();
  await page.goto(server.url + addressOf("https://a.example/j"));
  await expect(page.getByText("There is nothing to draw")).toBeVisible();
  await expect(page.locator(".drawing")).toHaveCount(0);
  await expect(page.getByText("Path between two articles")).toBeVisible();
  const box = await page.getByRole("article", { name: "Article" }).boundingBox();
  expect(box?.width).toBeGreaterThan(900);
  await expectAccessible(page);
  watch.forget();
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});
