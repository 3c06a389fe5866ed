/** GraphiQL, offline and with the example operations. */
import { expect, picture, test } from "./serving";

test("runs the first example", async ({ page }) => {
  await page.goto("/graphql");
  await expect(page.getByRole("region", { name: "Operation Editor" })).toContainText("article(");
  await page.getByRole("button", { name: "Execute query" }).click();
  await expect(page.getByRole("region", { name: "Result Window" })).toContainText('"data"');
  await picture(page, "graphiql");
});
