/**
 * The folders of packages/core are its layers, lowest first. A folder may import from itself and from the folders listed
 * for it, and nothing else; the door to clock, randomness, network and files is `ports/`.
 */
export const mayImport = {
  ports: [],
  http: ["ports"],
  stripe: ["ports", "http"],
  platform: ["ports", "http"],
  xdm: ["ports"],
  state: ["ports"],
  pipeline: ["ports", "http", "stripe", "platform", "xdm", "state"],
  runs: ["ports", "http", "stripe", "platform", "xdm", "state", "pipeline"],
  provision: ["ports", "http", "stripe", "platform", "xdm", "state"],
  reconcile: ["ports", "http", "stripe", "platform", "xdm", "state"],
  // Types of what the service answers below /v1.
  "service-api": ["xdm", "runs", "provision", "reconcile"],
  "flow-service": ["ports", "http", "stripe", "platform", "xdm", "state", "provision", "runs", "reconcile"],
};

/** Node's modules; crypto, buffer, zlib and util are pure computations that hide no clock, file or network. */
const nodeModules =
  "^node:(?!(?:crypto|buffer|zlib|util)$)|^(?:fs|path|os|http|https|net|child_process|worker_threads)(?:/|$)";

/** Files that are the door itself: the only ones that touch Node. */
const doors = ["packages/core/src/ports/node-*.ts", "packages/core/src/state/*-driver.ts", "packages/core/src/node.ts"];

const restrictedGlobals = [
  ...["fetch", "process", "globalThis", "setTimeout", "setInterval", "setImmediate", "performance", "console"].map(
    (name) => ({ name, message: "core reaches the outside only through ports/" }),
  ),
];

const restrictedProperties = [
  { object: "Math", property: "random", message: "use the Random port" },
  { object: "Date", property: "now", message: "use the Clock port" },
];

const restrictedSyntax = [
  { selector: "ExportDefaultDeclaration", message: "Use a named export." },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "use the Clock port" },
];

function layer(folder, allowed) {
  const forbidden = Object.keys(mayImport).filter((other) => other !== folder && !allowed.includes(other));
  return {
    files: [`packages/core/src/${folder}/**/*.ts`],
    ignores: ["**/*.test.ts", ...doors],
    rules: {
      "no-restricted-globals": ["error", ...restrictedGlobals],
      "no-restricted-properties": ["error", ...restrictedProperties],
      "no-restricted-syntax": ["error", ...restrictedSyntax],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: forbidden.map((other) => `../${other}/**`),
              message: `core/src/${folder} may import only from: ${["itself", ...allowed].join(", ")}`,
            },
            { regex: nodeModules, message: "core reaches the outside only through ports/" },
            { group: ["../connector.ts", "../index.ts"], message: "the composition root is not a dependency" },
          ],
        },
      ],
    },
  };
}

export const layers = Object.entries(mayImport).map(([folder, allowed]) => layer(folder, allowed));
