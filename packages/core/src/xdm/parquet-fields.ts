import type { SchemaElement } from "hyparquet-writer";
import { ConfigError } from "../errors.ts";
import type { RowSchema } from "./mapping.ts";
import { LevelRuns, ParquetColumn, type ColumnKind } from "./parquet-column.ts";

/**
 * A field of the row schema while rows are divided into columns, as Dremel does it. `definition` counts the optional and repeated
 * steps down to a value that exist, `repetition` says at which repeated step a value begins anew.
 */
export interface ParquetField {
  present(value: unknown, repetition: number): void;
  absent(definition: number, repetition: number, count: number): void;
  /** Whether any row had it: what no row has is no column of the file. Afterwards nothing more may be added. */
  finish(): boolean;
  /** Itself and what is below it, in the order that Parquet wants: a group is followed by its children. */
  elements(): readonly SchemaElement[];
  columns(): readonly ParquetColumn[];
}

/** Steps from the root of a row down to a field. */
interface Place {
  readonly path: readonly string[];
  /** Of these steps, the optional and repeated ones, and the repeated ones. */
  readonly definition: number;
  readonly repetition: number;
}

const leaves = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  time: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  long: { type: "INT64" },
  double: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
} as const satisfies Record<ColumnKind, Partial<SchemaElement>>;

/** The fields of whole rows: the row itself is there always. */
export function rowFields(schema: RowSchema): ParquetGroup {
  const root = { path: [], definition: 0, repetition: 0 };
  return new ParquetGroup({ name: "row" }, childrenOf(schema, root), root.definition);
}

function childrenOf(schema: RowSchema, place: Place): readonly NamedField[] {
  return Object.entries(schema.properties ?? {}).map(([name, child]) => ({ name, field: fieldOf(name, child, place) }));
}

function fieldOf(name: string, schema: RowSchema, parent: Place): ParquetField {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  const kind = kindOf(name, schema);
  const place = below(parent, name);
  if (kind === "object") return new ParquetGroup(optional, childrenOf(schema, place), place.definition);
  if (kind === "list") {
    const list = below(place, "list", "repeated");
    const element = fieldOf("element", schema.items ?? {}, list);
    const repeated = { name: "list", repetition_type: "REPEATED" } as const;
    return new ParquetRepeated([{ ...optional, converted_type: "LIST" }, repeated], [element], {
      ...list,
      divide: (value) => (value as readonly unknown[]).map((item) => [item]),
    });
  }
  if (kind === "map") {
    const entry = below(place, "key_value", "repeated");
    const key = new ParquetLeaf({ name: "key", repetition_type: "REQUIRED" }, "text", below(entry, "key", "required"));
    const value = fieldOf("value", mapValues(schema), entry);
    const repeated = { name: "key_value", repetition_type: "REPEATED" } as const;
    return new ParquetRepeated([{ ...optional, converted_type: "MAP" }, repeated], [key, value], {
      ...entry,
      divide: (map) => Object.entries(map as object),
    });
  }
  return new ParquetLeaf(optional, kind, place);
}

function below(parent: Place, name: string, step: "optional" | "repeated" | "required" = "optional"): Place {
  return {
    path: [...parent.path, name],
    definition: parent.definition + (step === "required" ? 0 : 1),
    repetition: parent.repetition + (step === "repeated" ? 1 : 0),
  };
}

class ParquetLeaf implements ParquetField {
  readonly #element: SchemaElement;
  readonly #column: ParquetColumn;
  readonly #definition: number;

  constructor(element: SchemaElement, kind: ColumnKind, place: Place) {
    this.#element = { ...element, ...leaves[kind] };
    this.#column = new ParquetColumn(kind, place);
    this.#definition = place.definition;
  }

  present(value: unknown, repetition: number): void {
    this.#column.values.push(value);
    this.#column.levels.add(this.#definition, repetition, 1);
  }

  absent(definition: number, repetition: number, count: number): void {
    this.#column.levels.add(definition, repetition, count);
  }

  finish(): boolean {
    return this.#column.values.length > 0;
  }

