/** Tests of the pages in a real Chromium, against a real server: see tests/. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { defineConfig } from "@playwright/test";

/** The browser of this machine: Playwright's own downloads are not used. */
function findChromium(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? candidates.find((path) => existsSync(path)) ?? null;
}

const chromium = findChromium();
if (chromium === null) {
  const remedy = "There is no Chromium on the path. Install it (on Debian: apt-get install chromium)";
  if (process.env.CI) throw new Error(`${remedy}: CI must run these tests.`);
  console.warn(`${remedy} or name one with CHROMIUM. The tests of the pages are SKIPPED.`);
}

export default defineConfig({
  testDir: "tests",
  testIgnore: chromium === null ? "**/*" : [],
  outputDir: "../.cache/browser-tests",
  // Only what never comes runs into these: a machine may be slow, or busy with something else.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
