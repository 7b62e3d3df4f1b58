import type ts from "typescript-api";
import type { ApiVersion } from "./api-versions.ts";
import { CodegenError } from "./errors.ts";
import { childPath } from "./shape.ts";
import type { Field, Shape, ShapeByResource } from "./shape.ts";
import { classifyType } from "./classify-type.ts";
import { plainText } from "./plain-text.ts";

/** One object to read: the name of its interface in the `Stripe` namespace, and where the reader must not go on. */
export interface DeclarationRequest {
  resource: string;
  declaration: string;
  /** Called with a path in mapping notation; true leaves what is under it unread. */
  stopAt: (path: string) => boolean;
}

/** The TypeScript program that answers the questions, and the types it was asked for. */
interface Probe {
  api: typeof ts;
  checker: ts.TypeChecker;
  types: Map<string, ts.Type>;
}

/**
 * Reads the shapes of Stripe's objects from the declarations of the `stripe` package with the TypeScript compiler. The
 * types are reached through a probe module that imports the package, because the two package layouts (ambient
 * namespace up to 21, modules from 22) have only the spelling `Stripe.Charge` in common.
 * @throws CodegenError SAEP-2009
 */
export async function readDeclarations(
  apiVersion: ApiVersion,
  requests: DeclarationRequest[],
): Promise<ShapeByResource> {
  const names = [...new Set(requests.map((request) => request.declaration))].sort();
  const probe = await openProbe(apiVersion, names);
  const shapes: ShapeByResource = new Map();
  for (const request of requests) {
    const type = probe.types.get(request.declaration);
    if (!type) throw undeclared(apiVersion, request);
    shapes.set(request.resource, {
      kind: "object",
      of: request.declaration,
      fields: readFields(probe, type, "", request.stopAt),
    });
  }
  return shapes;
}

function undeclared(apiVersion: ApiVersion, request: DeclarationRequest): CodegenError {
  return new CodegenError("noDeclaration", {
    what: `Stripe.${request.declaration} is not declared`,
    where: `decisions/${request.resource}.json, declaration`,
    why: `${apiVersion.stripePackage} has no such interface.`,
  });
}

/** Probes that are still in memory: compiling one takes seconds, but nobody must keep its hundreds of megabytes alive. */
const openProbes = new Map<string, WeakRef<Probe>>();

async function openProbe(apiVersion: ApiVersion, names: string[]): Promise<Probe> {
  const key = [apiVersion.module, ...names].join(" ");
  const open = openProbes.get(key)?.deref();
  if (open) return open;
  const { default: api } = await import("typescript-api");
  const file = `${import.meta.dirname}/stripe-declarations-probe.ts`;
  const lines = names.map((name, index) => `export type Probe${index} = Stripe.${name};`);
  const program = compileProbe(api, file, [`import Stripe from "${apiVersion.module}";`, ...lines].join("\n"));
  const probe = { api, checker: program.getTypeChecker(), types: probedTypes(api, program, file, names) };
  openProbes.set(key, new WeakRef(probe));
  return probe;
}

/** The types of the probe's aliases by the names that they were made for; a name that is not declared is left out. */
function probedTypes(api: typeof ts, program: ts.Program, file: string, names: string[]): Map<string, ts.Type> {
  const checker = program.getTypeChecker();
  const statements = [...(program.getSourceFile(file)?.statements ?? [])];
  const aliases = statements.filter((statement) => api.isTypeAliasDeclaration(statement));
  const types = new Map<string, ts.Type>();
  for (const [index, alias] of aliases.entries()) {
    const type = checker.getTypeAtLocation(alias.name);
    if ((type.flags & api.TypeFlags.Any) === 0) types.set(names[index] ?? "", type);
  }
  return types;
}

function compileProbe(api: typeof ts, file: string, text: string): ts.Program {
  const options: ts.CompilerOptions = {
    module: api.ModuleKind.NodeNext,
    moduleResolution: api.ModuleResolutionKind.NodeNext,
    target: api.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    strict: true,
    types: [],
    noEmit: true,
    skipLibCheck: true,
  };
  const host = api.createCompilerHost(options);
  const files = { ...host };
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? api.createSourceFile(file, text, api.ScriptTarget.ES2022, true)
      : files.getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || files.fileExists(name);
  host.readFile = (name) => (name === file ? text : files.readFile(name));
  return api.createProgram([file], options, host);
}

function readFields(probe: Probe, type: ts.Type, parent: string, stopAt: (path: string) => boolean): Field[] {
  return probe.checker
    .getPropertiesOfType(type)
    .filter((property) => !property.name.startsWith("__@"))
    .map((property) => readField(probe, property, parent, stopAt));
}

function readField(probe: Probe, property: ts.Symbol, parent: string, stopAt: (path: string) => boolean): Field {
  const path = childPath(parent, property.name);
  const declared = probe.checker.getTypeOfSymbol(property);
  const { nullable, shape } = readShape(probe, declared, path, stopAt);
  return {
    name: property.name,
    shape,
    nullable,
    optional: (property.flags & probe.api.SymbolFlags.Optional) !== 0,
    documentation: plainText(probe.api.displayPartsToString(property.getDocumentationComment(probe.checker))),
    origin: { declared: true, sampled: false, sampledNull: false },
  };
}

function readShape(
  probe: Probe,
  type: ts.Type,
  path: string,
  stopAt: (path: string) => boolean,
): { nullable: boolean; shape: Shape } {
  const found = classifyType(probe.api, probe.checker, type);
  const inner = (element: ts.Type, at: string): Shape => readShape(probe, element, at, stopAt).shape;
  const { nullable } = found;
  switch (found.kind) {
    case "array":
      return { nullable, shape: { kind: "array", items: inner(found.element, `${path}[*]`) } };
    case "list":
      return { nullable, shape: { kind: "list", items: inner(found.element, `${path}.data[*]`), extras: [] } };
    case "map":
      return { nullable, shape: { kind: "map", values: inner(found.element, `${path}.*`) } };
    case "object":
      return { nullable, shape: readObject(probe, found.members, found.of, path, stopAt) };
    default:
      return { nullable, shape: found.shape };
  }
}

function readObject(
  probe: Probe,
  members: ts.Type[],
  of: string | undefined,
  path: string,
  stopAt: (path: string) => boolean,
): Shape {
  const name = of === undefined ? {} : { of };
  if (stopAt(path)) return { kind: "opaque", ...name };
  const fields = new Map<string, Field>();
  for (const member of members) {
    for (const field of readFields(probe, member, path, stopAt)) {
      const known = fields.get(field.name);
      fields.set(field.name, known ? joinAlternatives(known, field) : field);
    }
  }
  // A member that not every alternative of a union has may be absent.
  const everywhere = (name: string): boolean => members.every((member) => member.getProperty(name) !== undefined);
  return {
    kind: "object",
    ...name,
    fields: [...fields.values()].map((field) => (everywhere(field.name) ? field : { ...field, optional: true })),
  };
}

/** Two alternatives of a union declare a field of one name: known values and nullability add up. */
function joinAlternatives(first: Field, second: Field): Field {
  const both =
    first.shape.kind === "string" && second.shape.kind === "string" ? [first.shape, second.shape] : undefined;
  const values = both?.every((shape) => shape.values.length > 0) ? both.flatMap((shape) => shape.values) : [];
  return {
    ...first,
    shape: both ? { kind: "string", values: [...new Set(values)] } : first.shape,
    nullable: first.nullable || second.nullable,
    optional: first.optional || second.optional,
    documentation: first.documentation || second.documentation,
  };
}
