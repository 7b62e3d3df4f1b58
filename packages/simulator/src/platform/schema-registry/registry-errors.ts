import type { SimulatedClock } from "../../clock.ts";
import { Refusal } from "../exchange.ts";
import type { Ids } from "../ids.ts";

/** What an error of the Schema Registry needs to be dated and found again. */
export interface RegistryErrors {
  /** `code` carries the HTTP status at its end: `XDM-1521-400`. */
  readonly error: (code: string, title: string, detail: string) => Refusal;
  /** A body that is not the XDM it claims to be. */
  readonly invalid: (detail: string) => Refusal;
}

export function createRegistryErrors(clock: SimulatedClock, ids: Ids): RegistryErrors {
  const error = (code: string, title: string, detail: string): Refusal => {
    const status = Number(code.slice(-3));
    return new Refusal(status, {
      type: `http://ns.adobe.com/aep/errors/${code}`,
      title,
      status,
      report: {
        registryRequestId: ids.uuid(),
        timestamp: registryTime(clock.now()),
        "detailed-message": detail,
        "sub-errors": [],
      },
      detail,
    });
  };
  return { error, invalid: (detail) => error("XDM-1600-400", "JSON schema validation error", detail) };
}

/** `MM-DD-YYYY HH:mm:ss` in UTC, as the Registry dates its errors and its audit log. */
export function registryTime(milliseconds: number): string {
  const [date = "", time = ""] = new Date(milliseconds).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${month}-${day}-${year} ${time.slice(0, 8)}`;
}
