/** What every test of a page gets: a server with a corpus, and a page that is watched. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

const PROJECT = join(import.meta.dirname, "../..");

/** A running `graphapi serve`. */
export interface Server {
  /** Its address, without a slash at the end. */
  url: string;
  stop: () => void;
}

/** Serve the folders (the sample corpus where there are none) on a free port. */
export async function serve(...folders: string[]): Promise<Server> {
  // Another program may be named, such as that of an installed wheel.
  const program = process.env.GRAPHAPI ?? join(PROJECT, ".venv/bin/graphapi");
  const child = spawn(program, ["serve", ...folders, "--port", "0"], {
    cwd: PROJECT,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /at (http:\/\/\S+?)\/graphql/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.on("exit", (code) => {
      reject(new Error(`graphapi ended with ${String(code)}: ${said}`));
    });
  });
  return { url, stop: () => child.kill("SIGTERM") };
}

/** Serve files that exist for one test alone. */
export async function serveFiles(files: Record<string, string>): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "graphapi-corpus-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const server = await serve(folder);
  return {
    url: server.url,
    stop: () => {
      server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Everything that a page must not do, as it happens. */
export class Watch {
  readonly elsewhere: string[] = [];
  readonly complaints: string[] = [];

  constructor(page: Page, url: string) {
    page.on("request", (request) => {
      const address = request.url();
      if (!address.startsWith(`${url}/`) && !/^(?:data|blob):/.test(address)) {
        this.elsewhere.push(address);
      }
    });
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("dialog", (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** What happened so far was meant to. */
  forget(): void {
    this.elsewhere.length = 0;
    this.complaints.length = 0;
  }

  /** Nothing was asked of another host, and nothing went wrong. */
  expectQuiet(): void {
    expect(this.elsewhere).toEqual([]);
    expect(this.complaints).toEqual([]);
  }
}

interface PageFixtures {
  watch: Watch;
}

interface WorkerFixtures {
  sample: Server;
}

/** Tests with the sample corpus at `/`; each page is watched, and must be quiet to the end. */
export const test = base.extend<PageFixtures, WorkerFixtures>({
  sample: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from it
    async ({}, use) => {
      const server = await serve();
      await use(server);
      server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ sample }, use) => {
    await use(sample.url);
  },
  watch: [
    async ({ page, sample }, use) => {
      const watch = new Watch(page, sample.url);
      await use(watch);
      watch.expectQuiet();
    },
    { auto: true },
  ],
});

/** What the API of the server says, to compare with what a page shows. */
export async function answer<Data>(url: string, query: string, variables = {}): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: Data }).data;
}

/** axe finds nothing serious on the page as it is, in light and in dark, but for some exceptions. */
export async function expectAccessible(
  page: Page,
  except: { rules?: string[]; parts?: string[] } = {},
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page }).disableRules(except.rules ?? []);
    for (const part of except.parts ?? []) axe.exclude(part);
    const { violations } = await axe.analyze();
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ""));
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** The page fits its window: only what has a scroll bar of its own goes beyond. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // What a script lays out follows a resized window a moment later.
  await expect.poll(excess).toBeLessThanOrEqual(0);
}

/** Look at the page at both widths, light and dark; the pictures are kept in .cache/screenshots. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const [size, width, height] of [["wide", 1440, 900], ["narrow", 390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(PROJECT, `.cache/screenshots/${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: null });
}

export { expect };
