/** Why an expression cannot be computed, in bash's words; and of what sort that is, for shells that have other words. */
export class ArithmeticProblem extends Error {
  constructor(message: string, readonly sort: 'syntax' | 'division' | 'depth' = 'syntax') {
    super(message);
  }
}

/** What variables hold, and where a new value of one goes. */
export interface Variables {
  variable(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** What binds least comes first. */
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const assignments: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const token = /\s*(\d[\w#@]*|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|\|\||&&|<<|>>|[=!<>+\-*/%&|^]=|[-+*/%()<>!~&|^?:=,])/y;
/** How deep parentheses and signs may stand in each other, those in variables counted with the rest. */
const nestedMax = 100;
/** How often a variable may be the name of another one. */
const namesMax = 20;
/** Signs and numbers in all the variables of one expression. */
const tokensMax = 100_000;

/**
 * `$((…))`: whole numbers of 64 bits, as bash computes them.
 * @throws ArithmeticProblem
 */
export function evaluate(text: string, variables: Variables): bigint {
  return new Evaluation(text, tokensOf(text), variables).all();
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new ArithmeticProblem(`${text}: syntax error: invalid arithmetic operator (error token is "${text.slice(from).trim()}")`);
    const sign = found[1] ?? '';
    const isApart = (sign === '++' || sign === '--') && !isName(tokens.at(-1)) && !isName(text.slice(token.lastIndex).trimStart());
    if (isApart) token.lastIndex--;
    tokens.push(isApart ? sign.charAt(0) : sign);
  }
  return tokens;
}

/** Only beside the name of a variable two signs are one: `1--1` is 1 less -1. */
const isName = (text = ''): boolean => /^[A-Za-z_]/.test(text);

class Evaluation {
  #at = 0;
  /** Whether what stands here counts: the other side of `&&`, `||` and `?` does not. */
  #isLive = true;

  constructor(private readonly text: string, private readonly tokens: readonly string[], private readonly variables: Variables, private readonly depth = 0, private readonly budget = { tokens: tokensMax, nested: 0 }) {}

  all(): bigint {
    if (this.tokens.length === 0) return 0n;
    const value = this.#list();
    if (this.#at < this.tokens.length) throw this.#problem('syntax error in expression');
    return value;
  }

  #take(...signs: readonly string[]): string | undefined {
    const sign = this.tokens[this.#at];
    if (sign === undefined || !signs.includes(sign)) return undefined;
    this.#at++;
    return sign;
  }

  /** Goes one level further in. */
  #within<T>(work: () => T): T {
    if (++this.budget.nested > nestedMax) throw this.#problem('expression recursion level exceeded', 'depth');
    const value = work();
    this.budget.nested--;
    return value;
  }

  #list(): bigint {
    let value = this.#assignment();
    while (this.#take(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const name = this.tokens[this.#at] ?? '';
    const sign = this.tokens[this.#at + 1] ?? '';
    if (!isName(name) || !assignments.has(sign)) return this.#choice();
    this.#at += 2;
    // What it was comes first: `x += x++` adds to the old one.
    const before = sign === '=' ? 0n : this.#held(name);
    const right = this.#within(() => this.#assignment());
    return this.#set(name, sign === '=' ? right : this.#apply(sign.slice(0, -1), before, right));
  }

  #choice(): bigint {
    const test = this.#level(0);
    if (!this.#take('?')) return test;
    const yes = this.#only(test !== 0n, () => this.#within(() => this.#list()));
    if (!this.#take(':')) throw this.#problem('`:\' expected for conditional expression');
    const no = this.#only(test === 0n, () => this.#within(() => this.#choice()));
    return test === 0n ? no : yes;
  }

  /** Reads something that counts only in that case. */
  #only(isMeant: boolean, read: () => bigint): bigint {
    const before = this.#isLive;
    this.#isLive = before && isMeant;
    const value = read();
    this.#isLive = before;
    return value;
  }

  #level(level: number): bigint {
    const signs = levels[level];
    if (!signs) return this.#power();
    let left = this.#level(level + 1);
    for (let sign = this.#take(...signs); sign !== undefined; sign = this.#take(...signs)) {
      const counts = sign === '&&' ? left !== 0n : sign === '||' ? left === 0n : true;
      left = this.#apply(sign, left, this.#only(counts, () => this.#level(level + 1)));
    }
    return left;
  }

  #power(): bigint {
    const base = this.#value();
    if (!this.#take('**')) return base;
    const exponent = this.#within(() => this.#power());
    if (exponent < 0n && this.#isLive) throw this.#problem('exponent less than 0');
    return power(base, exponent);
  }

  #apply(sign: string, left: bigint, right: bigint): bigint {
    if ((sign === '/' || sign === '%') && right === 0n) {
      if (this.#isLive) throw this.#problem('division by 0', 'division');
      return 0n;
    }
    return BigInt.asIntN(64, (operators[sign] ?? (() => 0n))(left, right));
  }

  #value(): bigint {
    const word = this.tokens[this.#at++];
    if (word === undefined) throw this.#problem('syntax error: operand expected');
    const of = Object.hasOwn(signs, word) ? signs[word] : undefined;
    if (of) return BigInt.asIntN(64, of(this.#within(() => this.#value())));
    if (word === '(') {
      const value = this.#within(() => this.#list());
      if (!this.#take(')')) throw this.#problem('missing `)\'');
      return value;
    }
    if (word === '++' || word === '--') return this.#stepped(word);
    if (/^\d/.test(word)) return this.#number(word);
    if (!/^\w/.test(word)) throw this.#problem(`syntax error: operand expected (error token is "${word}")`);
    const value = this.#held(word);
    const after = this.#take('++', '--');
    if (after) this.#set(word, value + (after === '++' ? 1n : -1n));
    return value;
  }

  /** `++x`. */
  #stepped(sign: string): bigint {
    const name = this.tokens[this.#at++] ?? '';
    if (!isName(name)) throw this.#problem('syntax error: operand expected');
    return this.#set(name, this.#held(name) + (sign === '++' ? 1n : -1n));
  }

  #set(name: string, value: bigint): bigint {
    const wrapped = BigInt.asIntN(64, value);
    if (this.#isLive) this.variables.set(name, String(wrapped));
    return wrapped;
  }

  /** What a variable is: a number, or an expression of its own. */
  #held(name: string): bigint {
    const held = (this.variables.variable(name) ?? '').trim();
    if (/^-?[1-9]\d*$/.test(held) && held.length < 40) return BigInt.asIntN(64, BigInt(held));
    if (this.depth >= namesMax) throw new ArithmeticProblem(`${held}: expression recursion level exceeded (error token is "${held}")`, 'depth');
    const tokens = tokensOf(held);
    this.budget.tokens -= tokens.length;
    if (this.budget.tokens < 0) throw this.#problem(`more than ${String(tokensMax)} numbers in variables are not known here`);
    return this.#within(() => new Evaluation(held, tokens, this.variables, this.depth + 1, this.budget).all());
  }

  /** `10`, `010`, `0x10`, `2#101`. */
  #number(word: string): bigint {
    const [, hex, own, ofOwn, octal, plain] = /^(?:0[xX]([\da-fA-F]*)|(\d+)#([\w@]+)|0(\d+)|(\d+))$/.exec(word) ?? [];
    const base = hex !== undefined ? 16 : own !== undefined ? Number(own) : octal !== undefined ? 8 : 10;
    const digits = hex ?? ofOwn ?? octal ?? plain;
    if (digits === undefined) throw this.#problem(`value too great for base (error token is "${word}")`);
    if (base < 2 || base > 64) throw this.#problem(`invalid arithmetic base (error token is "${word}")`);
    let value = 0n;
    for (const digit of digits) {
      const worth = base <= 36 ? alphabet.indexOf(digit.toLowerCase()) : alphabet.indexOf(digit);
      if (worth < 0 || worth >= base) throw this.#problem(`value too great for base (error token is "${word}")`);
      value = BigInt.asIntN(64, value * BigInt(base) + BigInt(worth));
    }
    return value;
  }

  #problem(what: string, sort?: 'division' | 'depth'): ArithmeticProblem {
    return new ArithmeticProblem(`${this.text}: ${what}`, sort);
  }
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

const truth = (holds: boolean): bigint => (holds ? 1n : 0n);

const signs: Readonly<Partial<Record<string, (value: bigint) => bigint>>> = { '-': (value) => -value, '+': (value) => value, '!': (value) => truth(value === 0n), '~': (value) => ~value };

const operators: Readonly<Partial<Record<string, (left: bigint, right: bigint) => bigint>>> = {
  '||': (left, right) => truth(left !== 0n || right !== 0n), '&&': (left, right) => truth(left !== 0n && right !== 0n),
  '|': (left, right) => left | right, '^': (left, right) => left ^ right, '&': (left, right) => left & right,
  '==': (left, right) => truth(left === right), '!=': (left, right) => truth(left !== right),
  '<=': (left, right) => truth(left <= right), '>=': (left, right) => truth(left >= right), '<': (left, right) => truth(left < right), '>': (left, right) => truth(left > right),
  // As processors do it: of how far it goes the six lowest bits count.
  '<<': (left, right) => left << (right & 63n), '>>': (left, right) => left >> (right & 63n),
  '+': (left, right) => left + right, '-': (left, right) => left - right, '*': (left, right) => left * right, '/': (left, right) => left / right, '%': (left, right) => left % right,
};

/** By squares, so that no number grows beyond its 64 bits. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, left] = [base, exponent]; left > 0n; [square, left] = [BigInt.asIntN(64, square * square), left >> 1n]) {
    if (left & 1n) result = BigInt.asIntN(64, result * square);
  }
  return result;
}
