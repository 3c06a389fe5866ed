/** The pages below a path that a proxy strips: nothing in them says where they are. */
import { belowPath, expect, hasNginx, picture, test, Watch, type Server } from "./serving";

test.skip(!hasNginx(), "nginx is not installed");

let proxy: Server;

test.beforeAll(async ({ sample }) => {
  proxy = await belowPath(sample);
});

test.afterAll(async () => {
  await proxy.stop();
});

const FERRY = "https://www.harbourpost.example/2023/08/09/brannock-queen-makes-her-last-run";

test("the explorer finds, reads and draws", async ({ page, watch: ofSample }) => {
  const watch = new Watch(page, proxy.url);
  await page.goto(`${proxy.url}/`);
  await page.getByRole("combobox").fill("diesel ferry");
  await page.keyboard.press("Enter");
  await page.getByRole("main").getByRole("link", { name: /diesel ferry/ }).first().click();
  await expect(page.locator(".drawing[data-drawn]")).toBeVisible();
  expect(page.url()).toMatch(/\/news\/\?article=/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("ferry");
  watch.expectQuiet();
  ofSample.forget();
});

for (const path of ["/?provider=harbourpost.example", `/?article=${encodeURIComponent(FERRY)}`, "/dashboard", "/graphql", "/graphql/"]) {
  test(`${path.slice(0, 20)} can be opened straight away, and leads to the other pages`, async ({ page, watch: ofSample }) => {
    const watch = new Watch(page, proxy.url);
    await page.goto(proxy.url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    const addresses = await page
      .getByRole("banner")
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href.replace(/#.*/, "")));
    const { url } = proxy;
    expect(new Set(addresses)).toEqual(new Set([page.url(), `${url}/`, `${url}/dashboard`, `${url}/graphql`]));
    await page.waitForLoadState("networkidle");
    watch.expectQuiet();
    ofSample.forget();
  });
}

test("what a view asks opens in GraphiQL and runs there", async ({ page, watch: ofSample }) => {
  const watch = new Watch(page, proxy.url);
  await page.goto(`${proxy.url}/?provider=harbourpost.example`);
  await page.getByRole("link", { name: "Open in GraphiQL" }).click();
  await expect(page.getByRole("region", { name: "Operation Editor" })).toContainText("Browse");
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(page.getByRole("region", { name: "Result Window" })).toContainText('"totalCount"');
  watch.expectQuiet();
  ofSample.forget();
});

test("an address without a page says so, however deep it is", async ({ page, watch: ofSample }) => {
  const response = await page.goto(`${proxy.url}/provider/of/nothing`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page here");
  await picture(page, "missing");
  await page.getByRole("searchbox").fill("ferry");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(`${proxy.url}/?q=ferry`);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  ofSample.forget();
});
