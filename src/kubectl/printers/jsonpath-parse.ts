import { Failure } from '../errors.ts';

/** Start, end, step of an array access; undefined where left out. `index`: a single element. */
export interface Slice {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly step: number | undefined;
  readonly index: boolean;
}

export type PathNode =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: 'root' | 'current' | 'wildcard' | 'recursive' | 'end' }
  | { readonly is: 'range' }
  | { readonly is: 'array'; readonly slice: Slice }
  | { readonly is: 'union'; readonly branches: readonly (readonly PathNode[])[] }
  | { readonly is: 'filter'; readonly left: readonly PathNode[]; readonly operator: string; readonly right: readonly PathNode[] }
  | { readonly is: 'literal'; readonly value: string | number | boolean };

/**
 * Reads a JSONPath template: text with `{…}` in it.
 *
 * @see Kubernetes client-go, util/jsonpath, parser
 */
export function parseTemplate(template: string): readonly PathNode[] {
  const nodes: PathNode[] = [];
  let position = 0;
  let ranges = 0;
  while (position < template.length) {
    const open = template.indexOf('{', position);
    if (open < 0) {
      nodes.push({ is: 'text', text: template.slice(position) });
      break;
    }
    if (open > position) nodes.push({ is: 'text', text: template.slice(position, open) });
    const reader = new PathReader(template, open + 1);
    const list = reader.action();
    if (list[0]?.is === 'range' && ++ranges > maxDepth) throw new Failure('the ranges are nested too deep');
    if (list.some(({ is }) => is === 'end')) ranges--;
    nodes.push({ is: 'list', nodes: list });
    position = reader.position;
  }
  return nodes;
}

/** Reads a bare expression: what stands inside the braces. */
export function parseExpression(expression: string, depth = 0): readonly PathNode[] {
  return new PathReader(`${expression}}`, 0, depth).action();
}

