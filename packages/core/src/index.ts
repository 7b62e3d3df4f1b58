export { errorCodes, type ErrorCode, type ErrorEntry } from "./error-codes.ts";
export {
  AccessError,
  ConfigError,
  ConnectorError,
  InternalError,
  LockedError,
  RecordRefusedError,
  RetryLaterError,
  StoppedError,
  type ErrorDetails,
} from "./errors.ts";
export type {
  Clock,
  Files,
  Log,
  LogLevel,
  Ports,
  Random,
  Transport,
  TransportRequest,
  TransportResponse,
} from "./ports/ports.ts";
export { TransportError } from "./ports/ports.ts";
export {
  isResourceName,
  resourceNames,
  resources,
  type MoneySum,
  type Resource,
  type ResourceName,
} from "./resources.ts";
export type {
  DatasetKind,
  MappedPage,
  MappedRecord,
  MappedRow,
  PageContext,
  PageMapper,
  RecordVersion,
  RefusedRecord,
} from "./xdm/page-mapper.ts";
