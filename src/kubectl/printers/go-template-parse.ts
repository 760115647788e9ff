import { Failure } from '../errors.ts';

export type Argument =
  | { readonly is: 'value'; readonly value: string | number | boolean | null }
  | { readonly is: 'field'; readonly path: readonly string[] }
  | { readonly is: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly is: 'function'; readonly name: string }
  | { readonly is: 'pipe'; readonly pipeline: Pipeline; readonly path: readonly string[] };
export interface Pipeline {
  readonly declare: readonly string[];
  readonly commands: readonly (readonly Argument[])[];
}
export type TemplateNode =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'print'; readonly pipeline: Pipeline }
  | { readonly is: 'leap'; readonly word: 'break' | 'continue' }
  | { readonly is: 'template'; readonly name: string; readonly pipeline: Pipeline }
  | { readonly is: 'if' | 'range' | 'with'; readonly pipeline: Pipeline; readonly body: readonly TemplateNode[]; readonly otherwise: readonly TemplateNode[] };

/** Blocks and parentheses may stand in each other so deep. */
const maxDepth = 500;

/** A template, and those that it defines by name. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly named: ReadonlyMap<string, readonly TemplateNode[]>;
}

interface Reader {
  at: number;
  depth: number;
  readonly named: Map<string, readonly TemplateNode[]>;
}

/** Reads what stands one level deeper. */
function deeper<T>(reader: Reader, read: () => T): T {
  if (++reader.depth > maxDepth) throw new Failure('error parsing template: template: output:1: the template is nested too deep');
  const value = read();
  reader.depth--;
  return value;
}

interface Piece {
  readonly action: boolean;
  readonly text: string;
}

/** Reads a Go template, as far as `-o go-template` is used: fields, variables, pipelines, `if`, `range`, `with`, named templates. */
export function parseGoTemplate(template: string): ParsedTemplate {
  const pieces = cut(template);
  const reader: Reader = { at: 0, depth: 0, named: new Map() };
  const nodes = readNodes(pieces, reader);
  const rest = pieces[reader.at];
  if (rest) throw new Failure(`error parsing template ${template}, template: output:1: unexpected {{${rest.text}}}`);
  return { nodes, named: reader.named };
}

function cut(template: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    let text = template.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.trimStart();
    if (open < 0) {
      pieces.push({ action: false, text });
      break;
    }
    const close = closing(template, open + 2);
    let action = template.slice(open + 2, close);
    if (/^-\s/.test(action)) {
      text = text.trimEnd();
      action = action.slice(1);
    }
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -1);
    if (text !== '') pieces.push({ action: false, text });
    if (!action.trim().startsWith('/*')) pieces.push({ action: true, text: action.trim() });
    at = close + 2;
  }
  return pieces;
}

function closing(template: string, from: number): number {
  let mark = '';
  for (let at = from; at < template.length; at++) {
    const c = template.charAt(at);
    if (mark !== '') {
      if (c === '\\' && mark === '"') at++;
      else if (c === mark) mark = '';
    } else if (c === '"' || c === '`') mark = c;
    else if (template.startsWith('}}', at)) return at;
  }
  throw new Failure(`error parsing template ${template}, template: output:1: unclosed action`);
}

function readNodes(pieces: readonly Piece[], reader: Reader): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  for (let piece = pieces[reader.at]; piece; piece = pieces[reader.at]) {
    if (!piece.action) {
      nodes.push({ is: 'text', text: piece.text });
      reader.at++;
      continue;
    }
    const [word = ''] = piece.text.split(/\s/, 1);
    if (word === 'end' || word === 'else') return nodes;
    reader.at++;
    if (word === 'if' || word === 'range' || word === 'with') nodes.push(deeper(reader, () => readBlock(word, piece.text.slice(word.length), pieces, reader)));
    else if (word === 'break' || word === 'continue') nodes.push({ is: 'leap', word });
    else if (word === 'define' || word === 'block' || word === 'template') nodes.push(...deeper(reader, () => readNamed(word, piece.text.slice(word.length), pieces, reader)));
    else nodes.push({ is: 'print', pipeline: parsePipeline(piece.text) });
  }
  return nodes;
}

