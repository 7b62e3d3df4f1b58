import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { isAbsolute, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ConnectorError, Secret } from "@stripe-aep/core";
import { jsonLog, nodePorts } from "@stripe-aep/core/node";
import { startLocalSandbox } from "./local-sandbox.ts";
import { readSettings, type ServerSettings } from "./settings.ts";
import { type RunningServer, startServer } from "./start-server.ts";

const usage = `Usage: stripe-aep-server [--port PORT] [--settings stripe-aep.yaml] [--json]

Adobe's Flow Service API, Stripe's webhooks and the connector's operations behind HTTP. Settings are environment variables,
listed in apps/server/README.md, and what the command line's file says; without STRIPE_AEP_PLATFORM_URL, account and platform are simulated on this machine.
`;

/** sysexits(3): the command was used wrongly. */
const EX_USAGE = 64;

/** Runs the server until SIGINT or SIGTERM; a second signal ends it at once. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        settings: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      return;
    }
    const port = values.port === undefined ? {} : { STRIPE_AEP_PORT: values.port };
    const file = values.settings === undefined ? {} : { STRIPE_AEP_SETTINGS: values.settings };
    const server = await serve(readSettings({ ...process.env, ...file, ...port }), process.env);
    process.stdout.write(values.json ? `${JSON.stringify(server.reach)}\n` : inWords(server));
    await untilEnded();
    await server.stop();
  } catch (error) {
    if (error instanceof ConnectorError) process.stderr.write(inWordsOf(error));
    else if (error instanceof TypeError && "code" in error) process.stderr.write(`${error.message}\n\n${usage}`);
    else throw error;
    process.exitCode = error instanceof TypeError ? EX_USAGE : 1;
  }
}

/** Starts everything: the simulated account and platform when there are no real ones, the service, its socket. */
export async function serve(
  given: ServerSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningServer> {
  const stateFolder = isAbsolute(given.stateFolder) ? given.stateFolder : resolve(given.stateFolder);
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const settings = { ...given, stateFolder, schemasFolder: resolve(given.schemasFolder) };
  const log = jsonLog({ level: settings.logLevel, write: (line) => process.stderr.write(line) });
  const ports = nodePorts({ stateFolder, log });
  const sandbox =
    settings.platform === undefined
      ? await startLocalSandbox(
          { objects: settings.simulatedObjects, seed: settings.simulatedSeed, state: join(stateFolder, "simulated") },
          environment,
        )
      : undefined;
  const encryptionKey = settings.encryptionKey ?? keptKey(join(stateFolder, "encryption.key"));
  try {
    return await startServer({ settings, ports, sandbox, encryptionKey });
  } catch (error) {
    // What still listens would keep the process alive.
    await sandbox?.stop();
    await ports.close();
    throw error;
  }
}

function inWordsOf({ code, message, where, next = "" }: ConnectorError): string {
  return `${code}: ${message}${where === undefined ? "" : ` (${where})`}\n${next}\n`;
}

/** Made once, readable by its owner alone. */
function keptKey(file: string): Secret {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  return new Secret(readFileSync(file, "utf8").trim());
}

function inWords({ reach, sandbox }: RunningServer): string {
  const simulated =
    sandbox === undefined
      ? ""
      : `Account and platform are simulated on this machine. Connect the account with the key ${reach.stripeKey ?? ""}\n`;
  return `stripe-aep is at ${reach.url}

Console:      ${reach.url}/#token=${reach.token}
Flow Service: ${reach.url}/data/foundation/flowservice
Headers:      Authorization: Bearer ${reach.token}
              x-api-key: ${reach.apiKey}
              x-gw-ims-org-id: ${reach.imsOrg}
              x-sandbox-name: ${reach.sandbox}
${simulated}Press Ctrl-C to end it.
`;
}

function untilEnded(): Promise<void> {
  return new Promise((end) => {
    const onSignal = (): void => {
      process.once("SIGINT", () => process.exit(130));
      process.once("SIGTERM", () => process.exit(143));
      end();
    };
    process.once("SIGINT", onSignal);
    process.once("SIGTERM", onSignal);
  });
}
