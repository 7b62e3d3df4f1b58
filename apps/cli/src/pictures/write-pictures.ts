/** Draws the pictures of the documentation by running the commands that they show. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { terminalPicture } from "./terminal-picture.ts";

const entry = fileURLToPath(new URL("../../test/run-from-source.ts", import.meta.url));
const pictures = fileURLToPath(new URL("../../../../docs/pictures/", import.meta.url));

/** File name, what a reader types, and the arguments that it stands for. */
const shown = [
  { file: "start.svg", typed: "npm start", args: ["demo"] },
  { file: "lose.svg", typed: "npm start -- --lose 1", args: ["demo", "--lose", "1"] },
] as const;

function run(args: readonly string[], folder: string): Promise<string> {
  const child = spawn(process.execPath, ["--conditions=@stripe-aep/source", entry, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, FORCE_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}

await mkdir(pictures, { recursive: true });
for (const { file, typed, args } of shown) {
  const folder = await mkdtemp(join(tmpdir(), "stripe-aep-picture-"));
  try {
    const output = await run(args, folder);
    await writeFile(join(pictures, file), terminalPicture(typed, `$ ${typed}\n\n${output}`));
    process.stdout.write(`${file}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
