import type { FieldTableRow, GenerateSchemasResult, LintProblem, SchemaChange } from "@stripe-aep/codegen";

/** What the `schema` commands print with `--json`; apart from the others, since the generator has its own words for a policy. */
export interface SchemaResults {
  readonly "schema diff": { readonly changes: readonly SchemaChange[] };
  readonly "schema explain": { readonly field: FieldTableRow; readonly children: readonly FieldTableRow[] };
  readonly "schema export": { readonly namespaces: readonly unknown[]; readonly bodies: readonly RegistryBody[] };
  readonly "schema generate": Pick<GenerateSchemasResult, "out" | "files" | "differences">;
  readonly "schema lint": { readonly rules: number; readonly problems: readonly LintProblem[] };
  readonly "schema types": { readonly out: string };
}

export interface RegistryBody {
  /** In the schemas folder. */
  readonly path: string;
  readonly body: unknown;
}
