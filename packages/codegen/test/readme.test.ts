import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codegenErrorCodes } from "../src/errors.ts";
import { lintTable } from "../src/lint-folder.ts";
import { rules } from "../src/rules/index.ts";

const readme = readFileSync(`${import.meta.dirname}/../README.md`, "utf8");

/** The rows of the table under a heading, as cells. */
function tableUnder(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

const plain = (text: string): string => text.replaceAll("`", "");

describe("the README's tables", () => {
  it("list every rule in its order", () => {
    expect(tableUnder("Rules")).toEqual(rules.map(({ name, sentence }) => [name, plain(sentence)]));
  });

  it("list every lint with its basis", () => {
    expect(tableUnder("Lints")).toEqual(lintTable.map(({ name, basis, sentence }) => [name, basis, sentence]));
  });

  it("list every error code", () => {
    const rows = Object.values(codegenErrorCodes).map(({ code, title, next }) => [code, title, plain(next)]);
    expect(tableUnder("Errors")).toEqual(rows);
  });
});
