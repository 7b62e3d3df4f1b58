import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeTransport } from "@stripe-aep/core/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookupPublic, refusePrivateAddress } from "./safe-address.ts";

describe("an address that somebody else has chosen", () => {
  it.each([
    ["https://127.0.0.1/", "leads to this machine"],
    ["https://localhost/", "leads to this machine"],
    ["https://[::1]/", "leads to this machine"],
    ["https://[::ffff:10.0.0.1]/", "leads to this machine"],
    ["https://169.254.169.254/latest/meta-data", "leads to this machine"],
    ["https://2130706433/", "leads to this machine"],
    ["http://192.0.2.1/", "not https"],
    ["https://somebody@192.0.2.1/", "names a user"],
    ["nowhere", "not an address"],
  ])("%s is refused: %s", async (url, why) => {
    await expect(refusePrivateAddress(url, false)).rejects.toThrow(why);
  });

  it("is taken when it is public", async () => {
    await expect(refusePrivateAddress("https://192.0.2.1/", false)).resolves.toBeUndefined();
  });
});

describe("a name that leads elsewhere once it was checked", () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("gets no connection to a private address", async () => {
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    const request = { method: "POST", url, headers: {}, timeoutMilliseconds: 10_000 } as const;
    const [open, guarded] = [new NodeTransport(), new NodeTransport({ lookup: lookupPublic })];
    expect((await open.send(request)).status).toBe(200);
    await expect(guarded.send(request)).rejects.toThrow("SAEP-1811");
    expect(asked).toBe(1);
    await Promise.all([open.close(), guarded.close()]);
  });
});