  elements(): readonly SchemaElement[] {
    return [this.#element];
  }

  columns(): readonly ParquetColumn[] {
    return [this.#column];
  }
}

interface NamedField {
  readonly name: string;
  readonly field: ParquetField;
}

/** Most groups of a row are missing from it, with dozens of columns below: they hear of it only when one row has the group. */
class ParquetGroup implements ParquetField {
  readonly #element: SchemaElement;
  #children: readonly NamedField[];
  readonly #definition: number;
  readonly #missing = new LevelRuns();
  #isPresent = false;

  constructor(element: SchemaElement, children: readonly NamedField[], definition: number) {
    this.#element = element;
    this.#children = children;
    this.#definition = definition;
  }

  present(value: unknown, repetition: number): void {
    this.#isPresent = true;
    this.#tellMissing();
    const members = value as Readonly<Record<string, unknown>>;
    for (const { name, field } of this.#children) {
      const member = members[name];
      if (member === undefined) field.absent(this.#definition, repetition, 1);
      else field.present(member, repetition);
    }
  }

  absent(definition: number, repetition: number, count: number): void {
    this.#missing.add(definition, repetition, count);
  }

  finish(): boolean {
    if (!this.#isPresent) return false;
    this.#tellMissing();
    this.#children = this.#children.filter(({ field }) => field.finish());
    return this.#children.length > 0;
  }

  elements(): readonly SchemaElement[] {
    const below = this.#children.flatMap(({ field }) => field.elements());
    return [{ ...this.#element, num_children: this.#children.length }, ...below];
  }

  columns(): readonly ParquetColumn[] {
    return this.#children.flatMap(({ field }) => field.columns());
  }

  #tellMissing(): void {
    this.#missing.take((definition, repetition, count) => {
      for (const { field } of this.#children) field.absent(definition, repetition, count);
    });
  }
}

/** A list or a map: each item has one value for each field of the repeated group. */
class ParquetRepeated implements ParquetField {
  readonly #elements: readonly [SchemaElement, SchemaElement];
  readonly #fields: readonly ParquetField[];
  readonly #definition: number;
  readonly #repetition: number;
  readonly #divide: (value: unknown) => readonly (readonly unknown[])[];

  constructor(
    elements: readonly [SchemaElement, SchemaElement],
    fields: readonly ParquetField[],
    /** Where the repeated group is, and the items of a value. */
    group: Place & { readonly divide: (value: unknown) => readonly (readonly unknown[])[] },
  ) {
    this.#elements = elements;
    this.#fields = fields;
    this.#definition = group.definition;
    this.#repetition = group.repetition;
    this.#divide = group.divide;
  }

  present(value: unknown, repetition: number): void {
    const items = this.#divide(value);
    if (items.length === 0) this.absent(this.#definition - 1, repetition, 1);
    for (const [index, item] of items.entries()) {
      const level = index === 0 ? repetition : this.#repetition;
      for (const [place, field] of this.#fields.entries()) field.present(item[place], level);
    }
  }

  absent(definition: number, repetition: number, count: number): void {
    for (const field of this.#fields) field.absent(definition, repetition, count);
  }

  /** A field of an item has a value wherever another one has. */
  finish(): boolean {
    return this.#fields.map((field) => field.finish()).every((isPresent) => isPresent);
  }

  elements(): readonly SchemaElement[] {
    const [outer, repeated] = this.#elements;
    const below = this.#fields.flatMap((field) => field.elements());
    return [{ ...outer, num_children: 1 }, { ...repeated, num_children: this.#fields.length }, ...below];
  }

  columns(): readonly ParquetColumn[] {
    return this.#fields.flatMap((field) => field.columns());
  }
}

function kindOf(name: string, schema: RowSchema): ColumnKind | "list" | "map" | "object" {
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? "time" : "text";
    case "integer":
      return "long";
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    case "array":
      return "list";
    case "object":
      return schema.properties === undefined ? "map" : "object";
    default:
      throw new ConfigError({
        code: "SAEP-1303",
        message: `The field ${name} of the row schema has no type that Parquet can hold: ${String(schema.type)}`,
        where: name,
        next: "Generate the schemas again with this release: `pnpm codegen`.",
      });
  }
}

function mapValues(schema: RowSchema): RowSchema {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : { type: "string" };
}
