import { UsageProblem } from './options.ts';

/** What awk computes with. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly value: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'assign'; readonly name: string; readonly operator: string; readonly value: Expression };

export type Statement =
  | { readonly kind: 'print'; readonly values: readonly Expression[]; readonly isFormatted: boolean }
  | { readonly kind: 'do'; readonly value: Expression }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
  | { readonly kind: 'next' };

export interface Rule {
  readonly when: 'BEGIN' | 'END' | Expression | undefined;
  /** Undefined prints the line. */
  readonly actions: readonly Statement[] | undefined;
}

interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'sign';
  readonly text: string;
  /** After a blank: `print a -1` is still one thing, but a new line ends a statement. */
}

const signs = /^(?:&&|\|\||[=!<>+\-*/%]=|!~|\+\+|--|[-+*/%!<>~?:=(){},;$])/;

function tokensOf(program: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let rest = program; rest !== '';) {
    const blank = /^(?:[ \t]|\\\n|#[^\n]*)+/.exec(rest)?.[0] ?? '';
    rest = rest.slice(blank.length);
    if (rest === '') break;
    const token = tokenAt(rest, tokens.at(-1));
    tokens.push({ kind: token.kind, text: token.text });
    rest = rest.slice(token.length);
  }
  return tokens;
}

function tokenAt(rest: string, before: Token | undefined): Token & { readonly length: number } {
  const found = (kind: Token['kind'], text: string, length: number): Token & { readonly length: number } => ({ kind, text, length });
  if (rest.startsWith('\n')) return found('sign', ';', 1);
  const number = /^\d*\.?\d+(?:e[+-]?\d+)?/i.exec(rest)?.[0];
  if (number !== undefined) return found('number', number, number.length);
  const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (name !== undefined) return found('name', name, name.length);
  const string = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
  if (string) return found('string', (string[1] ?? '').replace(/\\(.)/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c), string[0].length);
  const isValue = before !== undefined && (['number', 'string', 'name'].includes(before.kind) || before.text === ')');
  const regex = isValue ? null : /^\/((?:[^/\\\n]|\\.)*)\//.exec(rest);
  if (regex) return found('regex', (regex[1] ?? '').replaceAll('\\/', '/'), regex[0].length);
  const sign = signs.exec(rest)?.[0];
  if (sign === undefined) throw new UsageProblem(`syntax error at or near ${rest.slice(0, 10)}`);
  return found('sign', sign, sign.length);
}

/** Reads an awk program: rules with patterns, print, printf, if, next, assignments. Arrays and loops are not known. */
export function parseAwk(program: string): readonly Rule[] {
  return new Parser(tokensOf(program)).rules();
}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['~', '!~'], ['<', '<=', '==', '!=', '>', '>='], [], ['+', '-'], ['*', '/', '%']];
const joinLevel = 4;

