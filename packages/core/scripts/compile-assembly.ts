import asc from "assemblyscript/asc";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../assembly/", import.meta.url));

/** The text of `src/xdm/transducer/module-text.ts`: the module of `assembly/`, compiled. Equal sources give equal bytes. */
export async function compileAssembly(): Promise<string> {
  let module: Uint8Array | undefined;
  const options = [
    ["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert", "--runtime", "stub"],
    ["--enable", "simd", "--enable", "bulk-memory", "--use", "abort="],
    // 32 MB at most: a page of 4 MB, its rows, and what is digested of them.
    ["--initialMemory", "2", "--maximumMemory", "512"],
  ];
  const said: string[] = [];
  const { error } = await asc.main(["index.ts", ...options.flat(), "--outFile", "module.wasm"], {
    readFile: (name) => readFile(`${sources}${name}`, "utf8").catch(() => null),
    writeFile: (_name, contents) => {
      module = contents as Uint8Array;
    },
    listFiles: () => [],
    stderr: { write: (text: string) => void said.push(text) },
  });
  if (error !== null || module === undefined) throw new Error(said.join(""));
  return [
    "/** The module of `assembly/` in base64, written by `pnpm --filter @stripe-aep/core assembly`; a test compares both. */",
    `export const moduleText =\n  "${Buffer.from(module).toString("base64")}";\n`,
  ].join("\n");
}

if (import.meta.main) {
  await writeFile(new URL("../src/xdm/transducer/module-text.ts", import.meta.url), await compileAssembly());
}
