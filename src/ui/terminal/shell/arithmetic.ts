/** Why an expression cannot be computed, in bash's words. */
export class ArithmeticProblem extends Error {}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];
const token = /\s*(\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!])/y;
const nestedMax = 100;

/** `$((…))`: whole numbers, as bash computes them. `valueOf` tells what a variable holds. */
export function evaluate(text: string, valueOf: (name: string) => string): number {
  const plain = text.replaceAll('$', '').replace(/\{(\w+)\}/g, '$1');
  return new Evaluation(plain, tokensOf(plain), valueOf).all();
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new ArithmeticProblem(`${text}: syntax error: invalid arithmetic operator (error token is "${text.slice(from).trim()}")`);
    tokens.push(found[1] ?? '');
  }
  return tokens;
}

class Evaluation {
  #at = 0;
  #nested = 0;

  constructor(private readonly text: string, private readonly tokens: readonly string[], private readonly valueOf: (name: string) => string) {}

  all(): number {
    if (this.tokens.length === 0) return 0;
    const value = this.#level(0);
    if (this.#at < this.tokens.length) throw this.#problem('syntax error in expression');
    return value;
  }

  #level(level: number): number {
    const signs = levels[level];
    if (!signs) return this.#value();
    let left = this.#level(level + 1);
    for (;;) {
      const sign = this.tokens[this.#at] ?? '';
      if (!signs.includes(sign)) return left;
      this.#at++;
      left = this.#apply(sign, left, this.#level(level + 1));
    }
  }

  #apply(sign: string, left: number, right: number): number {
    switch (sign) {
      case '||': return Number(left !== 0 || right !== 0);
      case '&&': return Number(left !== 0 && right !== 0);
      case '==': return Number(left === right);
      case '!=': return Number(left !== right);
      case '<=': return Number(left <= right);
      case '>=': return Number(left >= right);
      case '<': return Number(left < right);
      case '>': return Number(left > right);
      case '+': return left + right;
      case '-': return left - right;
      case '*': return left * right;
      default:
        if (right === 0) throw this.#problem('division by 0');
        return sign === '/' ? Math.trunc(left / right) : left % right;
    }
  }

  #value(): number {
    const word = this.tokens[this.#at++];
    if (++this.#nested > nestedMax * 10 || word === undefined) throw this.#problem('syntax error: operand expected');
    if (word === '-') return -this.#value();
    if (word === '+') return this.#value();
    if (word === '!') return Number(this.#value() === 0);
    if (word === '(') {
      const value = this.#level(0);
      if (this.tokens[this.#at++] !== ')') throw this.#problem('missing `)\'');
      return value;
    }
    if (/^\d/.test(word)) return Number(word);
    if (!/^\w/.test(word)) throw this.#problem(`syntax error: operand expected (error token is "${word}")`);
    const held = this.valueOf(word).trim();
    return /^-?\d+$/.test(held) ? Number(held) : 0;
  }

  #problem(what: string): ArithmeticProblem {
    return new ArithmeticProblem(`${this.text}: ${what}`);
  }
}
