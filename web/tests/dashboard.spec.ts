/** The dashboard. */
import { expect, expectAccessible, picture, test } from "./serving";

test("opens", async ({ page }) => {
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dashboard");
  await picture(page, "dashboard");
  await expectAccessible(page);
});
