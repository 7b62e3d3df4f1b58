import type { Exception } from "@stripe-aep/simulator/conformance";

const FLOW = "/data/foundation/flowservice";

/** Flow Service is described twice, for sources and for destinations; the nearer description counts. */
const refusals: readonly (readonly [file: string, method: string])[] = [
  ["flow-service.yaml", "GET"],
  ["flow-service.yaml", "POST"],
  ["flow-service.yaml", "PUT"],
  ["destinations.yaml", "GET"],
  ["destinations.yaml", "POST"],
  ["destinations.yaml", "PATCH"],
  ["destinations.yaml", "DELETE"],
];

/** Where the published specification and what Adobe documents elsewhere disagree. */
export const exceptions: readonly Exception[] = [
  ...refusals.map(([file, method]) => ({
    file,
    operation: `${method} ${FLOW}`,
    detail: /status is not documented/,
    reason: "Flow Service's error catalogue lists the refusal; the specification lists almost none",
  })),
  {
    file: "flow-service.yaml",
    operation: `GET ${FLOW}/connectionSpecs`,
    detail: /uiAttributes\/(category|icon|description|label) must be string$/,
    reason: "every published connection specification shows an object with a key there",
  },
  {
    file: "flow-service.yaml",
    operation: `GET ${FLOW}/flowSpecs`,
    detail: /transformationSpecs must be object$/,
    reason: "every published flow specification shows a list there",
  },
  {
    file: "flow-service.yaml",
    operation: `POST ${FLOW}/flowSpecs/search`,
    detail: /transformationSpecs must be object$/,
    reason: "every published flow specification shows a list there",
  },
  {
    file: "flow-service.yaml",
    operation: `GET ${FLOW}/connections/{BASE_CONNECTION_ID}/explore`,
    detail: /^\/ must be array$/,
    reason: "the specification describes folders; the Stripe tutorial shows format and schema",
  },
  ...["GET", "POST"].map((method) => ({
    file: "flow-service.yaml",
    operation: `${method} ${FLOW}/flows`,
    detail: /(startTime must be integer|mappingVersion must be string)$/,
    reason: "documented requests carry the start as text and the version as a number, and get them back so",
  })),
  {
    file: "data-prep.yaml",
    operation: "POST /data/foundation/conversion/mappingSets",
    detail: /(created|modified)Date must be string$/,
    reason: "the specification's own examples show milliseconds as a number",
  },
];
