/** What holds for every page: it asks nobody else, and nobody can make it. */
import { expect, expectNoSidewaysScroll, test } from "./serving";

const PAGES = [
  { path: "/", title: "Explorer" },
  { path: "/dashboard", title: "Dashboard" },
  { path: "/graphql", title: "GraphiQL" },
];

for (const { path, title } of PAGES) {
  test(`${title} has its place among the pages`, async ({ page }) => {
    await page.goto(path);
    await expect(page).toHaveTitle(`${title} · graphapi`);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    const here = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: title });
    await expect(here).toHaveAttribute("aria-current", "page");
    await page.waitForLoadState("networkidle");
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
  });

  test(`${title} runs no script but its own and reaches no other host`, async ({ page, watch }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    const refused = page.waitForEvent("requestfailed");
    const harm = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.harmed = true";
      document.body.append(script);
      const button = document.createElement("button");
      button.setAttribute("onclick", "window.harmed = true");
      document.body.append(button);
      button.click();
      const foreign = document.createElement("script");
      foreign.src = "https://elsewhere.example/harm.js";
      document.body.append(foreign);
      const reached = await fetch("https://elsewhere.example/").then(
        () => true,
        () => false,
      );
      return { reached, harmed: "harmed" in window };
    });
    expect(harm).toEqual({ reached: false, harmed: false });
    // Playwright tells of requests that the browser has thought of, too: this one it did not send.
    expect((await refused).failure()?.errorText).toBe("csp");
    expect(watch.elsewhere).toEqual(["https://elsewhere.example/harm.js"]);
    const violations = watch.complaints.filter((text) => text.includes("Content Security Policy"));
    expect(violations.length).toBeGreaterThanOrEqual(4);
    watch.forget();
  });
}
