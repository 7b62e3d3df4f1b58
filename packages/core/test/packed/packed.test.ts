import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startSimulator, type RunningSimulator } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const core = fileURLToPath(new URL("../..", import.meta.url));
const root = join(core, "../..");
const tools = join(root, "node_modules/.bin");
const example = join(core, "examples/move-charges.ts");
const application = mkdtempSync(join(tmpdir(), "stripe-aep-application-"));

let simulator: RunningSimulator | undefined;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 7, objects: 300 });
  await buildIfOlder();
  await installPacked();
});
afterAll(async () => {
  await simulator?.stop();
  rmSync(application, { recursive: true, force: true });
});

interface Manifest {
  readonly version: string;
}

/** The launcher has built before tests run; whoever runs this file alone may not have. */
async function buildIfOlder(): Promise<void> {
  const built = join(core, "dist/index.js");
  const sources = globSync("src/**/*.ts", { cwd: core }).map((file) => statSync(join(core, file)).mtimeMs);
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return;
  await run(join(tools, "pnpm"), ["run", "build"], { cwd: core });
}

/** Both packages as tarballs in a folder that knows nothing of this repository; what they need comes as for anybody. */
async function installPacked(): Promise<void> {
  const pack = async (folder: string, name: string): Promise<string> => {
    await run(join(tools, "pnpm"), ["pack", "--out", join(application, name)], { cwd: folder });
    return `file:./${name}`;
  };
  const [packedCore, packedSchemas] = await Promise.all([
    pack(core, "core.tgz"),
    pack(join(root, "schemas"), "schemas.tgz"),
  ]);
  const nodeTypes = JSON.parse(readFileSync(join(core, "node_modules/@types/node/package.json"), "utf8")) as Manifest;
  const manifest = {
    private: true,
    type: "module",
    dependencies: { "@stripe-aep/core": packedCore },
    devDependencies: { "@types/node": nodeTypes.version },
  };
  writeFileSync(join(application, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(application, "pnpm-workspace.yaml"), `overrides:\n  "@stripe-aep/schemas": ${packedSchemas}\n`);
  await run(join(tools, "pnpm"), ["install", "--prefer-offline"], { cwd: application });
  copyFileSync(example, join(application, "move-charges.ts"));
}

/** As strict as it gets, and every declaration of the packages is read too. */
const compilerOptions = {
  target: "ES2024",
  module: "NodeNext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  types: ["node"],
};

test("the packages hold what they need and nothing of ours besides", () => {
  const installed = readdirSync(join(application, "node_modules/@stripe-aep/core"));
  expect(installed.sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
});

test("the example type-checks against the packed declarations", async () => {
  writeFileSync(join(application, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const { stdout } = await run(join(tools, "tsc"), ["-p", application]).catch((error: unknown) => error as Ran);
  expect(stdout).toBe("");
});

interface Ran {
  readonly stdout: string;
}

test("the example runs from the packages alone, moves the account, and a second time sends nothing", async () => {
  const { stripe, platform, world } = simulator!;
  const env = {
    PATH: process.env.PATH,
    STRIPE_URL: stripe.url,
    STRIPE_KEY: stripe.key,
    AEP_URL: platform.url,
    AEP_IMS_URL: platform.url,
    AEP_ORG: platform.imsOrg,
    AEP_SANDBOX: platform.sandbox,
    AEP_CLIENT_ID: platform.clientId,
    AEP_CLIENT_SECRET: platform.clientSecret,
  };
  const runExample = () => run(process.execPath, ["move-charges.ts"], { cwd: application, env });
  const count = (resource: "charges" | "refunds") => [...world.truth([resource])].length;
  expect((await runExample()).stdout).toBe(`${count("charges")} charges, ${count("refunds")} refunds: equal\n`);
  expect((await runExample()).stdout).toBe("0 charges, 0 refunds: equal\n");
});

test("the example is an application of 30 lines, and the one that the README shows", () => {
  const text = readFileSync(example, "utf8");
  expect(text.trim().split("\n").length).toBeLessThanOrEqual(30);
  expect(readFileSync(join(core, "README.md"), "utf8")).toContain(`\`\`\`ts\n${text}\`\`\``);
});
