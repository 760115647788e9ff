import { CelProblem } from './problem.ts';

/** A parsed expression of the Common Expression Language. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** `Object.spec{replicas: 1}`: a value of a named type. */
  | { readonly kind: 'struct'; readonly type: string; readonly at: number; readonly entries: readonly { readonly field: string; readonly value: Expression; readonly optional?: true }[] }
  | { readonly kind: 'field'; readonly of: Expression; readonly field: string; readonly at: number; readonly optional?: true }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression; readonly optional?: true }
  | { readonly kind: 'call'; readonly on: Expression | undefined; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly when: Expression; readonly then: Expression; readonly otherwise: Expression };

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly value?: string | number;
  readonly at: number;
}

const pattern = /\s+|\/\/[^\n]*|(?<number>0x[0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?u?)|(?<text>[rRbB]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}])/gy;

function tokens(source: string): readonly Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  let at = 0;
  while (at < source.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) throw new CelProblem(`Syntax error: token recognition error at: '${source.charAt(at)}'`, at);
    const { number, text, name, sign } = match.groups ?? {};
    if (number !== undefined) found.push({ kind: 'number', text: number, value: Number(number.replace(/u$/, '')), at });
    else if (text !== undefined) found.push({ kind: 'text', text, value: unquoted(text), at });
    else if (name !== undefined) found.push({ kind: 'name', text: name, at });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign, at });
    at = pattern.lastIndex;
  }
  return [...found, { kind: 'end', text: '<EOF>', at: source.length }];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function unquoted(text: string): string {
  const isRaw = /^[rR]/.test(text);
  const bare = text.replace(/^[rRbB]/, '');
  const width = bare.startsWith('"""') || bare.startsWith("'''") ? 3 : 1;
  const inner = bare.slice(width, -width);
  if (isRaw) return inner;
  return inner.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (_found, escape: string) =>
    escape.length > 1 ? String.fromCharCode(parseInt(escape.slice(1), 16)) : (escapes[escape] ?? escape));
}

/** How tightly binary operators bind, loosest first. */
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];
const depthMax = 100;
/** Operators and selections that follow each other make a tree as deep as they are many. */
const linksMax = 2000;
const tooDeep = 'expression recursion limit exceeded';

/** Reads an expression. Throws a {@link CelProblem} where it is none. */
export function parseCel(source: string): Expression {
  const parser = new Parser(tokens(source));
  return parser.whole();
}

/** `a.b.c` as a name; undefined for what is none. */
function typeNameOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'field' || expression.optional) return undefined;
  const of = typeNameOf(expression.of);
  return of === undefined ? undefined : `${of}.${expression.field}`;
}

const startOf = (expression: Expression): number => (expression.kind === 'field' ? startOf(expression.of) : expression.kind === 'name' ? expression.at : 0);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #links = 0;

  constructor(found: readonly Token[]) {
    this.#tokens = found;
  }

  whole(): Expression {
    const expression = this.#choice();
    if (this.#token.kind !== 'end') this.#unexpected();
    return expression;
  }

  #link(): void {
    if (++this.#links > linksMax) throw new CelProblem(tooDeep);
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #unexpected(): never {
    throw new CelProblem(`Syntax error: mismatched input '${this.#token.text}'`, this.#token.at);
  }

  #take(sign: string): boolean {
    if ((this.#token.kind !== 'sign' && this.#token.kind !== 'name') || this.#token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) this.#unexpected();
  }

  #choice(): Expression {
    if (++this.#depth > depthMax) throw new CelProblem(tooDeep);
    const when = this.#binary(0);
    let result = when;
    if (this.#take('?')) {
      const then = this.#binary(0);
      this.#expect(':');
      result = { kind: 'choice', when, then, otherwise: this.#choice() };
    }
    this.#depth--;
    return result;
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.#take(candidate));
      if (operator === undefined) return left;
      this.#link();
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    const operator = this.#take('!') ? '!' : this.#take('-') ? '-' : undefined;
    if (operator === undefined) return this.#member();
    if (++this.#depth > depthMax) throw new CelProblem(tooDeep);
    const of = this.#unary();
    this.#depth--;
    return { kind: 'unary', operator, of };
  }

  #member(): Expression {
    let expression = this.#primary();
    for (;;) {
      this.#link();
      const at = this.#token.at;
      if (this.#take('.')) {
        const optional = this.#optional();
        const { kind, text } = this.#token;
        if (kind !== 'name') this.#unexpected();
        this.#at++;
        expression = !optional && this.#take('(') ? { kind: 'call', on: expression, name: text, args: this.#list(')') } : { kind: 'field', of: expression, field: text, at, ...optional };
      } else if (this.#take('[')) {
        const optional = this.#optional();
        expression = { kind: 'index', of: expression, at: this.#choice(), ...optional };
        this.#expect(']');
      } else if (this.#token.text === '{' && typeNameOf(expression) !== undefined) expression = this.#struct(typeNameOf(expression) ?? '', startOf(expression));
      else return expression;
    }
  }

  /** `a.?b` and `a[?b]`: what is not there is an optional without a value. */
  #optional(): { readonly optional: true } | undefined {
    return this.#take('?') ? { optional: true } : undefined;
  }

  #primary(): Expression {
    const token = this.#token;
    this.#at++;
    if (token.kind === 'number' || token.kind === 'text') return { kind: 'literal', value: token.value ?? null, at: token.at };
    if (token.kind === 'name') return this.#named(token);
    if (token.text === '(') {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    if (token.text === '[') return { kind: 'list', items: this.#list(']') };
    if (token.text === '{') return { kind: 'map', entries: this.#entries() };
    this.#at--;
    return this.#unexpected();
  }

  #named({ text: name, at }: Token): Expression {
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', at };
    if (name === 'null') return { kind: 'literal', value: null, at };
    return this.#take('(') ? { kind: 'call', on: undefined, name, args: this.#list(')') } : { kind: 'name', name, at };
  }

  #list(end: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#take(end)) {
      items.push(this.#choice());
      if (!this.#take(',')) {
        this.#expect(end);
        break;
      }
    }
    return items;
  }

  #struct(type: string, at: number): Expression {
    const entries: { readonly field: string; readonly value: Expression; readonly optional?: true }[] = [];
    this.#expect('{');
    while (!this.#take('}')) {
      const optional = this.#optional();
      const { kind, text: field } = this.#token;
      if (kind !== 'name') this.#unexpected();
      this.#at++;
      this.#expect(':');
      entries.push({ field, value: this.#choice(), ...optional });
      if (!this.#take(',')) {
        this.#expect('}');
        break;
      }
    }
    return { kind: 'struct', type, at, entries };
  }

  #entries(): readonly (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#take('}')) {
      const key = this.#choice();
      this.#expect(':');
      entries.push([key, this.#choice()]);
      if (!this.#take(',')) {
        this.#expect('}');
        break;
      }
    }
    return entries;
  }
}
