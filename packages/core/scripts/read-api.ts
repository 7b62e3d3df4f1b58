import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript-api";

/** One name that a package gives away. */
export interface ApiExport {
  readonly name: string;
  /** The text of its doc comment without stars; empty when it has none. */
  readonly documentation: string;
  /** What it is, without bodies and private members, comments of members included. */
  readonly declaration: string;
  /** Numbers among its members that no comment gives a unit to. */
  readonly numbersWithoutUnit: readonly string[];
  /** Names of our own that the declaration refers to. */
  readonly refersTo: readonly string[];
}

/** Everything that an entry file exports, by name, as its sources declare it. Throws when it finds a name nowhere. */
export function readApi(entry: string): readonly ApiExport[] {
  const found = exportsOf(entry).map(({ name, declaredAs, file }) => readExport(name, find(file, declaredAs)));
  return found.sort((left, right) => (left.name < right.name ? -1 : 1));
}

interface Found {
  readonly name: string;
  readonly declaredAs: string;
  readonly file: string;
}

type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement;

const sources = new Map<string, ts.SourceFile>();

function sourceOf(file: string): ts.SourceFile {
  const known =
    sources.get(file) ?? ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  sources.set(file, known);
  return known;
}

function exportsOf(file: string): readonly Found[] {
  return sourceOf(file).statements.flatMap((statement): readonly Found[] => {
    if (ts.isExportDeclaration(statement)) return reexports(file, statement);
    if (!isDeclaration(statement) || !isExported(statement)) return [];
    return namesOf(statement).map((name) => ({ name, declaredAs: name, file }));
  });
}

function reexports(file: string, statement: ts.ExportDeclaration): readonly Found[] {
  const from = resolve(dirname(file), (statement.moduleSpecifier as ts.StringLiteral).text);
  const clause = statement.exportClause;
  if (clause === undefined) return exportsOf(from);
  if (!ts.isNamedExports(clause)) throw new Error(`${file}: an export that this tool does not know`);
  return clause.elements.map(({ name, propertyName }) => ({
    name: name.text,
    declaredAs: (propertyName ?? name).text,
    file: from,
  }));
}

/** Where a name is declared, however many files hand it on. */
function find(file: string, name: string): Declaration {
  for (const statement of sourceOf(file).statements) {
    if (isDeclaration(statement) && namesOf(statement).includes(name)) return statement;
  }
  const handedOn = exportsOf(file).find((candidate) => candidate.name === name && candidate.file !== file);
  if (handedOn === undefined) throw new Error(`${file} exports ${name}, which is declared nowhere`);
  return find(handedOn.file, handedOn.declaredAs);
}

function isDeclaration(statement: ts.Node): statement is Declaration {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isVariableStatement(statement)
  );
}

function isExported(declaration: Declaration): boolean {
  return declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function namesOf(declaration: Declaration): readonly string[] {
  if (!ts.isVariableStatement(declaration)) return declaration.name === undefined ? [] : [declaration.name.text];
  return declaration.declarationList.declarations.map(({ name }) => name.getText());
}

function readExport(name: string, declaration: Declaration): ApiExport {
  const text = declarationText(declaration);
  return {
    name,
    documentation: documentationOf(declaration),
    declaration: text,
    numbersWithoutUnit: ts.isInterfaceDeclaration(declaration) ? numbersWithoutUnit(declaration) : [],
    refersTo: referredTypes(declaration, text),
  };
}

function documentationOf(node: ts.Node): string {
  const [comment] = ts
    .getJSDocCommentsAndTags(node)
    .filter((found) => ts.isJSDoc(found))
    .slice(-1);
  return ts.getTextOfJSDocComment(comment?.comment) ?? "";
}

function declarationText(declaration: Declaration): string {
  const whole = declaration.getText();
  if (ts.isFunctionDeclaration(declaration)) return upToBody(declaration, whole);
  if (ts.isClassDeclaration(declaration)) return classText(declaration);
  if (!ts.isVariableStatement(declaration)) return whole;
  const [variable] = declaration.declarationList.declarations;
  const type = variable?.type === undefined ? "" : `: ${variable.type.getText()}`;
  return `export const ${variable?.name.getText() ?? ""}${type};`;
}

function upToBody(declaration: { readonly body?: ts.Node | undefined; getStart(): number }, whole: string): string {
  if (declaration.body === undefined) return whole;
  return `${whole.slice(0, declaration.body.getStart() - declaration.getStart()).trim()};`;
}

function classText(declaration: ts.ClassDeclaration): string {
  const heritage = declaration.heritageClauses?.map((clause) => ` ${clause.getText()}`).join("") ?? "";
  const members = declaration.members.filter(isPublic).map((member) => `  ${memberText(member)}`);
  const abstract = declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ? "abstract " : "";
  return [`export ${abstract}class ${declaration.name?.text ?? ""}${heritage} {`, ...members, "}"].join("\n");
}

function isPublic(member: ts.ClassElement): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return false;
  return (
    !ts.canHaveModifiers(member) || !ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
  );
}

function memberText(member: ts.ClassElement): string {
  const [comment] = ts
    .getJSDocCommentsAndTags(member)
    .filter((found) => ts.isJSDoc(found))
    .slice(-1);
  const text =
    ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) || ts.isGetAccessor(member)
      ? upToBody(member, member.getText())
      : member.getText();
  return comment === undefined ? text : `${comment.getText()}\n  ${text}`;
}

/** A comment may speak for the numbers that follow it without a gap. */
function numbersWithoutUnit(declaration: ts.InterfaceDeclaration): readonly string[] {
  let isSpokenFor = false;
  return declaration.members.flatMap((member) => {
    const hasComment = documentationOf(member) !== "";
    const isNumber = ts.isPropertySignature(member) && member.type?.kind === ts.SyntaxKind.NumberKeyword;
    isSpokenFor = hasComment || (isNumber && isSpokenFor);
    return isNumber && !isSpokenFor ? [member.name.getText()] : [];
  });
}

/** Types that the file imports from our own files or declares itself, and that stand in the text of the declaration. */
function referredTypes(declaration: Declaration, text: string): readonly string[] {
  const file = declaration.getSourceFile();
  const own = file.statements.flatMap((statement): readonly string[] => {
    if (isDeclaration(statement))
      return statement === declaration || ts.isVariableStatement(statement) ? [] : namesOf(statement);
    if (!ts.isImportDeclaration(statement)) return [];
    if (!(statement.moduleSpecifier as ts.StringLiteral).text.startsWith(".")) return [];
    const bindings = statement.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  });
  const words = new Set(withoutComments(text).match(/\b[A-Z]\w+/g));
  return own.filter((name) => words.has(name));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}
