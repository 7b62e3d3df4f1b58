import { AdjustableClock, createStripe, createWorld, type Stripe } from "@stripe-aep/simulator";
import { nodePorts } from "../../src/ports/node-ports.ts";
import { type Ports, TransportError, type TransportResponse } from "../../src/ports/ports.ts";
import { stripeCredential } from "../../src/runs/stripe-credential.ts";
import { Secret } from "../../src/secret.ts";
import type { Store } from "../../src/state/open-store.ts";
import type { StripeCredential } from "../../src/stripe/client.ts";
import type { Mortality } from "./mortal-store.ts";

export const encryptionKey = new Secret(Buffer.alloc(32, 7).toString("base64"));
export const HOUR = 3_600_000;

/** Of one exchange: lets it through, or does to it what wires do. */
export type Wire = (exchange: () => Promise<TransportResponse>) => Promise<TransportResponse>;

/** An app that is installed on a simulated account. */
export interface Rig {
  readonly clock: AdjustableClock;
  readonly stripe: Stripe;
  readonly ports: Ports;
  /** Asked for by exchanges, since the rig was made. */
  exchanges: number;
  wire: Wire;
  /** The connector's side of a connection, in a process of its own. */
  open(connection: string, store: Store, refreshToken: string, life?: Mortality): StripeCredential;
  /** Whether Stripe takes the token: the judge of every test. */
  opens(token: Secret): Promise<boolean>;
}

export function openRig(): Rig {
  const clock = new AdjustableClock();
  const stripe = createStripe(createWorld({ seed: 3, objects: 12, clock }));
  const machine = nodePorts({ stateFolder: "/nonexistent" });
  const handle = async (method: string, target: string, headers: Record<string, string>, body?: Uint8Array) =>
    stripe.handle({ method, target, headers, body: body ?? new Uint8Array() });
  const rig: Rig = {
    clock,
    stripe,
    exchanges: 0,
    wire: (exchange) => exchange(),
    ports: {
      ...machine,
      clock: { now: () => clock.now(), sleep: (...of) => machine.clock.sleep(...of) },
      transport: {
        send: ({ method, url, headers, body }) => {
          rig.exchanges += 1;
          return rig.wire(() => handle(method, new URL(url).pathname, { ...headers }, body));
        },
      },
    },
    open: (connection, store, refreshToken, life) => {
      const { transport } = rig.ports;
      const mortal: Ports["transport"] = {
        send: (request) => {
          life?.pass("exchange");
          return transport.send(request);
        },
      };
      return stripeCredential({
        config: {
          kind: "oauth-refresh",
          appKey: new Secret(stripe.oauth.developerKey),
          initialRefreshToken: new Secret(refreshToken),
          connection,
        },
        baseUrl: "https://stripe.simulated",
        encryptionKey,
        store,
        ports: { ...rig.ports, transport: mortal },
      });
    },
    opens: async (token) => {
      const headers = { authorization: `Bearer ${token.reveal()}`, "stripe-version": "2025-02-24.acacia" };
      return (await handle("GET", "/v1/account", headers)).status === 200;
    },
  };
  return rig;
}

/** The answer is lost after Stripe has carried the exchange out. */
export const losesTheAnswer: Wire = async (exchange) => {
  await exchange();
  throw new TransportError("reset", "the connection was reset");
};
