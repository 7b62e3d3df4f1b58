/** One rotation in a process of its own, which ends itself where it is told; says the token that it got. */
import { nodePorts } from "../../src/ports/node-ports.ts";
import { stripeCredential } from "../../src/runs/stripe-credential.ts";
import { Secret } from "../../src/secret.ts";
import { openStore } from "../../src/state/open-store.ts";
import { postgresDriver } from "../../src/state/postgres-driver.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import { Mortality, mortalStore } from "./mortal-store.ts";

export interface RotationTask {
  readonly place: { readonly file: string } | { readonly url: string };
  readonly connection: string;
  readonly baseUrl: string;
  readonly appKey: string;
  readonly refreshToken: string;
  readonly encryptionKey: string;
  /** Milliseconds by which the simulated world is ahead of this machine. */
  readonly ahead: number;
  /** A step of `Mortality`. */
  readonly diesBefore?: string;
}

const task = JSON.parse(process.argv[2] ?? "") as RotationTask;
const life = new Mortality(task.diesBefore, () => process.kill(process.pid, "SIGKILL"));
const machine = nodePorts({ stateFolder: "/nonexistent" });
const ports = {
  ...machine,
  clock: { ...machine.clock, now: () => machine.clock.now() + task.ahead },
  transport: {
    send: (request: Parameters<typeof machine.transport.send>[0]) => {
      life.pass("exchange");
      return machine.transport.send(request);
    },
  },
};
const driver = "file" in task.place ? sqliteDriver(task.place.file) : postgresDriver(task.place.url);
const store = await openStore(mortalStore(driver, life), ports.clock);
life.begin();
const credential = stripeCredential({
  config: {
    kind: "oauth-refresh",
    appKey: new Secret(task.appKey),
    initialRefreshToken: new Secret(task.refreshToken),
    connection: task.connection,
  },
  baseUrl: task.baseUrl,
  encryptionKey: new Secret(task.encryptionKey),
  store,
  ports,
});
process.stdout.write((await credential.current()).reveal());
await store.close();
await machine.close();
