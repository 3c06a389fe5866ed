/**
 * How long the explorer takes to draw: `npm run measure -- CORPUS [HOPS] [LIMIT …]`.
 *
 * Starts a server with the corpus and a Chromium, opens the article with most links, and prints for
 * each limit the milliseconds from the choice of an address to the drawing of its neighbourhood,
 * the request included: the median of five, in a page that has loaded before.
 */
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const [corpus, hops = "2", ...limits] = process.argv.slice(2);
const PROGRAM = process.env.GRAPHAPI ?? fileURLToPath(new URL("../../.venv/bin/graphapi", import.meta.url));
const TIMES = 5;

const server = spawn(PROGRAM, ["serve", ...(corpus ? [corpus] : []), "--port", "0"], {
  stdio: ["ignore", "ignore", "pipe"],
  env: { ...process.env, NO_COLOR: "1" },
});
const url = await new Promise((resolve, reject) => {
  let said = "";
  server.stderr.on("data", (text) => {
    said += text;
    const found = /at (http:\/\/\S+?)\/graphql/.exec(said)?.[1];
    if (found) resolve(found);
  });
  server.on("exit", () => reject(new Error(said)));
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const query = "{ articles(first: 1, orderBy: [{ field: IN_DEGREE }]) { nodes { url title } } }";
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const [article] = (await answer.json()).data.articles.nodes;
  console.log(`${article.title}, ${hops} hops`);
  for (const limit of limits.length ? limits : ["200", "1000"]) {
    const times = [];
    let drawn = "";
    for (let time = 0; time < TIMES; time += 1) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(url);
      const parameters = new URLSearchParams({ article: article.url, hops, limit });
      const start = performance.now();
      await page.evaluate((search) => {
        window.history.pushState(null, "", search);
        window.dispatchEvent(new PopStateEvent("popstate"));
      }, `?${parameters}`);
      const drawing = page.locator(".drawing[data-drawn]");
      await drawing.waitFor();
      times.push(performance.now() - start);
      drawn = `${await drawing.getAttribute("data-drawn")}, ${await page.getByRole("status").last().textContent()}`;
      await page.close();
    }
    const median = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
    console.log(`at most ${limit}: drew ${drawn} in ${Math.round(median)} ms`);
  }
} finally {
  await browser.close();
  server.kill();
}
