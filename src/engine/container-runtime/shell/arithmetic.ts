import { ShellError } from './limits.ts';

const nestingMax = 50;

/**
 * Whole-number arithmetic of `$(( … ))`: + - * / % comparisons, && || !, ?:, assignment and ++/--. Division by zero and
 * what cannot be read throw a ShellError whose text the shell shows.
 */
export function evaluate(text: string, variables: { get: (name: string) => string; set: (name: string, value: string) => void }): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\+\+|--|&&|\|\||[<>=!+\-*/%]=|<<|>>|[-+*/%<>!()?:=&|^~,]/g) ?? [];
  let at = 0;
  let nesting = 0;
  const nested = (read: () => number): number => {
    if (++nesting > nestingMax) throw new ShellError('arithmetic nesting too deep');
    const result = read();
    nesting--;
    return result;
  };
  const value = (name: string): number => {
    const raw = variables.get(name);
    return /^\s*-?\d+\s*$/.test(raw) ? Number(raw) : 0;
  };
  const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '<=', '>', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
  const primary = (): number => {
    const token = tokens[at++];
    if (token === undefined) return 0;
    if (token === '(') {
      const inner = nested(assignment);
      at++;
      return inner;
    }
    if (token === '-') return -nested(primary);
    if (token === '+') return nested(primary);
    if (token === '!') return nested(primary) === 0 ? 1 : 0;
    if (token === '~') return ~nested(primary);
    if (token === '++' || token === '--') {
      const name = tokens[at++] ?? '';
      variables.set(name, String(value(name) + (token === '++' ? 1 : -1)));
      return value(name);
    }
    if (/^\d/.test(token)) return Number(token);
    if (!/^[A-Za-z_]/.test(token)) throw new ShellError('arithmetic syntax error');
    const next = tokens[at];
    if (next === '++' || next === '--') {
      at++;
      const before = value(token);
      variables.set(token, String(before + (next === '++' ? 1 : -1)));
      return before;
    }
    return value(token);
  };
  const binary = (level: number): number => {
    if (level === levels.length) return primary();
    let left = binary(level + 1);
    while (levels[level]?.includes(tokens[at] ?? '')) {
      const operator = tokens[at++] ?? '';
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  };
  const conditional = (): number => {
    const condition = binary(0);
    if (tokens[at] !== '?') return condition;
    at++;
    const yes = nested(assignment);
    at++;
    const no = nested(assignment);
    return condition !== 0 ? yes : no;
  };
  const assignment = (): number => {
    const name = tokens[at] ?? '';
    const operator = tokens[at + 1] ?? '';
    if (/^[A-Za-z_]/.test(name) && /^[-+*/%]?=$/.test(operator)) {
      at += 2;
      const right = nested(assignment);
      const result = operator === '=' ? right : apply(operator.slice(0, 1), value(name), right);
      variables.set(name, String(result));
      return result;
    }
    return conditional();
  };
  return assignment();
}

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/':
    case '%':
      if (b === 0) throw new ShellError('divide by zero');
      return operator === '/' ? Math.trunc(a / b) : a % b;
    case '<': return Number(a < b);
    case '<=': return Number(a <= b);
    case '>': return Number(a > b);
    case '>=': return Number(a >= b);
    case '==': return Number(a === b);
    case '!=': return Number(a !== b);
    case '&&': return Number(a !== 0 && b !== 0);
    case '||': return Number(a !== 0 || b !== 0);
    case '<<': return a << b;
    case '>>': return a >> b;
    case '&': return a & b;
    case '|': return a | b;
    case '^': return a ^ b;
    default: return 0;
  }
}
