import type { Scope } from "@stripe-aep/core/service-api";

/** A schema of `openapi-components.json` by its name, a list of it, or a schema of its own. */
export type SchemaOf =
  | { readonly one: string }
  | { readonly page: string }
  | { readonly list: string }
  | { readonly inline: Readonly<Record<string, unknown>> };

export interface QueryParameter {
  readonly type: "string" | "integer" | "boolean";
  readonly description: string;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly required?: boolean;
}

/** A route as data: the router, the validation, the access check and the OpenAPI document are made from it. */
export interface RouteRow {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/v1`; `{name}` takes one segment. */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly query?: Readonly<Record<string, QueryParameter>>;
  /** Name of the input's schema. */
  readonly body?: SchemaOf;
  readonly status?: 200 | 201 | 202 | 204;
  /** Absent: no body. */
  readonly answer?: SchemaOf;
  /** Other than JSON. */
  readonly mediaType?: string;
}
