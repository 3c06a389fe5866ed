/** The types of each page's operations, from the printed schema: made anew at every build. */
import type { CodegenConfig } from "@graphql-codegen/cli";

// A module for each page, so that none carries the operations of another.
const PAGES = ["explorer", "dashboard"];

const config: CodegenConfig = {
  schema: "../schema/schema.graphql",
  silent: true,
  // A page may have no operation of its own yet.
  ignoreNoDocuments: true,
  generates: Object.fromEntries(
    PAGES.map((page) => [
      `src/generated/${page}.ts`,
      {
        documents: `src/${page}/**/*.graphql`,
        plugins: ["typescript-operations", "typed-document-node"],
        config: {
          documentMode: "string",
          useTypeImports: true,
          enumType: "string-literal",
          skipTypename: true,
          strictScalars: true,
          scalars: { URL: "string", DateTime: "string", JSON: "unknown" },
        },
      },
    ]),
  ),
};

export default config;
