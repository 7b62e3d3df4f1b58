import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readSettings, variables } from "../src/settings.ts";
import type { Loose } from "./running-server.ts";

const deploy = fileURLToPath(new URL("../deploy/", import.meta.url));
const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (name: string): string => readFileSync(resolve(deploy, name), "utf8");

const known = new Set(variables.flatMap(({ name, secret }) => (secret === true ? [name, `${name}_FILE`] : [name])));
const ours = (names: readonly string[]): readonly string[] => names.filter((name) => name.startsWith("STRIPE_AEP_"));

const compose: Loose = parse(read("compose.yaml"));
const [deployment, configuration, service] = parseAllDocuments(read("kubernetes.yaml")).map((document): Loose =>
  document.toJSON(),
);
const [container] = deployment.spec.template.spec.containers;
const dockerfile = read("Dockerfile");

/** No engine runs here: what can be known without one. */
describe("the examples of deployment", () => {
  const settings: Readonly<Record<string, readonly string[]>> = {
    Dockerfile: [...dockerfile.matchAll(/\b(STRIPE_AEP_\w+)=/g)].map(([, name = ""]) => name),
    "compose.yaml": Object.keys(compose.services.server.environment),
    "kubernetes.yaml": [...container.env.map(({ name }: Loose) => name), ...Object.keys(configuration.data)],
  };
  for (const [name, used] of Object.entries(settings)) {
    it(`${name} names settings that the server reads, and says that nothing tests it`, () => {
      expect(ours(used).length).toBeGreaterThan(3);
      expect(ours(used).filter((variable) => !known.has(variable))).toEqual([]);
      expect(read(name)).toMatch(/No test of this repository (?:builds|starts|applies) this/);
    });
  }

  it("copy and start what is there", () => {
    const [, started = ""] = /^CMD \["node", "\/app\/(.+)"\]$/m.exec(dockerfile) ?? [];
    expect(existsSync(resolve(root, "apps/server", started))).toBe(true);
    for (const [, copied = ""] of dockerfile.matchAll(/cp -r (\S+) \/app/g)) {
      expect(existsSync(resolve(root, copied.replace(/\/dist$/, ""))), copied).toBe(true);
    }
    const { context, dockerfile: file } = compose.services.server.build;
    expect(resolve(deploy, context)).toBe(resolve(root));
    expect(existsSync(resolve(root, file))).toBe(true);
  });

  it("keep secrets in files that exist where they are named", () => {
    const { server, database } = compose.services;
    const mounted = new Set(Object.keys(compose.secrets));
    for (const { secrets, environment } of [server, database]) {
      for (const secret of secrets) expect(mounted).toContain(secret);
      for (const [name, value] of Object.entries<string>(environment)) {
        if (name.endsWith("_FILE")) expect(secrets).toContain(value.replace("/run/secrets/", ""));
        else expect(name).not.toMatch(/SECRET|TOKEN|PASSWORD|KEY$/);
      }
    }
    const mounts = container.volumeMounts.map(({ name, mountPath }: Loose) => [name, mountPath]);
    expect(mounts).toContainEqual(["secrets", "/secrets"]);
    for (const { name, value } of container.env) expect([name, value.startsWith("/secrets/")]).toEqual([name, true]);
    const names = deployment.spec.template.spec.volumes.map(({ name }: Loose) => name);
    expect(names).toEqual(mounts.map(([name]: readonly string[]) => name));
  });

  it("meet at one port and ask the paths that there are", () => {
    const port = Number(/^EXPOSE (\d+)$/m.exec(dockerfile)?.[1]);
    expect(container.ports).toEqual([{ containerPort: port }]);
    expect(service.spec.ports[0].targetPort).toBe(port);
    expect(service.spec.selector).toEqual(deployment.spec.template.metadata.labels);
    expect(compose.services.server.ports[0]).toMatch(new RegExp(`:${port}$`));
    const routes = readFileSync(new URL("../src/routes/operational.ts", import.meta.url), "utf8");
    for (const probe of [container.livenessProbe, container.readinessProbe]) {
      expect(probe.httpGet.port).toBe(port);
      expect(routes).toContain(`app.get("${probe.httpGet.path as string}"`);
    }
    expect(dockerfile).toContain(`127.0.0.1:${port}/readyz`);
  });

  it("give settings that the server accepts", () => {
    const environment = Object.fromEntries(
      Object.entries<string>(compose.services.server.environment).map(([name, value]) => {
        const filled = value.replace(/^\$\{(\w+)(?::-(\w+))?\}$/, (_, variable: string, fallback?: string) => {
          return fallback ?? (variable.endsWith("URL") ? "https://stripe-aep.example" : "value");
        });
        return name.endsWith("_FILE") ? [name.replace(/_FILE$/, ""), "value"] : [name, filled];
      }),
    );
    expect(readSettings(environment)).toMatchObject({
      platform: { imsOrganization: "value" },
      databaseSchema: "public",
    });
  });
});
