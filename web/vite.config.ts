/** The pages, built into the Python package that serves them. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Relative addresses: a proxy may serve the pages below a path.
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../graphapi/server/static",
    emptyOutDir: true,
    target: "es2022",
    // Every font and picture is a file of its own: the policy of the pages allows no data: address.
    assetsInlineLimit: 0,
    manifest: true,
    // The licences of what is bundled go where it goes.
    license: { fileName: "licenses.md" },
    // GraphiQL's editor is large whatever we do; scripts/finish.mjs holds the explorer to its bound.
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: {
      input: ["explorer.html", "dashboard.html", "graphiql.html", "missing.html"],
      // GraphiQL's packages keep the directives of the compiler that made them: no news to us.
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    // `npx vite` shows changes at once, with the answers of a server that runs beside it.
    proxy: { "/graphql": "http://127.0.0.1:8000" },
  },
  test: { include: ["src/**/*.test.ts"] },
});
