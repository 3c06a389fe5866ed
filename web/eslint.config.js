/** The strictest rules that know types, and those of React's hooks. */
import eslint from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["src/generated/", "node_modules/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A number in a template reads as everybody expects.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Corpus strings never become HTML: React escapes text, and this is the way around it.
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Strings of a corpus are hostile: render them as text.",
        },
        {
          selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]",
          message: "Strings of a corpus are hostile: set textContent.",
        },
      ],
    },
  },
  { files: ["src/**/*.tsx", "src/**/*.ts"], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ["scripts/**/*.mjs"],
    languageOptions: { globals: {
        console: "readonly",
        fetch: "readonly",
        process: "readonly",
        PopStateEvent: "readonly",
        URL: "readonly",
        URLSearchParams: "readonly",
        window: "readonly",
      } },
  },
);