const isNameSign = (c: string): boolean => c !== '' && !/[\s.[\](){}=!<>,|"'&~]/.test(c);

/** Filters and ranges may stand in each other so deep. */
const maxDepth = 100;

class PathReader {
  constructor(private readonly input: string, public position: number, private readonly depth = 0) {}

  private peek(): string {
    return this.input.charAt(this.position);
  }

  /** Nodes up to the closing brace, which is used up. */
  action(): PathNode[] {
    const nodes: PathNode[] = [];
    for (;;) {
      const c = this.peek();
      if (c === '') throw new Failure('unclosed action');
      if (c === '}') {
        this.position++;
        return nodes;
      }
      nodes.push(...this.step());
    }
  }

  private step(): PathNode[] {
    const c = this.peek();
    if (/\s/.test(c)) {
      this.position++;
      return [];
    }
    if (c === '"' || c === "'") return [{ is: 'text', text: this.quoted() }];
    if (c === '.') return this.dot();
    if (c === '[') return [...this.bracket()];
    if (c === '$' || c === '@') {
      this.position++;
      return [{ is: c === '$' ? 'root' : 'current' }];
    }
    if (c === '*') {
      this.position++;
      return [{ is: 'wildcard' }];
    }
    return [this.word()];
  }

  private dot(): PathNode[] {
    this.position++;
    if (this.peek() === '.') {
      this.position++;
      const name = this.peek() === '[' ? '' : this.fieldName();
      return name === '' ? [{ is: 'recursive' }] : [{ is: 'recursive' }, name === '*' ? { is: 'wildcard' } : { is: 'field', name }];
    }
    if (this.peek() === '[') return [];
    const name = this.fieldName();
    if (name === '*') return [{ is: 'wildcard' }];
    return name === '' ? [] : [{ is: 'field', name }];
  }

  private fieldName(): string {
    let name = '';
    for (let c = this.peek(); c !== ''; c = this.peek()) {
      if (c === '\\') {
        name += this.input.charAt(this.position + 1);
        this.position += 2;
        continue;
      }
      if (!isNameSign(c)) break;
      name += c;
      this.position++;
    }
    return name;
  }

  private word(): PathNode {
    const name = this.fieldName();
    if (name === 'range') return { is: 'range' };
    if (name === 'end') return { is: 'end' };
    if (name === 'true' || name === 'false') return { is: 'literal', value: name === 'true' };
    if (/^[-+]?\d+(\.\d+)?$/.test(name)) return { is: 'literal', value: Number(name) };
    if (name === '') throw new Failure(`unrecognized character in action: U+${this.peek().charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${this.peek()}'`);
    throw new Failure(`unrecognized identifier ${name}`);
  }

  private quoted(): string {
    const mark = this.peek();
    let text = '';
    this.position++;
    for (let c = this.peek(); c !== mark; c = this.peek()) {
      if (c === '') throw new Failure('unterminated quoted string');
      if (c === '\\') {
        const next = this.input.charAt(this.position + 1);
        text += { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }[next] ?? `\\${next}`;
        this.position += 2;
      } else {
        text += c;
        this.position++;
      }
    }
    this.position++;
    return text;
  }

  private bracket(): readonly PathNode[] {
    const close = this.matching();
    const inner = this.input.slice(this.position + 1, close).trim();
    this.position = close + 1;
    if (inner.startsWith('?(') && inner.endsWith(')')) return [parseFilter(inner.slice(2, -1), this.depth + 1)];
    if (inner === '*') return [{ is: 'wildcard' }];
    const parts = splitUnion(inner);
    if (parts.length > 1) return [{ is: 'union', branches: parts.map((part) => parseSubscript(part.trim())) }];
    return parseSubscript(inner);
  }

  /** Index of the `]` that closes the bracket here; quotes and nested brackets are passed over. */
  private matching(): number {
    let depth = 0;
    let mark = '';
    for (let i = this.position; i < this.input.length; i++) {
      const c = this.input.charAt(i);
      if (mark !== '') {
        if (c === '\\') i++;
        else if (c === mark) mark = '';
      } else if (c === '"' || c === "'") mark = c;
      else if (c === '[') depth++;
      else if (c === ']' && --depth === 0) return i;
    }
    throw new Failure('unterminated array');
  }
}

function splitUnion(inner: string): string[] {
  const parts: string[] = [];
  let mark = '';
  let part = '';
  for (const c of inner) {
    if (mark === '' && c === ',') {
      parts.push(part);
      part = '';
      continue;
    }
    if (c === '"' || c === "'") mark = mark === c ? '' : mark === '' ? c : mark;
    part += c;
  }
  return [...parts, part];
}

/** A name in quotes is a path of its own: its dots part fields. An index that is left out is the first. */
function parseSubscript(text: string): readonly PathNode[] {
  const quoted = /^'([^']*)'$/.exec(text);
  if (quoted) return parseExpression(`.${quoted[1] ?? ''}`);
  const match = /^(-?\d+)?(?:(:)(-?\d+)?(?::(-?\d+)?)?)?$/.exec(text);
  if (!match) throw new Failure(`invalid array index ${text}`);
  const number = (value: string | undefined): number | undefined => (value === undefined ? undefined : Number(value));
  return [{ is: 'array', slice: { start: number(match[1]), end: number(match[3]), step: number(match[4]), index: match[2] === undefined } }];
}

function parseFilter(text: string, depth: number): PathNode {
  if (depth > maxDepth) throw new Failure('the filters are nested too deep');
  let mark = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (mark !== '') {
      if (c === mark) mark = '';
      continue;
    }
    if (c === '"' || c === "'") mark = c;
    const operator = /^(==|!=|<=|>=|<|>|=)/.exec(text.slice(i))?.[1];
    if (operator) return { is: 'filter', left: filterSide(text.slice(0, i), depth), operator, right: filterSide(text.slice(i + operator.length), depth) };
  }
  return { is: 'filter', left: filterSide(text, depth), operator: 'exists', right: [] };
}

function filterSide(text: string, depth: number): readonly PathNode[] {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed);
  return quoted ? [{ is: 'literal', value: (quoted[2] ?? '').replace(/\\(.)/g, '$1') }] : parseExpression(trimmed, depth);
}
