/** The explorer: from a search to an article, to its neighbours, to a path; all of it by address. */
import type { Page } from "@playwright/test";
import { answer, expect, expectAccessible, expectNoSidewaysScroll, picture, serveFiles, test } from "./serving";

const FERRY = "https://www.harbourpost.example/2023/08/09/brannock-queen-makes-her-last-run";
const FERRY_TITLE = "Crowds fill the quay as the last diesel ferry retires";

const addressOf = (article: string, rest = "") =>
  `/?article=${encodeURIComponent(article)}${rest}`;

/** The rows of the list beside the drawing. */
const rows = (page: Page) => page.getByRole("region", { name: "The articles of the drawing" });

interface Neighbour {
  url: string;
  title: string;
}

/** The articles one link away, whichever way it goes, as the API has them. */
async function neighboursOf(server: string, url: string): Promise<Neighbour[]> {
  const { article } = await answer<{ article: { related: { nodes: Neighbour[] } } }>(
    server,
    "query($url: URL!) { article(url: $url) { related(direction: BOTH, first: 100) { nodes { url title } } } }",
    { url },
  );
  return article.related.nodes;
}

async function expectDrawn(page: Page, count: number): Promise<void> {
  await expect(page.locator(`.drawing[data-drawn="${count}"]`)).toBeVisible();
}

test("the start tells what the corpus holds", async ({ page, sample }) => {
  const { corpus } = await answer<{ corpus: Record<string, number> }>(
    sample.url,
    "{ corpus { articles links providers } }",
  );
  await page.goto("/");
  await expect(page.getByRole("main")).toContainText(
    `${corpus.articles} articles from ${corpus.providers} providers, joined by ${corpus.links} links`,
  );
  await expectAccessible(page);
  await picture(page, "explorer-start");
});

test("a search leads to an article, to its neighbours and to a path", async ({ page, sample }) => {
  await page.goto("/");
  const box = page.getByRole("combobox", { name: "Search articles" });
  await box.pressSequentially("diesel ferry");
  await expect(page.getByRole("option").first()).toBeVisible();
  await box.press("Enter");
  await expect(page.locator("mark").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "explorer-results");

  await page.getByRole("main").getByRole("link", { name: FERRY_TITLE }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(FERRY_TITLE);
  const near = await neighboursOf(sample.url, FERRY);
  await expect(page.locator(".drawing[data-drawn]")).toBeVisible();
  await expect(rows(page).getByRole("heading", { name: `${near.length} articles 1 link away` })).toBeVisible();

  // One of them knows somebody whom the article itself does not know.
  const known = new Set([FERRY, ...near.map(({ url }) => url)]);
  let neighbour = "";
  for (const { url, title } of near) {
    const others = await neighboursOf(sample.url, url);
    if (others.some((other) => !known.has(other.url))) neighbour = title;
  }
  await rows(page).getByRole("button", { name: neighbour }).click();
  await rows(page).getByRole("link", { name: "Expand" }).click();
  await expect(rows(page).getByRole("link", { name: "Collapse" })).toBeVisible();
  const more = rows(page).getByRole("heading", { name: /2 links away/ });
  await expect(more).toBeVisible();

  const second = rows(page).locator("section").nth(2).getByRole("button").first();
  await second.click();
  await rows(page).getByRole("link", { name: "Path to here" }).click();
  const paths = page.getByRole("region", { name: /of 2 links/ });
  await expect(paths.getByRole("listitem").first()).toContainText(FERRY_TITLE);
  await expect(paths.getByRole("listitem").first()).toContainText(/[→←].*[→←]/);
  await expectAccessible(page);
  await picture(page, "explorer-article");

  await page.goBack();
  await expect(paths).toBeHidden();
});

test("a shared address restores the view", async ({ page, sample, browser }) => {
  await page.goto(addressOf(FERRY, "&hops=2&limit=50&links=OUT&colour=story"));
  await rows(page).getByRole("button").nth(2).click();
  await rows(page).getByRole("link", { name: "Path to here" }).click();
  await expect(page.getByRole("region", { name: /paths?, the shortest of/ })).toBeVisible();
  const drawing = page.locator(".drawing[data-drawn]");
  await expect(drawing).toBeVisible();
  const count = await drawing.getAttribute("data-drawn");
  const said = await page.getByRole("region", { name: "Neighbourhood" }).innerText();

  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(other.locator(`.drawing[data-drawn="${String(count)}"]`)).toBeVisible();
  await expect(other.getByRole("region", { name: "Neighbourhood" })).toHaveText(said, {
    useInnerText: true,
  });
  for (const [label, value] of [["Hops", "2"], ["Links", "OUT"], ["At most", "50"], ["Colours", "story"]] as const) {
    await expect(other.getByRole("combobox", { name: label })).toHaveValue(value);
  }
  expect(other.url().startsWith(`${sample.url}/?article=`)).toBe(true);
  await other.close();
});

test("a click on a node looks at it, a double click draws its neighbours", async ({ page }) => {
  await page.goto(addressOf(FERRY, "&without=similar"));
  const stage = page.locator(".stage");
  await expect(page.locator(".drawing[data-drawn]")).toBeVisible();
  const box = await stage.boundingBox();
  if (!box) throw new Error("The stage has no place in the page.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(x, y);
  await expect(rows(page).getByRole("button", { expanded: true })).toContainText(FERRY_TITLE);

  // The first of the nearest stands straight above the middle.
  for (let up = 60; up < y - box.y; up += 8) {
    await page.mouse.move(x, y - up);
    if ((await stage.evaluate((element) => element.style.cursor)) === "pointer") break;
  }
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/selected=/);
  await expect(page).not.toHaveURL(/expand=/);
  await expect(rows(page).getByRole("button", { expanded: true })).not.toContainText(FERRY_TITLE);
  const selected = new URL(page.url()).searchParams.get("selected") ?? "";
  // The pointer rests where it was: the links that stand out are still those of its article.
  await expect(page.locator(".drawing")).toHaveAttribute("data-emphasized", selected);
});

test("an expansion that moves articles leaves the links of the chosen one emphasized", async ({ page, watch: ofSample }) => {
  const entry = (title: string) => `{title: ${title}, webUrl: "https://a.example/${title}"}`;
  const file = (title: string, ...related: string[]) =>
    `---\ntitle: ${title}\nwebUrl: https://a.example/${title}\nrelated: [${related.map(entry).join(", ")}]\n---\n`;
  const server = await serveFiles({ "a.md": file("a", "b", "c"), "c.md": file("c", "d", "e") });
  await page.goto(server.url + addressOf("https://a.example/a", "&without=similar"));
  await expectDrawn(page, 3);
  const stage = page.locator(".stage");
  const box = await stage.boundingBox();
  if (!box) throw new Error("The stage has no place in the page.");
  // Of the two that are nearest, the second stands straight below the middle.
  for (let down = 60; down < box.height / 2; down += 8) {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + down);
    if ((await stage.evaluate((element) => element.style.cursor)) === "pointer") break;
  }
  for (let click = 1; click <= 2; click += 1) {
    await page.mouse.down({ clickCount: click });
    await page.mouse.up({ clickCount: click });
  }
  await expectDrawn(page, 5);
  const selected = new URL(page.url()).searchParams.get("selected");
  expect(selected).toBe("https://a.example/c");
  // The pointer rests where it was, but the article has another place in the list now.
  await expect(page.locator(".drawing")).toHaveAttribute("data-emphasized", "https://a.example/c");
  ofSample.forget();
  await page.goto("about:blank"); // it listens to the server
  await server.stop();
});

