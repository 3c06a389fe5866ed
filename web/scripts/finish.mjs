/**
 * The end of a build: compressed copies for the server, sizes for readers, and the explorer's bounds.
 *
 * Fails where the explorer's first load is more than 150 kB, gzipped: its document, its scripts and
 * styles; or more than 300 kB with what it loads later to draw.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const STATIC = fileURLToPath(new URL("../../graphapi/server/static", import.meta.url));
const PAGES = ["explorer", "dashboard", "graphiql", "missing"];
const EXPLORER_BOUNDS = { first: 150_000, whole: 300_000 };
const COMPRESSIBLE = /\.(?:js|css|svg)$/;

const gzip = (bytes) => gzipSync(bytes, { level: 9 });

const assets = join(STATIC, "assets");
for (const name of readdirSync(assets).filter((name) => COMPRESSIBLE.test(name))) {
  writeFileSync(join(assets, `${name}.gz`), gzip(readFileSync(join(assets, name))));
}

const manifest = JSON.parse(readFileSync(join(STATIC, ".vite/manifest.json")));

/** The files of a chunk and of all that it imports; of what it imports later only if asked for. */
function filesOf(key, isLaterToo, found = new Set(), seen = new Set()) {
  if (seen.has(key)) return found;
  seen.add(key);
  const { file, css = [], imports = [], dynamicImports = [] } = manifest[key];
  for (const name of [file, ...css]) found.add(name);
  for (const next of [...imports, ...(isLaterToo ? dynamicImports : [])]) {
    filesOf(next, isLaterToo, found, seen);
  }
  return found;
}

function load(page, isLaterToo) {
  const files = [`${page}.html`, ...filesOf(`${page}.html`, isLaterToo)];
  return files.reduce((sum, name) => sum + gzip(readFileSync(join(STATIC, name))).length, 0);
}

for (const page of PAGES) {
  const [first, whole] = [load(page, false), load(page, true)].map((size) => Math.round(size / 1000));
  console.log(`${page}: ${first} kB gzipped at first load, ${whole} kB with all that follows`);
}
for (const [name, isLaterToo] of [["first", false], ["whole", true]]) {
  if (load("explorer", isLaterToo) > EXPLORER_BOUNDS[name]) {
    console.error(`The explorer's ${name} load is over its bound of ${EXPLORER_BOUNDS[name] / 1000} kB.`);
    process.exitCode = 1;
  }
}
