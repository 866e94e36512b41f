// Every sentence of our own that can reach a person through one place of the code, read from the sources.
//
// The compiler knows which expressions are written into a property (`Refusal.why`); from there this goes back
// through conditions, constants, parameters and returned values to the words. A word that is chosen among few is
// put into its sentence, because other languages decline: `1 matter` and `2 matters` are two sentences. What
// cannot be followed is reported and never left out in silence.

import ts from 'typescript';
import { indexCode, nameOf, type Write } from './code-index.ts';

/** A hole: a number, somebody else's text, or words of ours that are looked up by themselves. */
type Part = string | { readonly hole: 'number' | 'text' | 'ours' };
type Parts = readonly Part[];

/** What is shown to people: what is written into a property of a declared type, or the words of a function. */
export type Place =
  | { readonly file: string; readonly type: string; readonly property: string }
  | { readonly file: string; readonly words: string };

type OwnSentences = {
  /** By the key of the tables, where each comes from. */
  readonly sentences: ReadonlyMap<string, string>;
  /** Words of closed sets that stand in holes of them, and where. */
  readonly terms: ReadonlyMap<string, string>;
  /** Places whose words could not be followed. */
  readonly unread: readonly string[];
};

/** More forms than this of one sentence, and its words are looked up by themselves. */
const FORMS_MAX = 16;
const DEPTH_MAX = 24;
const UNION_FORMS_MAX = 3;
/** Properties that hold a name, whoever writes it. */
const NAMES: readonly string[] = ['name', 'module'];

/** Functions that write a number as "12.50"; the page writes it the way its language does. */
const NUMBERS_IN_WORDS: readonly string[] = ['amountText'];

const isHole = (part: Part): part is Exclude<Part, string> => typeof part !== 'string';
const TEXT: Parts = [{ hole: 'text' }];
const NUMBER: Parts = [{ hole: 'number' }];
const OURS: Parts = [{ hole: 'ours' }];

const hasLetters = (parts: Parts): boolean => parts.some((part) => !isHole(part) && /\p{L}/u.test(part));

/** `{1}` is somebody's text, `{#1}` a number, `{@1}` words of ours. */
function keyOf(parts: Parts): string {
  const marks = { text: '', number: '#', ours: '@' } as const;
  let at = 0;
  return parts.map((part) => (isHole(part) ? `{${marks[part.hole]}${++at}}` : part)).join('');
}

