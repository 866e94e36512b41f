// What the compiler knows of the sources: who calls what, and who writes what into which property.
//
// Names are looked up first and symbols compared then, so that only the few expressions that somebody asks about
// are ever given a type: reading four rooms costs seconds, checking them would cost many more.

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export type Write = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

function filesIn(root: string, rooms: readonly string[]): string[] {
  return rooms.flatMap((room) =>
    room.endsWith('.ts')
      ? [join(root, room)]
      : readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
          .map((name) => join(root, room, name)),
  );
}

export function indexCode(root: string, rooms: readonly string[]) {
  const program = ts.createProgram(filesIn(root, rooms), {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    jsx: ts.JsxEmit.Preserve,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const ours = program.getSourceFiles().filter(({ fileName }) => !/node_modules/.test(fileName));
  const calls = new Map<string, ts.CallExpression[]>();
  const writes = new Map<string, Write[]>();
  const assignments = new Map<string, ts.BinaryExpression[]>();
  const push = <T>(index: Map<string, T[]>, name: string, node: T): void => {
    const list = index.get(name);
    if (list) list.push(node);
    else index.set(name, [node]);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) push(calls, nameOf(node.expression), node);
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node))
      push(writes, node.name.getText(), node);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      push(assignments, node.left.getText(), node);
    ts.forEachChild(node, visit);
  };
  for (const file of ours) ts.forEachChild(file, visit);

  const fileOf = (node: ts.Node): string => relative(root, node.getSourceFile().fileName);
  /** `modules/economy/money.ts:33` */
  const placeOf = (node: ts.Node): string => {
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `${fileOf(node)}:${line + 1}`;
  };
  const symbolOf = (node: ts.Node): ts.Symbol | undefined => {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  };

  const callsOf = (named: ts.Identifier): readonly ts.CallExpression[] => {
    const target = checker.getSymbolAtLocation(named);
    return (calls.get(named.text) ?? []).filter((call) => symbolOf(call.expression) === target);
  };

  /** Calls of a function that is written into a property: those that name the property of the declared type. */
  function callsOfMethod(host: ts.SignatureDeclaration): readonly ts.CallExpression[] {
    const member = ts.isPropertyAssignment(host.parent) ? host.parent : ts.isMethodDeclaration(host) ? host : undefined;
    if (!member || !ts.isObjectLiteralExpression(member.parent)) return [];
    const name = member.name.getText();
    const declared = checker.getContextualType(member.parent)?.getProperty(name)?.declarations ?? [];
    return (calls.get(name) ?? []).filter(
      (call) =>
        ts.isPropertyAccessExpression(call.expression) &&
        symbolOf(call.expression.name)?.declarations?.some((one) => declared.includes(one)),
    );
  }

  /** Every value that is given to a variable after its declaration. */
  const assignedTo = (symbol: ts.Symbol): readonly ts.Expression[] =>
    (assignments.get(symbol.name) ?? []).filter(({ left }) => symbolOf(left) === symbol).map(({ right }) => right);

  function isWriteTo(write: ts.ObjectLiteralElementLike, declaration: ts.PropertySignature): boolean {
    const literal = write.parent as ts.ObjectLiteralExpression;
    const name = declaration.name.getText();
    const type = checker.getContextualType(literal);
    const found = (type?.isUnion() ? type.types : type ? [type] : []).flatMap(
      (member) => member.getProperty(name)?.declarations ?? [],
    );
    if (found.includes(declaration)) return true;
    // What is handed to a generic function (`err`) has no type but its own: it is told by its shape.
    const isOwn = !type || !!(type.flags & ts.TypeFlags.TypeParameter) || found.includes(write);
    return (
      isOwn &&
      checker.isTypeAssignableTo(checker.getTypeAtLocation(literal), checker.getTypeAtLocation(declaration.parent))
    );
  }

  const writesTo = (declaration: ts.PropertySignature): readonly Write[] =>
    (writes.get(declaration.name.getText()) ?? []).filter((write) => isWriteTo(write, declaration));

  /** What the function that is called here gives back. */
  function returnsOf(node: ts.CallExpression): readonly ts.Expression[] {
    const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    const called = symbolOf(name)?.valueDeclaration;
    const host =
      called && (ts.isVariableDeclaration(called) || ts.isPropertyAssignment(called)) ? called.initializer : called;
    if (!host || !(ts.isFunctionDeclaration(host) || ts.isArrowFunction(host)) || !host.body) return [];
    if (!ts.isBlock(host.body)) return [host.body];
    const returned: ts.Expression[] = [];
    const look = (inner: ts.Node): void => {
      if (ts.isReturnStatement(inner) && inner.expression) returned.push(inner.expression);
      if (!ts.isFunctionLike(inner)) ts.forEachChild(inner, look);
    };
    ts.forEachChild(host.body, look);
    return returned;
  }

  /** The declarations of a property in a declared type, however deep. */
  const signaturesOf = (file: string, type: string, property: string): readonly ts.PropertySignature[] => {
    const declared = program
      .getSourceFile(join(root, file))
      ?.statements.find(
        (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === type,
      );
    const found: ts.PropertySignature[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isPropertySignature(node) && node.name.getText() === property) found.push(node);
      ts.forEachChild(node, look);
    };
    if (declared) look(declared);
    return found;
  };

  /** Everything in a function that is more than one word. */
  const wordsIn = (file: string, name: string): readonly ts.Expression[] => {
    const found: ts.Expression[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isTemplateExpression(node) || (ts.isStringLiteralLike(node) && node.text.includes(' '))) found.push(node);
      else ts.forEachChild(node, look);
    };
    const host = program
      .getSourceFile(join(root, file))
      ?.statements.find((one) => ts.isFunctionDeclaration(one) && one.name?.text === name);
    if (host) look(host);
    return found;
  };

  return {
    checker,
    fileOf,
    placeOf,
    symbolOf,
    callsOf,
    callsOfMethod,
    assignedTo,
    writesTo,
    returnsOf,
    signaturesOf,
    wordsIn,
  };
}

/** What is called here, by its last name. */
export const nameOf = (node: ts.Node): string =>
  ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