test("everything can be done with keys", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  const box = page.getByRole("combobox");
  await box.focus();
  await page.keyboard.type("brannock");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { selected: true })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await page.keyboard.type(" ");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/article=/);
  const row = rows(page).getByRole("button").nth(1);
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Tab");
  await expect(rows(page).getByRole("link", { name: "Read" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rows(page).getByRole("button", { expanded: true })).toHaveCount(0);
});

test("the very query behind a view opens in GraphiQL", async ({ page }) => {
  await page.goto(addressOf(FERRY, "&hops=2&limit=50&without=similar"));
  const drawing = page.locator(".drawing[data-drawn]");
  await expect(drawing).toBeVisible();
  const count = Number(await drawing.getAttribute("data-drawn"));
  const neighborhood = page.getByRole("region", { name: "Neighbourhood" });
  await neighborhood.getByRole("link", { name: "Open in GraphiQL" }).click();
  await expect(page.getByRole("button", { name: "Neighborhood" }).first()).toHaveAttribute(
    "aria-current",
    "true",
  );
  await expect(page.getByRole("region", { name: "Operation Editor" })).toContainText("adjacency");
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes("adjacency") === true,
  );
  await page.getByRole("button", { name: "Execute query" }).click();
  const { data } = (await (await answered).json()) as {
    data: { neighborhood: { articles: unknown[] } };
  };
  expect(data.neighborhood.articles).toHaveLength(count);
});

test("pictures are loaded when they are asked for, and missed with grace", async ({ page, watch }) => {
  await page.route(/img\.harbourpost\.example/, (route) => route.abort());
  await page.goto(addressOf(FERRY));
  await page.getByRole("button", { name: "Show the picture" }).click();
  await expect(page.getByText("This picture cannot be loaded now.")).toBeVisible();
  expect(watch.elsewhere.every((url) => url.includes("//img.harbourpost.example/"))).toBe(true);
  await page.reload();
  await expect(page.getByText("This picture cannot be loaded now.")).toBeVisible();
  await page.getByRole("button", { name: "Hide pictures" }).click();
  watch.forget();
  await page.reload();
  await expect(page.getByRole("button", { name: "Show the picture" })).toBeVisible();
});

test("an article that is not there is said not to be there", async ({ page }) => {
  await page.goto(addressOf("https://nowhere.example/"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No such article");
});

test("colours and rings follow the choices", async ({ page }) => {
  const pier = "Brannock lights its pier with the moon";
  const path = "/news/brannock-lights-its-pier-with-the-moon.html";
  await page.goto(addressOf(`https://www.sevenislands.example${path}`));
  await page.getByRole("combobox", { name: "Colours" }).selectOption("provider");
  await expect(page.getByRole("list", { name: "Colours" })).toContainText("Tidewire");
  await page.getByRole("combobox", { name: "Colours" }).selectOption("story");
  await expect(page.getByRole("list", { name: "Colours" })).toContainText(pier);
  await page.getByRole("combobox", { name: "Hops" }).selectOption("3");
  await expect(rows(page).getByRole("heading", { name: /3 links away/ })).toBeVisible();
  await expect(page).toHaveURL(/hops=3&colour=story/);
});

for (const path of ["/", "/?q=ferry", addressOf(FERRY, "&hops=3")]) {
  test(`nothing is wider than a narrow window at ${path.slice(0, 12)}`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
}