export function readOwnSentences(
  root: string,
  rooms: readonly string[],
  places: readonly Place[],
  isShown: (file: string) => boolean,
): OwnSentences {
  const code = indexCode(root, rooms);
  const { checker, fileOf, placeOf, symbolOf, callsOf, callsOfMethod, assignedTo, writesTo, returnsOf } = code;
  const unread = new Set<string>();
  let kept = 0;
  const sentences = new Map<string, string>();
  const terms = new Map<string, string>();

  /** Where the words of a form stand, which is seldom where they are written into the property. */
  const origins = new WeakMap<Parts, string>();
  const from = (parts: Parts, node: ts.Node): Parts => {
    origins.set(parts, placeOf(node));
    return parts;
  };
  const giveUp = (node: ts.Node): readonly Parts[] => {
    unread.add(`${fileOf(node)}: ${node.getText().slice(0, 80)}`);
    return [];
  };
  const keep = (parts: Parts, written: ts.Node): void => {
    const where = origins.get(parts) ?? placeOf(written);
    kept += 1;
    if (hasLetters(parts)) sentences.set(keyOf(parts), where);
  };

  const keepTerm = (parts: Parts, written: ts.Node): void => {
    if (hasLetters(parts)) terms.set(keyOf(parts), origins.get(parts) ?? placeOf(written));
  };

  // ── Where a value comes from ──────────────────────────────────────────────────────────────────

  type Follow = { readonly depth: number; readonly seen: readonly ts.Node[]; readonly inside: boolean };

  /** Every form an expression can have. Inside a sentence what cannot be followed is somebody else's text. */
  function formsOf(node: ts.Expression, follow: Follow): readonly Parts[] {
    const lost = (): readonly Parts[] => (follow.inside ? [TEXT] : giveUp(node));
    if (follow.depth > DEPTH_MAX || follow.seen.includes(node)) return follow.seen.includes(node) ? [] : lost();
    const deeper: Follow = { ...follow, depth: follow.depth + 1, seen: [...follow.seen, node] };
    const isWords = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (isWords && !isShown(fileOf(node))) return [];
    if (ts.isStringLiteralLike(node)) return [from([node.text], node)];
    if (ts.isTemplateExpression(node)) return formsOfTemplate(node, deeper);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node)
    )
      return formsOf(node.expression, deeper);
    if (ts.isConditionalExpression(node))
      return [...formsOf(node.whenTrue, deeper), ...formsOf(node.whenFalse, deeper)];
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
        return [...formsOf(node.left, deeper), ...formsOf(node.right, deeper)];
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return formsOf(node.right, deeper);
    }
    const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
    if (type.flags & (ts.TypeFlags.Never | ts.TypeFlags.Undefined | ts.TypeFlags.Null)) return [];
    if (type.flags & ts.TypeFlags.NumberLike) return [NUMBER];
    if (ts.isCallExpression(node) && nameOf(node.expression) === 'String' && node.arguments[0])
      return formsOf(node.arguments[0], deeper);
    if (ts.isCallExpression(node) && nameOf(node.expression) === 'join' && follow.inside) return [OURS];
    if (ts.isCallExpression(node) && NUMBERS_IN_WORDS.includes(nameOf(node.expression))) return [NUMBER];
    const words = literalsOf(type);
    if (words && follow.inside) {
      if (words.length <= UNION_FORMS_MAX) return words.map((word) => [word]);
      for (const word of words) terms.set(word, placeOf(node));
      return [OURS];
    }
    if (follow.inside && ts.isPropertyAccessExpression(node) && NAMES.includes(node.name.text)) return [TEXT];
    if (ts.isIdentifier(node)) return formsOfName(node, deeper, lost);
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'error')
      return formsOfErrors(errorsOf(node.expression, deeper), deeper, lost);
    if (ts.isPropertyAccessExpression(node)) return formsOfProperty(symbolOf(node.name), deeper, lost);
    if (ts.isElementAccessExpression(node)) return formsOfTable(node.expression, deeper, lost, undefined);
    if (ts.isCallExpression(node)) return formsOfCall(node, deeper, lost);
    return lost();
  }

  /** The words of a type that is a closed set of them. */
  function literalsOf(type: ts.Type): readonly string[] | undefined {
    const members = type.isUnion() ? type.types : [type];
    const words = members.filter((member) => !(member.flags & ts.TypeFlags.Undefined));
    return words.length > 0 && words.every((member) => member.isStringLiteral())
      ? words.map((member) => member.value)
      : undefined;
  }

  function formsOfTemplate(node: ts.TemplateExpression, follow: Follow): readonly Parts[] {
    let forms: readonly Parts[] = [[node.head.text]];
    for (const span of node.templateSpans) {
      let inner = formsOf(span.expression, { ...follow, inside: true });
      // What may be anything may be empty, too; what may be `?` is said in its own sentence.
      inner = inner.includes(TEXT) ? inner.filter((parts) => parts[0] !== '') : inner;
      // Nothing but itself was found: words that words are added to.
      if (inner.length === 0) inner = [OURS];
      if (inner.includes(OURS)) {
        for (const parts of inner) keepTerm(parts, span);
        inner = [OURS];
      }
      inner = [...new Map(inner.map((parts) => [keyOf(parts), parts])).values()];
      if (forms.length * inner.length > FORMS_MAX) {
        for (const parts of inner) keepTerm(parts, span);
        inner = [inner.some(hasLetters) ? OURS : TEXT];
      }
      forms = forms.flatMap((before) => inner.map((parts) => [...before, ...parts, span.literal.text]));
    }
    return forms.map((parts) => from(parts, node));
  }

  function formsOfName(node: ts.Identifier, follow: Follow, lost: () => readonly Parts[]): readonly Parts[] {
    const symbol = symbolOf(node);
    const declaration = symbol?.valueDeclaration;
    if (!symbol || !declaration) return lost();
    return formsOfDeclaration(symbol, declaration, follow, lost);
  }

  function formsOfDeclaration(
    symbol: ts.Symbol,
    declaration: ts.Declaration,
    follow: Follow,
    lost: () => readonly Parts[],
  ): readonly Parts[] {
    if (ts.isVariableDeclaration(declaration)) {
      const later = assignedTo(symbol);
      const first = declaration.initializer ? formsOf(declaration.initializer, follow) : [];
      const rest = later.flatMap((one) => formsOf(one, follow));
      return declaration.initializer || later.length > 0 ? [...first, ...rest] : lost();
    }
    if (ts.isParameter(declaration)) return formsOfParameter(declaration, follow, lost);
    if (ts.isBindingElement(declaration)) {
      const name = declaration.propertyName ?? declaration.name;
      if (follow.inside && NAMES.includes(name.getText())) return [TEXT];
      const property = checker.getTypeAtLocation(declaration.parent).getProperty(name.getText());
      const fromProperty = formsOfProperty(property, follow, lost);
      return declaration.initializer ? [...fromProperty, ...formsOf(declaration.initializer, follow)] : fromProperty;
    }
    return lost();
  }

  /** What is given for a parameter wherever its function is called. */
  function formsOfParameter(
    parameter: ts.ParameterDeclaration,
    follow: Follow,
    lost: () => readonly Parts[],
  ): readonly Parts[] {
    const host = parameter.parent;
    const named = ts.isFunctionDeclaration(host)
      ? host.name
      : ts.isVariableDeclaration(host.parent)
        ? host.parent.name
        : undefined;
    const position = host.parameters.indexOf(parameter);
    const here = named && ts.isIdentifier(named) ? callsOf(named) : callsOfMethod(host);
    const given = here.flatMap((call): readonly Parts[] => {
      const spread = call.arguments.findIndex((argument) => ts.isSpreadElement(argument));
      if (spread >= 0 && spread <= position) {
        const tuple = (call.arguments[spread] as ts.SpreadElement).expression;
        return formsOfTable(tuple, follow, () => giveUp(tuple), position - spread);
      }
      const argument = call.arguments[position];
      return argument ? formsOf(argument, follow) : [];
    });
    const byItself = parameter.initializer ? formsOf(parameter.initializer, follow) : [];
    return here.length > 0 ? [...given, ...byItself] : lost();
  }

  /** What is written into a property of a declared type anywhere, or what the one object says where it has no such type. */
  function formsOfProperty(
    property: ts.Symbol | undefined,
    follow: Follow,
    lost: () => readonly Parts[],
  ): readonly Parts[] {
    const declarations = property?.declarations ?? [];
    if (declarations.length === 0) return lost();
    // What is being followed already is read where that began.
    if (declarations.some((declaration) => follow.seen.includes(declaration))) return [];
    const found = declarations.flatMap((declaration): readonly Parts[] => {
      if (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration))
        return formsOf(valueOf(declaration), follow);
      if (!ts.isPropertySignature(declaration)) return [];
      const within = { ...follow, seen: [...follow.seen, declaration] };
      return writesTo(declaration).flatMap((write) => formsOf(valueOf(write), within));
    });
    return found.length > 0 ? found : lost();
  }

  const valueOf = (write: Write): ts.Expression => (ts.isPropertyAssignment(write) ? write.initializer : write.name);

  /** The values of a constant table, or one place of each of its tuples. */
  function formsOfTable(
    node: ts.Expression,
    follow: Follow,
    lost: () => readonly Parts[],
    place: number | undefined,
  ): readonly Parts[] {
    const table = ts.isElementAccessExpression(node) && place !== undefined ? node.expression : node;
    const declaration = symbolOf(table)?.valueDeclaration;
    let value =
      declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
        ? declaration.initializer
        : undefined;
    while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
    if (!value || !(ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value))) return lost();
    const entries = ts.isArrayLiteralExpression(value)
      ? [...value.elements]
      : value.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? [property.initializer] : []));
    if (place === undefined) return entries.flatMap((entry) => formsOf(entry, follow));
    if (ts.isArrayLiteralExpression(value)) return entries[place] ? formsOf(entries[place], follow) : lost();
    return entries.flatMap((entry) =>
      ts.isArrayLiteralExpression(entry) && entry.elements[place]
        ? formsOf(entry.elements[place], follow)
        : giveUp(entry),
    );
  }

  /** What a `Result` may have failed with: the arguments of `err` in what was called. */
  function errorsOf(node: ts.Expression, follow: Follow): readonly ts.Expression[] {
    if (follow.depth > DEPTH_MAX || follow.seen.includes(node)) return [];
    const deeper: Follow = { ...follow, depth: follow.depth + 1, seen: [...follow.seen, node] };
    if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return errorsOf(node.expression, deeper);
    if (ts.isConditionalExpression(node))
      return [...errorsOf(node.whenTrue, deeper), ...errorsOf(node.whenFalse, deeper)];
    if (ts.isIdentifier(node)) {
      const declared = symbolOf(node)?.valueDeclaration;
      return declared && ts.isVariableDeclaration(declared) && declared.initializer
        ? errorsOf(declared.initializer, deeper)
        : [];
    }
    if (!ts.isCallExpression(node)) return [];
    if (nameOf(node.expression) === 'err') return [...node.arguments];
    return returnsOf(node).flatMap((value) => errorsOf(value, deeper));
  }

  const formsOfErrors = (
    errors: readonly ts.Expression[],
    follow: Follow,
    lost: () => readonly Parts[],
  ): readonly Parts[] => (errors.length > 0 ? errors.flatMap((error) => formsOf(error, follow)) : lost());

  function formsOfCall(node: ts.CallExpression, follow: Follow, lost: () => readonly Parts[]): readonly Parts[] {
    const returned = returnsOf(node);
    return returned.length > 0 ? returned.flatMap((value) => formsOf(value, follow)) : lost();
  }

  // ── All of it ─────────────────────────────────────────────────────────────────────────────────

  const start = (seen: readonly ts.Node[]): Follow => ({ depth: 0, seen, inside: false });
  for (const place of places) {
    const { file } = place;
    const before = kept;
    if ('words' in place) {
      for (const node of code.wordsIn(file, place.words))
        for (const parts of formsOf(node, start([]))) keep(parts, node);
    } else {
      for (const signature of code.signaturesOf(file, place.type, place.property))
        for (const write of writesTo(signature))
          for (const parts of formsOf(valueOf(write), start([signature]))) keep(parts, write);
    }
    if (kept === before) unread.add(`${file}: nothing is written to ${JSON.stringify(place)}`);
  }
  return { sentences, terms, unread: [...unread] };
}
