/** The parts of Stripe's error object that this simulator sends; see section 4.3 of Stripe's API reference on errors. */
export interface StripeErrorBody {
  readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
}

/** An answer that a part of the API gives by throwing it: the request ends here. */
export class StripeRefusal extends Error {
  override readonly name = "StripeRefusal";
  readonly status: number;
  readonly error: StripeErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: StripeErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** 400: the request itself is wrong. */
export function badRequest(message: string, param?: string, code?: string): StripeRefusal {
  return new StripeRefusal(400, {
    type: "invalid_request_error",
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  });
}

/** `No such charge: 'ch_…'`: 404 for the object that a path names, 400 for one that a parameter names. */
export function noSuch(object: string, id: string, param: string, hint = ""): StripeRefusal {
  const status = param === "id" ? 404 : 400;
  const message = `No such ${object.replaceAll("_", " ")}: '${id}'${hint}`;
  return new StripeRefusal(status, { type: "invalid_request_error", message, code: "resource_missing", param });
}

export function unrecognizedUrl(method: string, path: string): StripeRefusal {
  const message = `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
  return new StripeRefusal(404, { type: "invalid_request_error", message });
}
