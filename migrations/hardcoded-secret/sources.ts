/** Secrets in the sources of cells: which literal, comment or text holds them, and the name that it is bound to. Reads only. */
import {
  positionalArguments,
  stringValue,
  unparenthesized,
  type CellSyntax,
  type ICell,
  type IRange,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { credentialKind, isCredentialValue, snakeCase } from './judge';
import { remembered } from './remembered';
import { kindWord, scanQuery, scanShapes, scanText, withoutFiles } from './scan';

export interface ISourceSecret {
  readonly kind: string;
  readonly variable: string | null;
  /** The variable, key, keyword or header that holds it. */
  readonly name: string | null;
  readonly cell: ICell;
  readonly range: IRange;
  /** Where it stands: only a literal can be moved. */
  readonly where: 'literal' | 'comment' | 'markdown' | 'magic' | 'unread';
  readonly literal: SyntaxNode | null;
  /** The secret. Never leaves the migration. */
  readonly value: string;
  /** True when the literal is nothing but the secret, or a URL around it. */
  readonly isWhole: boolean;
}

/** What one text says by itself; the cell is added when it is asked for. */
type TextSecret = Omit<ISourceSecret, 'cell'>;

/** The secrets of a cell, and the state of the cell that they were found in. */
interface IScanned {
  readonly cell: ICell;
  readonly secrets: readonly ISourceSecret[];
}

// Each text is scanned once: an edit of one cell must not cost a scan of all.
const inCode = new WeakMap<CellSyntax, IScanned>();
const inText = new WeakMap<ICell, readonly ISourceSecret[]>();

/** All secrets in sources, in document order, each place once. */
export function sourceSecrets(model: SemanticModel): readonly ISourceSecret[] {
  return model.memo(allSources);
}

function allSources(model: SemanticModel): readonly ISourceSecret[] {
  const found: ISourceSecret[] = [];
  const { cells } = model;
  let code = 0;
  for (const cell of model.notebook.cells) {
    const here =
      cell.kind === 'code'
        ? codeCellSecrets(cell, cells[code++].syntax)
        : remembered(inText, cell, () => inOrder(cell, textSecrets(cell.source, 'markdown')));
    found.push(...here);
  }
  return found;
}

function codeCellSecrets(cell: ICell, syntax: CellSyntax): readonly ISourceSecret[] {
  const known = inCode.get(syntax);
  if (known?.cell === cell) {
    return known.secrets;
  }
  // Another state of the cell, with other outputs, say, has the same source.
  const secrets = inOrder(cell, known ? known.secrets : codeSecrets(syntax));
  inCode.set(syntax, { cell, secrets });
  return secrets;
}

function inOrder(cell: ICell, secrets: readonly TextSecret[]): readonly ISourceSecret[] {
  return [...secrets]
    .sort((a, b) => a.range.start - b.range.start)
    .map(secret => ({ ...secret, cell }));
}

function textSecrets(source: string, where: ISourceSecret['where']): TextSecret[] {
  return scanText(withoutFiles(source)).map(s =>
    placed(s.kind, s.variable, s.name, source, { start: s.start, end: s.end }, where)
  );
}

function codeSecrets(syntax: CellSyntax): TextSecret[] {
  const { source } = syntax;
  if (!syntax.root) {
    return textSecrets(source, 'unread');
  }
  const found: TextSecret[] = [];
  const isFree = (range: IRange): boolean =>
    !found.some(f => f.range.start < range.end && range.start < f.range.end);
  const inMagic = (range: IRange): boolean =>
    syntax.magics.some(m => m.range.start <= range.start && range.end <= m.range.end);
  // The longer one first, so that the parts of a concatenation are not taken for literals of their own.
  const literals = [...syntax.nodes('concatenated_string'), ...syntax.nodes('string')]
    .filter(n => !inMagic(n))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  for (const literal of literals) {
    for (const secret of literalSecrets(literal)) {
      if (isFree(secret.range)) {
        found.push(secret);
      }
    }
  }
  for (const comment of syntax.comments) {
    for (const s of scanText(comment.text)) {
      const range = { start: comment.start + s.start, end: comment.start + s.end };
      if (isFree(range)) {
        found.push(placed(s.kind, s.variable, s.name, source, range, 'comment'));
      }
    }
  }
  // What is left stands in a magic or in a shell line.
  for (const magic of syntax.magics) {
    const text = source.slice(magic.range.start, magic.range.end);
    for (const s of scanText(text.replace(/^(%env\s+\w+)\s(?=\S)/, '$1='))) {
      const range = { start: magic.range.start + s.start, end: magic.range.start + s.end };
      if (isFree(range)) {
        found.push(placed(s.kind, s.variable, s.name, source, range, 'magic'));
      }
    }
  }
  return found;
}

function placed(
  kind: string,
  variable: string | null,
  name: string | null,
  source: string,
  range: IRange,
  where: ISourceSecret['where']
): TextSecret {
  const value = source.slice(range.start, range.end);
  return { kind, variable, name, range, where, literal: null, value, isWhole: false };
}

function literalSecrets(literal: SyntaxNode): TextSecret[] {
  const holder = holderOf(literal);
  const value = stringValue(literal);
  const credential = holder ? credentialKind(holder) : null;
  const make = (
    kind: string,
    variable: string | null,
    range: IRange,
    secret: string,
    isWhole: boolean
  ): Omit<ISourceSecret, 'cell'> => ({
    kind,
    variable,
    name: holder,
    range,
    where: 'literal',
    literal,
    value: secret,
    isWhole
  });
  const whole = { start: literal.start, end: literal.end };
  if (literal.kind === 'concatenated_string') {
    const [shape] = value === null ? [] : scanShapes(value);
    return shape && value !== null
      ? [make(shape.kind, shape.variable, whole, value.slice(shape.start, shape.end), true)]
      : [];
  }
  // What stands in the braces of an f-string belongs to a literal in there, or to none.
  const braces = literal.children.filter(c => c.kind === 'interpolation');
  const known = scanShapes(literal.text);
  const shapes = [
    ...known,
    ...scanQuery(literal.text).filter(q => !known.some(s => s.start < q.end && q.start < s.end))
  ].filter(
    s => !braces.some(b => b.start < literal.start + s.end && literal.start + s.start < b.end)
  );
  if (shapes.length) {
    return shapes.map(s => {
      const secret = literal.text.slice(s.start, s.end);
      const isWhole =
        value !== null &&
        (value.trim() === secret ||
          s.kind === 'Private key' ||
          (s.kind === 'Password in a URL' && !/\s/.test(value)) ||
          /^Account|;AccountKey=/.test(value));
      const range = { start: literal.start + s.start, end: literal.start + s.end };
      return make(s.kind, s.variable, isWhole ? whole : range, secret, isWhole);
    });
  }
  if (!credential || value === null) {
    return [];
  }
  const bare = value.replace(/^(Bearer|Basic|Token)\s+/, '');
  if (!isCredentialValue(credential, bare)) {
    return [];
  }
  const at = literal.text.indexOf(bare);
  if (bare === value || at < 0) {
    return [make(kindWord(credential), null, whole, value, true)];
  }
  // "Bearer " in front of a token stays in the code.
  const part = { start: literal.start + at, end: literal.start + at + bare.length };
  return [make(kindWord(credential), null, part, bare, false)];
}

/** The variable, attribute, key, keyword, header or environment variable that a literal is given to; null when there is none. */
export function holderOf(literal: SyntaxNode): string | null {
  let n = literal;
  while (
    n.parent?.kind === 'parenthesized_expression' ||
    n.parent?.kind === 'concatenated_string' ||
    n.parent?.kind === 'conditional_expression' ||
    (n.parent?.kind === 'boolean_operator' && n.field === 'right')
  ) {
    n = n.parent;
  }
  const { parent } = n;
  switch (parent?.kind) {
    case 'assignment':
      return n.field === 'right' ? targetName(parent.child('left')) : null;
    case 'pair':
      return n.field === 'value' ? stringValue(parent.child('key')) : null;
    case 'keyword_argument':
      return n.field === 'value' ? keywordName(parent) : null;
    case 'default_parameter':
    case 'typed_default_parameter':
      return n.field === 'value' ? (parent.child('name')?.text ?? null) : null;
    case 'argument_list':
      return argumentName(parent, n);
  }
  return null;
}

function targetName(target: SyntaxNode | null): string | null {
  const left = target && unparenthesized(target);
  switch (left?.kind) {
    case 'identifier':
      return left.text;
    case 'attribute':
      return qualified(left.child('object'), left.child('attribute')?.text ?? '');
    case 'subscript':
      return stringValue(left.child('subscript'));
  }
  return null;
}

/** `openai.api_key` → `openai_api_key`: the owner says whose key it is. */
function qualified(owner: SyntaxNode | null, name: string): string {
  return owner?.kind === 'identifier' && !/^(self|cls|os|st)$/.test(owner.text)
    ? `${owner.text}_${name}`
    : name;
}

/** `Pinecone(api_key=…)` → `Pinecone_api_key` */
function keywordName(argument: SyntaxNode): string {
  const name = argument.child('name')?.text ?? '';
  const callee = argument.ancestor('call')?.child('function')?.text ?? '';
  const owner = /(?:^|\.)([A-Z]\w*?)(Client|Api)?$/.exec(callee)?.[1];
  return owner && owner !== 'Client' && credentialKind(name) ? `${owner}_${name}` : name;
}

/** Clients that take their key as the first argument. */
const keyClients =
  /(?<![\w.])(cohere\.(Async)?Client(V2)?|Pinecone|Groq|TavilyClient|NewsApiClient|SerpApiClient)$/;

/** `os.environ.setdefault("NAME", "…")`, `os.putenv("NAME", "…")`, `os.getenv("NAME", "…")`: the first argument names the second. */
function argumentName(list: SyntaxNode, argument: SyntaxNode): string | null {
  const call = list.parent;
  const callee = call?.child('function')?.text ?? '';
  const [client] = keyClients.exec(callee) ?? [];
  if (call && client && positionalArguments(call)[0] === argument) {
    return `${client.split('.')[0]}_api_key`;
  }
  if (call && /(^|\.)(setdefault|putenv|getenv|get|setenv|set_key)$/.test(callee)) {
    const [first, second] = positionalArguments(call);
    return second === argument ? stringValue(first) : null;
  }
  return null;
}

/** The name for `.env`: the holder's where it says what it is, else the provider's. */
export function environmentName(secret: ISourceSecret): string {
  const own = secret.name ? snakeCase(secret.name).toUpperCase() : '';
  const target = secret.literal?.parent?.child('left')?.child('value');
  if (own && target && /(^|\.)environ$/.test(target.text)) {
    return own;
  }
  const isTelling =
    /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(own) &&
    !/^(API_KEY|X_API_KEY|API_TOKEN|APP_KEY|ACCESS_KEY|ACCESS_TOKEN|AUTH_TOKEN|SECRET_KEY|MY_\w+)$/.test(
      own
    );
  if (
    isTelling &&
    (credentialKind(own) || /_(KEY|TOKEN|SECRET|URL|URI|DSN|PASSWORD)(_ID)?$/.test(own))
  ) {
    return own;
  }
  if (secret.variable) {
    return secret.kind === 'Password in a URL' && !secret.isWhole
      ? 'DATABASE_PASSWORD'
      : secret.variable;
  }
  return /^[A-Z][A-Z0-9_]*$/.test(own) && own !== 'AUTHORIZATION' ? own : 'ACCESS_TOKEN';
}
