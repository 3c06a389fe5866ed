/** Strings of a corpus are hostile: nothing of them is run, loaded or followed. */
import { expect, expectNoSidewaysScroll, serveFiles, test as base, Watch, type Server } from "./serving";

const SCRIPT = "window.harmed = true; alert(1)";
const IMAGE = `<img src=x onerror="${SCRIPT}">`;
const OVERRIDE = "\u202egnorw \u2066 si siht\u202c";
const LONG = "Donau".repeat(400);

const FILES = {
  "hostile.md": `---
title: |-
  ${IMAGE}<script>${SCRIPT}</script> ${OVERRIDE} "'</title>
excerpt: |-
  ${IMAGE} \${7*7} {{7*7}} <svg onload="${SCRIPT}"> &lt;b&gt; ${LONG}
webUrl: "https://hostile.example/<script>alert(1)</script>"
originalUrl: "javascript:${SCRIPT}"
ampWebUrl: "data:text/html,<script>alert(1)</script>"
cdnAmpWebUrl: "https://user:pass@hostile.example/\\"onmouseover=alert(1)//"
publishedDateTime: 2024-01-01T00:00:00Z
quality: "<img src=x onerror=alert(1)>"
type: '<iframe src="javascript:alert(1)"></iframe>'
category: "${LONG}"
provider: {name: '${IMAGE.replaceAll("'", "''")}', domain: hostile.example}
topics: ['<script>alert(1)</script>', '${LONG}', '__proto__', 'constructor']
images:
  - {url: "javascript:alert(1)", title: '<script>alert(1)</script>'}
  - {url: "https://pictures.example/x.png", title: '"><script>alert(1)</script>'}
featuredContent: |
  <p>Plain words</p><script>${SCRIPT}</script><img src="https://tracker.example/p.gif" onerror="${SCRIPT}">
  <style>@import "https://tracker.example/s.css"</style><iframe srcdoc="<script>parent.harmed=1</script>"></iframe>
  <a href="javascript:${SCRIPT}">click</a><svg><script>${SCRIPT}</script></svg><math><mi xlink:href="javascript:alert(1)"></mi></math>
related:
  - {title: constructor, webUrl: "https://hostile.example/2", excerpt: '${IMAGE}'}
  - {title: '${IMAGE}', webUrl: "https://other.example/3", provider: {name: toString, domain: other.example}}
  - {title: "&lt;mark&gt;<mark>harmless</mark>", webUrl: "https://other.example/4"}
---
# A body with ${IMAGE} and [a link](javascript:alert(1))
`,
};

const ARTICLE = "https://hostile.example/2";

const test = base.extend<object, { hostile: Server }>({
  hostile: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const server = await serveFiles(FILES);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ hostile }, use) => {
    await use(hostile.url);
  },
  watch: async ({ page, hostile }, use) => {
    const watch = new Watch(page, hostile.url);
    await use(watch);
    watch.expectQuiet();
    expect(await page.evaluate(() => "harmed" in window)).toBe(false);
    const protocols = await page
      .locator("a[href]")
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
    expect(protocols.every((protocol) => /^https?:$/.test(protocol))).toBe(true);
    const outside = page.locator('a[target="_blank"]:not([rel="noopener noreferrer"])');
    await expect(outside).toHaveCount(0);
    await expect(page.locator("main :is(script, iframe, object, embed, svg svg)")).toHaveCount(0);
  },
});

test("at the start", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("main")).toContainText("<img src=x");
});

test("in a search", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("combobox").pressSequentially("img");
  await expect(page.getByRole("option").first()).toContainText("<img src=x");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText("<img src=x");
  await page.goto("/?q=harmless");
  await expect(page.getByRole("main")).toContainText("&lt;mark&gt;<mark>harmless</mark>");
  await expect(page.locator("mark")).toHaveText(["harmless"]);
});

test("in an article, its files and its neighbourhood", async ({ page }) => {
  await page.goto("/?q=Plain");
  await page.goto(`/?article=${encodeURIComponent(ARTICLE)}&hops=2`);
  const list = page.getByRole("region", { name: "The articles of the drawing" });
  await list.getByRole("button").nth(1).click();
  await list.getByRole("link", { name: "Read" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("<script>");
  for (const summary of await page.locator("summary").all()) await summary.click();
  await expect(page.getByText("Plain words")).toBeVisible();
  const text = page.getByRole("region", { name: "Text", exact: true });
  await expect(text).toContainText("click");
  await expect(text).not.toContainText(/tracker|harmed = 1/);
  await expect(page.locator(".drawing[data-drawn]")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

for (const search of [
  "?article=javascript:alert(1)",
  `?q=${encodeURIComponent(IMAGE)}`,
  `?provider=${encodeURIComponent(IMAGE)}&topic=${encodeURIComponent(IMAGE)}`,
  `?article=${encodeURIComponent(ARTICLE)}&path-to=javascript:alert(1)&expand=%00&selected=__proto__`,
]) {
  test(`in the address ${search.slice(0, 32)}`, async ({ page, watch }) => {
    await page.goto(`/${search}`);
    await expect(page.getByRole("main").or(page.getByRole("alert")).first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    // An address that is none is refused by the API, which the browser notes.
    watch.complaints.splice(
      0,
      Infinity,
      ...watch.complaints.filter((complaint) => !complaint.includes("status of 400")),
    );
  });
}
