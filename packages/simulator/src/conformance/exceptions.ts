import type { Deviation } from "./validate-response.ts";

/** A place where the published specification and what Adobe documents or answers elsewhere disagree. */
export interface Exception {
  readonly file: string;
  /** The beginning of `METHOD path`. */
  readonly operation: string;
  readonly status?: number;
  /** A part of the deviation's text. */
  readonly detail: RegExp;
  /** Why the simulator does not follow the specification here. */
  readonly reason: string;
}

const REGISTRY = "/data/foundation/schemaregistry";
const IMPORT = "/data/foundation/import";
const CONVERSION = "/data/foundation/conversion";
const NAMESPACES = "/data/core/idnamespace";

const UNDOCUMENTED = /status is not documented/;

/** Every difference that stands, with what Adobe says elsewhere. */
export const exceptions: readonly Exception[] = [
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}`,
    status: 200,
    detail: /^\/_(page|links)\/next must be string$/,
    reason: "the specification's own examples of a last page show next: null",
  },
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}/{CONTAINER_ID}`,
    status: 404,
    detail: UNDOCUMENTED,
    reason: "the Registry's error catalogue lists XDM-1010-404 to XDM-1017-404, one for each kind of resource",
  },
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}/{CONTAINER_ID}/mixins/{MIXIN_ID}`,
    status: 400,
    detail: UNDOCUMENTED,
    reason: "a wrong Accept header is XDM-1007-400, as for field groups, whose old name mixins is",
  },
  {
    file: "schema-registry.yaml",
    operation: `DELETE ${REGISTRY}/tenant/schemas/{SCHEMA_ID}`,
    status: 400,
    detail: UNDOCUMENTED,
    reason: "field reports: a schema in use is not deleted, XDM-1547 names the datasets",
  },
  {
    file: "schema-registry.yaml",
    operation: `POST ${REGISTRY}/tenant/descriptors`,
    detail: /xdm:sourceVersion must be string$/,
    reason: "every documented descriptor carries the number 1, and comes back as it was sent",
  },
  {
    file: "schema-registry.yaml",
    operation: `PUT ${REGISTRY}/tenant/descriptors`,
    detail: /xdm:sourceVersion must be string$/,
    reason: "every documented descriptor carries the number 1, and comes back as it was sent",
  },
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}/{CONTAINER_ID}/descriptors`,
    detail: /xdm:sourceVersion must be string$/,
    reason: "every documented descriptor carries the number 1, and comes back as it was sent",
  },
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}/{CONTAINER_ID}/descriptors`,
    detail: /^\/xdm:\w+\/\d+ must be object$/,
    reason: "with Accept xdm-id and xdm-link the documentation shows lists of ids and of paths",
  },
  {
    file: "schema-registry.yaml",
    operation: `GET ${REGISTRY}/rpc/auditlog`,
    detail: /\/value must be string$/,
    reason: "the value of a change is what the patch wrote, which need not be text",
  },
  {
    file: "identity-service.yaml",
    operation: `POST ${NAMESPACES}`,
    detail: /idType must be equal/,
    reason: "the documented answers and every client write idType in upper case",
  },
  {
    file: "identity-service.yaml",
    operation: `GET ${NAMESPACES}`,
    detail: /idType must be equal/,
    reason: "the documented answers and every client write idType in upper case",
  },
  {
    file: "batch-ingestion.yaml",
    operation: `POST ${IMPORT}/batches`,
    status: 201,
    detail: /^\/status must be equal/,
    reason: "the documented answer to a new batch says loading, which Catalog's list of states has",
  },
  {
    file: "batch-ingestion.yaml",
    operation: `POST ${IMPORT}/batches/{batchId}`,
    status: 200,
    detail: /body is not JSON/,
    reason: "the documentation shows an empty answer to COMPLETE, ABORT and REVERT",
  },
  {
    file: "batch-ingestion.yaml",
    operation: `POST ${IMPORT}/batches/{batchId}/datasets`,
    status: 201,
    detail: UNDOCUMENTED,
    reason: "the documentation shows 201 and an empty answer to INITIALIZE and COMPLETE of a large file",
  },
  {
    file: "data-prep.yaml",
    operation: `POST ${CONVERSION}/mappingSets`,
    detail: /(created|modified)Date must be string$/,
    reason: "the specification's own examples show milliseconds as a number",
  },
  {
    file: "data-prep.yaml",
    operation: `GET ${CONVERSION}/mappingSets`,
    detail: /(created|modified)Date must be string$/,
    reason: "the specification's own examples show milliseconds as a number",
  },
  {
    file: "data-prep.yaml",
    operation: `PUT ${CONVERSION}/mappingSets`,
    detail: /(created|modified)Date must be string$/,
    reason: "the specification's own examples show milliseconds as a number",
  },
  {
    file: "data-prep.yaml",
    operation: `GET ${CONVERSION}/mappingSets`,
    detail: /sourceType must be equal/,
    reason: "stored mappings say text/x.schema-path or text/x.aep-xl, as the specification's own example does",
  },
  {
    file: "data-prep.yaml",
    operation: `PUT ${CONVERSION}/mappingSets`,
    detail: /sourceType must be equal/,
    reason: "stored mappings say text/x.schema-path or text/x.aep-xl, as the specification's own example does",
  },
  {
    file: "data-prep.yaml",
    operation: `GET ${CONVERSION}/mappingSets/{MAPPING_SET_ID}/mappings`,
    status: 200,
    detail: /^\/ must be object$/,
    reason: "the operation lists the mappings of a set; its schema describes one of them",
  },
  {
    file: "data-prep.yaml",
    operation: `GET ${CONVERSION}/mappingSets/{MAPPING_SET_ID}/mappings/{MAPPING_ID}`,
    status: 404,
    detail: UNDOCUMENTED,
    reason: "a mapping that a replaced set no longer has is not found, as a set is",
  },
  {
    file: "data-prep.yaml",
    operation: `POST ${CONVERSION}/mappingSets/validate`,
    detail: /errors must be array$/,
    reason: "the specification's own example of a valid mapping shows errors: null",
  },
];

/** The exception that covers a deviation. */
export function exceptionFor(deviation: Deviation, among: readonly Exception[]): Exception | undefined {
  return among.find(
    (one) =>
      one.file === deviation.file &&
      deviation.operation.startsWith(one.operation) &&
      (one.status === undefined || one.status === deviation.status) &&
      one.detail.test(deviation.detail),
  );
}
