/** What every test of a page gets: a server with a corpus, and a page that is watched. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

const PROJECT = join(import.meta.dirname, "../..");

/** A running `graphapi serve`. */
export interface Server {
  /** Its address, without a slash at the end. */
  url: string;
  stop: () => Promise<void>;
}

/** Serve the folders (the sample corpus where there are none), on a free port unless one is given. */
export async function serve(folders: readonly string[] = [], port = 0): Promise<Server> {
  // Another program may be named, such as that of an installed wheel.
  const program = process.env.GRAPHAPI ?? join(PROJECT, ".venv/bin/graphapi");
  const child = spawn(program, ["serve", ...folders, "--port", String(port)], {
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
  return {
    url,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGINT"); // SIGTERM waits for the connections that a browser keeps
      await ended;
    },
  };
}

/** A server of files that exist for one test alone, and can change. */
export interface FileServer extends Server {
  write: (name: string, text: string) => void;
}

/** Serve files that exist for one test alone. */
export async function serveFiles(files: Record<string, string>): Promise<FileServer> {
  const folder = mkdtempSync(join(tmpdir(), "graphapi-corpus-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const server = await serve([folder]);
  return {
    url: server.url,
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A real nginx in front of a server, which it has below `/news/`, as docs/operating.md says. */
export async function belowPath(server: Server): Promise<Server> {
  const docs = readFileSync(join(PROJECT, "docs/operating.md"), "utf8");
  const documented = /```nginx\n([^]*?)```/.exec(docs)?.[1] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "graphapi-nginx-"));
  const port = await freePort();
  const inner = documented
    .replace("location / {", "location /news/ {")
    .replace("proxy_pass http://graphapi;", "proxy_pass http://graphapi/;")
    .replace("127.0.0.1:8000", new URL(server.url).host)
    .replace("listen 80;", `listen 127.0.0.1:${port};`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join("\n");
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;\n` +
      `events {}\nhttp {\naccess_log off;\n${temporary}\n${inner}}\n`,
  );
  const child = spawn("nginx", ["-e", `${folder}/error.log`, "-c", `${folder}/nginx.conf`], {
    stdio: "ignore",
    env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin` },
  });
  const url = `http://127.0.0.1:${port}/news`;
  await expect(async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  }).toPass({ timeout: 30_000 });
  return {
    url,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Whether this machine has an nginx. Without one CI fails, and others skip its tests. */
export function hasNginx(): boolean {
  const folders = `${process.env.PATH ?? ""}:/usr/sbin`.split(":");
  return Boolean(process.env.CI) || folders.some((folder) => existsSync(join(folder, "nginx")));
}

export async function freePort(): Promise<number> {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, "close");
  return port;
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
      await server.stop();
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

/** axe finds nothing serious on the page as it is, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
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
