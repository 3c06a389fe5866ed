/** A corpus that changes while somebody reads: the page says so, and keeps the reader's place. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, picture, serveFiles, test } from "./serving";

const article = (name: string, day: number, title: string) =>
  `---\ntitle: ${title}\nwebUrl: https://n.example/${name}\npublishedDateTime: 2023-01-${String(day).padStart(2, "0")}\n---\n`;

const FILES = Object.fromEntries(
  Array.from({ length: 28 }, (_, place) => [`${place}.md`, article(String(place), place + 1, `Article number ${place}`)]),
);

const notice = (page: Page) => page.getByRole("status").filter({ hasText: "The corpus was updated" });
const cards = (page: Page) => page.locator(".results-body .article-card");

test("a change is told at once, and shown when the reader wants it, where the reader is", async ({ page, watch }) => {
  const server = await serveFiles(FILES);
  const listening = page.waitForEvent("websocket").then((socket) => socket.waitForEvent("framesent", {
    predicate: ({ payload }) => String(payload).includes("corpusChanged"),
  }));
  await page.goto(`${server.url}/?list=articles`);
  await expect(cards(page)).toHaveCount(20);
  await listening;
  await page.evaluate(() => { window.scrollTo(0, document.documentElement.scrollHeight); });
  await expect(cards(page)).toHaveCount(28);
  const place = cards(page).filter({ hasText: /Article number 9/ });
  await place.scrollIntoViewIfNeeded();

  server.write("late.md", article("late", 10, "A late article"));
  await expect(notice(page)).toContainText("just now");
  await expect(cards(page)).toHaveCount(28);
  await expectAccessible(page);
  await picture(page, "update");

  await page.getByRole("button", { name: "Show the new version" }).click();
  await expect(cards(page)).toHaveCount(29);
  await expect(cards(page).filter({ hasText: "A late article" })).toHaveCount(1);
  await expect(place).toBeInViewport();
  await expect(notice(page)).toBeHidden();
  await server.stop();
  watch.forget();
});
