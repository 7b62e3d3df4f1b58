/** Draws the pictures of the documentation by running the commands that they show. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { startLocalSandbox } from "../local-sandbox.ts";
import { terminalPicture } from "./terminal-picture.ts";

const entry = fileURLToPath(new URL("../../test/run-from-source.ts", import.meta.url));
const pictures = fileURLToPath(new URL("../../../../docs/pictures/", import.meta.url));

interface Picture {
  readonly file: string;
  /** What a reader types. */
  readonly typed: string;
  /** The arguments that it stands for. */
  readonly args: readonly string[];
}

/** Rehearsals that bring their own accounts. */
const rehearsals: readonly Picture[] = [
  { file: "start.svg", typed: "npm start", args: ["demo"] },
  { file: "lose.svg", typed: "npm start -- --lose 1", args: ["demo", "--lose", "1"] },
];

/** The guide's commands, one after the other, in a fresh sandbox of a simulated platform. */
const guide: readonly Picture[] = [
  { file: "plan.svg", typed: "stripe-aep plan", args: ["plan"] },
  { file: "apply.svg", typed: "stripe-aep apply", args: ["apply"] },
  { file: "sync.svg", typed: "stripe-aep sync", args: ["sync"] },
  {
    file: "preview.svg",
    typed: "stripe-aep preview refunds re_1Nispe2eZvKYlo2Cd31jOCgZ",
    args: ["preview", "refunds", "re_1Nispe2eZvKYlo2Cd31jOCgZ"],
  },
  { file: "reconcile.svg", typed: "stripe-aep reconcile run", args: ["reconcile", "run"] },
];

const COLUMNS = "128";

function run(args: readonly string[], folder: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ["--conditions=@stripe-aep/source", entry, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, FORCE_COLOR: "1", COLUMNS, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}

async function draw(
  { file, typed, args }: Picture,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const output = await run(args, folder, environment);
  await writeFile(join(pictures, file), terminalPicture(typed, `$ ${typed}\n\n${output}`));
  process.stdout.write(`${file}\n`);
}

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "stripe-aep-picture-"));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await mkdir(pictures, { recursive: true });
for (const picture of rehearsals) await inFolder((folder) => draw(picture, folder));
await inFolder(async (folder) => {
  const sandbox = await startLocalSandbox({ seed: 1, objects: 200, folder: join(folder, "accounts") });
  try {
    const { stripe, platform } = sandbox;
    const environment = {
      STRIPE_API_KEY: stripe.restrictedKey,
      AEP_CLIENT_SECRET: platform.clientSecret,
      STRIPE_AEP_STRIPE_BASE_URL: stripe.url,
      STRIPE_AEP_AEP_PLATFORM_URL: platform.url,
      STRIPE_AEP_AEP_IMS_URL: platform.url,
      STRIPE_AEP_AEP_IMS_ORG: platform.imsOrg,
      STRIPE_AEP_AEP_SANDBOX: platform.sandbox,
      STRIPE_AEP_AEP_CLIENT_ID: platform.clientId,
    };
    for (const picture of guide) await draw(picture, folder, environment);
  } finally {
    await sandbox.stop();
  }
});