class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  rules(): readonly Rule[] {
    const rules: Rule[] = [];
    for (;;) {
      while (this.#take(';'));
      if (this.#at >= this.tokens.length) return rules;
      rules.push(this.#rule());
    }
  }

  #rule(): Rule {
    if (this.#is('{')) return { when: undefined, actions: this.#block() };
    const special = (['BEGIN', 'END'] as const).find((name) => this.#take(name));
    const when = special ?? this.#expression();
    if (special && !this.#is('{')) throw this.#problem();
    return { when, actions: this.#is('{') ? this.#block() : undefined };
  }

  #block(): readonly Statement[] {
    this.#need('{');
    const statements: Statement[] = [];
    for (;;) {
      while (this.#take(';'));
      if (this.#take('}')) return statements;
      statements.push(this.#statement());
      if (!this.#is('}') && !this.#is(';') && this.tokens[this.#at - 1]?.text !== '}') throw this.#problem();
    }
  }

  #statement(): Statement {
    if (this.#take('next')) return { kind: 'next' };
    if (this.#take('if')) return this.#if();
    const isFormatted = this.#take('printf');
    if (!isFormatted && !this.#take('print')) return { kind: 'do', value: this.#expression() };
    const values: Expression[] = [];
    if (!this.#is(';') && !this.#is('}')) do values.push(this.#expression()); while (this.#take(','));
    return { kind: 'print', values, isFormatted };
  }

  #if(): Statement {
    this.#need('(');
    const test = this.#expression();
    this.#need(')');
    const yes = this.#body();
    const from = this.#at;
    while (this.#take(';'));
    if (this.#take('else')) return { kind: 'if', test, yes, no: this.#body() };
    this.#at = from;
    return { kind: 'if', test, yes, no: [] };
  }

  #body(): readonly Statement[] {
    return this.#is('{') ? this.#block() : [this.#statement()];
  }

  #expression(): Expression {
    const left = this.#binary(0);
    if (this.#take('?')) {
      const yes = this.#expression();
      this.#need(':');
      return { kind: 'choice', test: left, yes, no: this.#expression() };
    }
    const operator = ['=', '+=', '-=', '*=', '/=', '%='].find((sign) => this.#is(sign));
    if (operator === undefined || left.kind !== 'variable') return left;
    this.#at++;
    return { kind: 'assign', name: left.name, operator, value: this.#expression() };
  }

  /** Words that stand side by side are joined, as a level of their own. */
  #binary(level: number): Expression {
    if (level >= levels.length) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = levels[level]?.find((sign) => this.#is(sign));
      if (operator !== undefined) this.#at++;
      else if (level !== joinLevel || !this.#beginsValue()) return left;
      left = { kind: 'binary', operator: operator ?? ' ', left, right: this.#binary(level + 1) };
    }
  }

  #beginsValue(): boolean {
    const token = this.tokens[this.#at];
    return token !== undefined && (['number', 'string'].includes(token.kind) || (token.kind === 'name' && token.text !== 'else') || token.text === '$' || token.text === '(');
  }

  #unary(): Expression {
    if (this.#take('!')) return { kind: 'unary', operator: '!', value: this.#unary() };
    if (this.#take('-')) return { kind: 'unary', operator: '-', value: this.#unary() };
    for (const step of ['++', '--']) if (this.#take(step)) return this.#step(this.#value(), step);
    const value = this.#value();
    for (const step of ['++', '--']) if (value.kind === 'variable' && this.#take(step)) return this.#step(value, step);
    return value;
  }

  #step(value: Expression, step: string): Expression {
    if (value.kind !== 'variable') throw this.#problem();
    return { kind: 'assign', name: value.name, operator: `${step.charAt(0)}=`, value: { kind: 'number', value: 1 } };
  }

  #value(): Expression {
    if (this.#take('$')) return { kind: 'field', index: this.#value() };
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#need(')');
      return inner;
    }
    const token = this.tokens[this.#at++];
    switch (token?.kind) {
      case 'number': return { kind: 'number', value: Number(token.text) };
      case 'string': return { kind: 'string', value: token.text };
      case 'regex': return { kind: 'regex', source: token.text };
      case 'name': return this.#is('(') ? { kind: 'call', name: token.text, args: this.#args() } : this.#named(token.text);
      default: this.#at--; throw this.#problem();
    }
  }

  #named(name: string): Expression {
    if (['for', 'while', 'function', 'delete', 'getline', 'in'].includes(name)) throw new UsageProblem(`${name}: loops, arrays and functions of awk are not known here`);
    return name === 'length' ? { kind: 'call', name, args: [] } : { kind: 'variable', name };
  }

  #args(): readonly Expression[] {
    this.#need('(');
    const args: Expression[] = [];
    if (this.#take(')')) return args;
    do args.push(this.#expression()); while (this.#take(','));
    this.#need(')');
    return args;
  }

  #is(text: string): boolean {
    const token = this.tokens[this.#at];
    return token !== undefined && token.text === text && (token.kind === 'sign' || token.kind === 'name');
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw this.#problem();
  }

  #problem(): UsageProblem {
    return new UsageProblem(`syntax error at or near ${this.tokens[this.#at]?.text ?? 'end of program'}`);
  }
}
