import { layers, mayImport } from "./core-layers.js";
import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

const names = {
  selector: "ExportDefaultDeclaration",
  message: "Use a named export: a reader finds it by the same word everywhere.",
};

/** Rules that hold in every workspace. */
const everywhere = {
  "max-lines": ["error", { max: 400 }],
  "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
  "no-restricted-syntax": ["error", names],
  "no-console": "error",
  eqeqeq: "error",
  "object-shorthand": "error",
  "prefer-template": "error",
  "@typescript-eslint/consistent-type-imports": "error",
  "@typescript-eslint/consistent-type-exports": "error",
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "@typescript-eslint/require-await": "off",
  "@typescript-eslint/no-unnecessary-condition": "off",
  "@typescript-eslint/array-type": ["error", { default: "array" }],
};

const tests = {
  files: ["**/*.test.ts", "**/test/**/*.ts"],
  rules: {
    "max-lines": "off",
    "max-lines-per-function": "off",
    "@typescript-eslint/no-non-null-assertion": "off",
    "@typescript-eslint/no-unsafe-assignment": "off",
    "@typescript-eslint/no-unsafe-member-access": "off",
    "@typescript-eslint/no-unsafe-argument": "off",
    "@typescript-eslint/no-unsafe-call": "off",
    "@typescript-eslint/no-unsafe-return": "off",
  },
};

/** The whole repository's lint configuration; `eslint.config.js` at the root exports it. */
export const configuration = tseslint.config(
  {
    ignores: [
      "**/dist/**",
      "**/node_modules/**",
      "**/.turbo/**",
      "**/coverage/**",
      "schemas/types/**",
      "schemas/api-versions/**",
      ".stripe-aep/**",
      "**/*.cjs",
      "tooling/eslint-config/index.d.ts",
      "packages/codegen/test/cases/**",
      // AssemblyScript: its own compiler judges it.
      "packages/core/assembly/**",
    ],
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [
      eslint.configs.recommended,
      ...tseslint.configs.strictTypeChecked,
      ...tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["vitest.config.ts"] } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: everywhere,
  },
  {
    files: ["**/*.js"],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        Buffer: "readonly",
        clearTimeout: "readonly",
        console: "readonly",
        performance: "readonly",
        process: "readonly",
        setTimeout: "readonly",
        URL: "readonly",
      },
    },
    rules: { "max-lines": everywhere["max-lines"], "max-lines-per-function": everywhere["max-lines-per-function"] },
  },
  ...layers,
  // Tools that ask for a default export by contract.
  { files: ["*.config.ts", "**/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  tests,
);

/** The layer rules of core alone: they need no types, so a test can lint planted text with them. */
export const layersOnly = [{ files: ["**/*.ts"], languageOptions: { parser: tseslint.parser } }, ...layers];

/** The folders of core and which folders each may import. */
export const coreLayers = mayImport;
