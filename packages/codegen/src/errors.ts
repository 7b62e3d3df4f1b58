/** What every error of the generator says: a stable code, what failed, where, why, and what to do next. */
export interface CodegenErrorDetails {
  what: string;
  /** A file, or a file and the path in it. */
  where: string;
  why: string;
  next: string;
}

/** One row of the error table, for `explain`. */
export interface CodegenErrorCode {
  code: string;
  title: string;
  meaning: string;
  next: string;
}

const table = {
  noSamples: {
    code: "SAEP-2001",
    title: "No samples",
    meaning: "A resource has decisions but no sample object to check them against, so nothing was generated.",
    next: "Put at least one real Stripe object, as JSON, into the named folder.",
  },
  badSample: {
    code: "SAEP-2002",
    title: "A sample cannot be read",
    meaning: "A file in the samples folder is not one JSON object.",
    next: "Mend or remove the named file.",
  },
  wrongObject: {
    code: "SAEP-2003",
    title: "A sample of another object",
    meaning: "The sample's `object` member is not the one that its folder is for.",
    next: "Move the file to the folder of its resource, or remove it.",
  },
  contradictingSamples: {
    code: "SAEP-2004",
    title: "Samples contradict each other",
    meaning:
      "One field has values of two types that cannot both be right, in two samples or against Stripe's declaration.",
    next: "Remove the sample that no longer matches what Stripe sends.",
  },
  badDecision: {
    code: "SAEP-2005",
    title: "A decision cannot be read",
    meaning: "A decisions file is not JSON of the documented form.",
    next: "Mend the named member; schemas/README.md describes the form.",
  },
  unknownField: {
    code: "SAEP-2006",
    title: "A decision names an unknown field",
    meaning: "Neither a sample nor Stripe's declarations know the path that a decision names.",
    next: "Correct the path, or remove the decision.",
  },
  nameCollision: {
    code: "SAEP-2007",
    title: "Two fields with one name",
    meaning:
      "After renaming, two fields at one level are equal, at least ignoring case; AEP stores names without case.",
    next: "Give one of them another name with `rename` in the decisions file.",
  },
  lint: {
    code: "SAEP-2008",
    title: "A generated schema breaks a rule of Experience Platform",
    meaning: "A lint of the generated XDM failed, so nothing was written.",
    next: "Drop, rename or cut the named field in the decisions file.",
  },
  noDeclaration: {
    code: "SAEP-2009",
    title: "Stripe does not declare the object",
    meaning: "The type that a decisions file names is not in the `stripe` package of that API version.",
    next: "Correct `declaration` in the decisions file.",
  },
  unknownApiVersion: {
    code: "SAEP-2010",
    title: "An API version that the generator does not know",
    meaning:
      "Declarations are read from the `stripe` packages that the generator depends on, one for each API version.",
    next: "Use one of the versions that the message lists.",
  },
  stale: {
    code: "SAEP-2011",
    title: "Generated files are not up to date",
    meaning: "What `--check` would write differs from what is there.",
    next: "Run the generator without --check and commit what it changes.",
  },
  unknownPath: {
    code: "SAEP-2012",
    title: "No such field",
    meaning: "The field table has no row with the path that was asked for.",
    next: "Use a path from the field table, for example charges.payment_method_details.klarna.payment_method_category.",
  },
  unreadableSchemas: {
    code: "SAEP-2013",
    title: "A folder of generated schemas cannot be read",
    meaning: "The folder has no manifest.json, or a file that the manifest names is missing or is not JSON.",
    next: "Name a folder that the generator wrote.",
  },
  unsafeOutput: {
    code: "SAEP-2014",
    title: "The output folder is an input folder",
    meaning: "Writing there would overwrite samples or decisions.",
    next: "Choose another folder with --out.",
  },
  unknownPreset: {
    code: "SAEP-2015",
    title: "An unknown preset",
    meaning: "The decisions folder has no preset of that name.",
    next: "Use one of the presets that the message lists.",
  },
  impossibleChange: {
    code: "SAEP-2016",
    title: "A change that a released schema cannot take",
    meaning: "Once a schema holds data, the Registry refuses to remove, rename, retype or restrict its fields.",
    next: "Keep the field as it was and add a new one beside it.",
  },
} as const satisfies Record<string, CodegenErrorCode>;

export type CodegenErrorName = keyof typeof table;

/** Every error code of the generator, by name; the range SAEP-2nnn is codegen's. */
export const codegenErrorCodes: Readonly<Record<CodegenErrorName, CodegenErrorCode>> = table;

/** An input that cannot be generated from, or an output that may not be written. Nothing has been written when it is thrown. */
export class CodegenError extends Error {
  override readonly name = "CodegenError";
  readonly code: string;
  readonly details: CodegenErrorDetails;

  constructor(
    error: CodegenErrorName,
    details: Omit<CodegenErrorDetails, "next"> & { next?: string },
    cause?: unknown,
  ) {
    const row: CodegenErrorCode = table[error];
    const next = details.next ?? row.next;
    super(`${row.code} ${details.what} (${details.where}): ${details.why} ${next}`, { cause });
    this.code = row.code;
    this.details = { ...details, next };
  }
}
