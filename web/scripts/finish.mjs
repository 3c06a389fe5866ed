/**
 * The end of a build: compressed copies for the server, sizes for readers, and the explorer's bound.
 *
 * Fails where the explorer's first load (its document and all that this asks for at once) is more
 * than 250 kB, gzipped.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const STATIC = join(dirname(fileURLToPath(import.meta.url)), "../../graphapi/server/static");
const PAGES = ["explorer", "dashboard", "graphiql"];
const EXPLORER_BOUND = 250_000;
const COMPRESSIBLE = /\.(?:js|css|svg|html)$/;

const assets = join(STATIC, "assets");
for (const name of readdirSync(assets).filter((name) => COMPRESSIBLE.test(name))) {
  const compressed = gzipSync(readFileSync(join(assets, name)), { level: 9 });
  writeFileSync(join(assets, `${name}.gz`), compressed);
}

/** The bytes of a page's first load, gzipped: its document and what it links to. */
function firstLoad(page) {
  const html = readFileSync(join(STATIC, `${page}.html`));
  const linked = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)];
  const files = linked.map(([, path]) => readFileSync(join(STATIC, path)));
  return [html, ...files].reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}

for (const page of PAGES) {
  console.log(`${page}: ${(firstLoad(page) / 1000).toFixed(1)} kB gzipped at first load`);
}
if (firstLoad("explorer") > EXPLORER_BOUND) {
  console.error(`The explorer's first load is over its bound of ${EXPLORER_BOUND / 1000} kB.`);
  process.exitCode = 1;
}
