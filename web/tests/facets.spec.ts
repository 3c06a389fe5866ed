/** Facets: what a choice says it leaves is what it leaves, on every list. */
import { expect, expectAccessible, expectNoSidewaysScroll, picture, test } from "./serving";

for (const [search, facet] of [
  ["?list=articles", "Topics"],
  ["?topic=ferries", "Providers"],
  ["?provider=harbourpost.example", "Topics"],
  ["?q=ferry", "Years"],
] as const) {
  test(`a choice of ${facet} leaves as many articles as it says: ${search}`, async ({ page }) => {
    await page.goto(`/${search}`);
    const first = page.getByRole("region", { name: facet, exact: true }).getByRole("listitem").first();
    const count = Number((await first.locator(".count").innerText()).replace(",", ""));
    await first.getByRole("link").click();
    const said = page.getByRole("status").first();
    await expect(said).toHaveText(new RegExp(`^(?:20 of )?${count} articles?$`));
    for (const part of new URLSearchParams(search).keys()) {
      if (part !== "list") expect(new URL(page.url()).searchParams.has(part)).toBe(true);
    }
    await expectAccessible(page);
  });
}

test("a list and its figures have the same filter in their addresses", async ({ page }) => {
  await page.goto("/?topic=ferries&from=2023-01-01");
  const said = await page.getByRole("status").first().filter({ hasText: "article" }).innerText();
  await page.getByRole("link", { name: "Figures of these articles" }).click();
  await expect(page).toHaveURL("/dashboard?from=2023-01-01&topic=ferries");
  const count = await page.locator('[data-figure="Articles"] dd').innerText();
  expect(said).toContain(`${count} article`);
  await page.getByRole("link", { name: "List these articles" }).click();
  await expect(page).toHaveURL("/?from=2023-01-01&topic=ferries");
});

test("facets fit a narrow window", async ({ page }) => {
  await page.goto("/?topic=ferries");
  await expect(page.getByRole("region", { name: "Providers", exact: true })).toBeVisible();
  await picture(page, "facets");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});