function readBlock(is: 'if' | 'range' | 'with', text: string, pieces: readonly Piece[], reader: Reader): TemplateNode {
  const pipeline = parsePipeline(text);
  const body = readNodes(pieces, reader);
  const after = closingPiece(pieces, reader);
  if (!after.startsWith('else')) return { is, pipeline, body, otherwise: [] };
  const chained = /^else\s+(if|with)\s/.exec(after);
  if (chained) return { is, pipeline, body, otherwise: [deeper(reader, () => readBlock(chained[1] as 'if' | 'with', after.slice(chained[0].length), pieces, reader))] };
  const otherwise = readNodes(pieces, reader);
  closingPiece(pieces, reader);
  return { is, pipeline, body, otherwise };
}

/** `{{define "X"}}`, `{{template "X" .}}`, `{{block "X" .}}`, which is both. */
function readNamed(word: 'define' | 'block' | 'template', text: string, pieces: readonly Piece[], reader: Reader): readonly TemplateNode[] {
  const [, quoted = '', rest = ''] = /^\s*("(?:[^"\\]|\\.)*"|`[^`]*`)([^]*)$/.exec(text) ?? [];
  if (quoted === '') throw new Failure(`error parsing template: template: output:1: unexpected ${JSON.stringify(text.trim())} in ${word} clause`);
  const name = quoted.startsWith('`') ? quoted.slice(1, -1) : unquoted(quoted);
  if (word !== 'template') {
    reader.named.set(name, readNodes(pieces, reader));
    closingPiece(pieces, reader);
  }
  return word === 'define' ? [] : [{ is: 'template', name, pipeline: parsePipeline(rest) }];
}

/** The `end` or `else` that ends a block's body, used up. */
function closingPiece(pieces: readonly Piece[], reader: Reader): string {
  const piece = pieces[reader.at++];
  if (!piece) throw new Failure('error parsing template: template: output:1: unexpected EOF');
  return piece.text;
}

const token = /\s*(?:("(?:[^"\\]|\\.)*")|(`[^`]*`)|(\)(?:\.\w+)+)|(:=|=|\||,|\(|\))|(-?\d+(?:\.\d+)?)(?![\w.])|((?:\$\w*)?(?:\.\w+)+|\.|\$\w*)|([A-Za-z_]\w*))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Failure(`error parsing template: template: output:1: unexpected ${JSON.stringify(text.slice(from).trim().charAt(0))} in operand`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

export function parsePipeline(text: string): Pipeline {
  const tokens = tokenize(text);
  const assign = tokens.findIndex((word) => word === ':=' || word === '=');
  const declare = assign < 0 ? [] : tokens.slice(0, assign).filter((word) => word !== ',');
  const reader: Reader = { at: assign + 1, depth: 0, named: new Map() };
  return { declare, commands: readCommands(tokens, reader) };
}

function readCommands(tokens: readonly string[], reader: Reader): (readonly Argument[])[] {
  const commands: Argument[][] = [[]];
  for (let word = tokens[reader.at]; word !== undefined && !word.startsWith(')'); word = tokens[reader.at]) {
    reader.at++;
    if (word === '|') commands.push([]);
    else commands.at(-1)?.push(word === '(' ? deeper(reader, () => readGroup(tokens, reader)) : argumentOf(word));
  }
  return commands;
}

function readGroup(tokens: readonly string[], reader: Reader): Argument {
  const commands = readCommands(tokens, reader);
  const close = tokens[reader.at];
  if (close === undefined) throw new Failure('error parsing template: template: output:1: unclosed left paren');
  reader.at++;
  return { is: 'pipe', pipeline: { declare: [], commands }, path: close.split('.').slice(1) };
}

/** The text of a literal in double quotes. */
function unquoted(word: string): string {
  try {
    return JSON.parse(word.replaceAll('\t', '\\t')) as string;
  } catch {
    throw new Failure('error parsing template: template: output:1: invalid syntax');
  }
}

function argumentOf(word: string): Argument {
  if (word.startsWith('"')) return { is: 'value', value: unquoted(word) };
  if (word.startsWith('`')) return { is: 'value', value: word.slice(1, -1) };
  if (/^-?\d/.test(word)) return { is: 'value', value: Number(word) };
  if (word === 'true' || word === 'false') return { is: 'value', value: word === 'true' };
  if (word === 'nil') return { is: 'value', value: null };
  if (word === '.') return { is: 'field', path: [] };
  if (word.startsWith('$')) return { is: 'variable', name: word.split('.')[0] ?? '', path: word.split('.').slice(1) };
  if (word.startsWith('.')) return { is: 'field', path: word.split('.').slice(1) };
  return { is: 'function', name: word };
}
