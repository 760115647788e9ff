import { parseAwk, type Expression, type Rule, type Statement } from './awk-parse.ts';
import type { FilterMaker } from './filter.ts';
import { readOptions, UsageProblem } from './options.ts';
import { regexOf, splitBy } from './regex.ts';
import { formatText } from './format.ts';

type Value = string | number;

/** `awk`: `'{print $1}'`, `-F: '$3 > 5 && /web/ {print $1, $NF}'`, `NR>1`, BEGIN and END, sums. */
export const awk: FilterMaker = (args, out) => {
  const options = readOptions(args, { valued: 'Fv', long: { 'field-separator': 'F', assign: 'v' } });
  const [program, ...files] = options.operands;
  if (program === undefined) throw new UsageProblem("a program is needed, such as '{print $1}'");
  const rules = parseAwk(program);
  const machine = new Machine(options.value('F'), out);
  for (const text of options.values('v')) machine.variables.set(text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1));
  machine.run(rules.filter(({ when }) => when === 'BEGIN'));
  const lines = rules.filter(({ when }) => when !== 'BEGIN' && when !== 'END');
  return {
    files,
    filter: {
      line: (text) => { machine.take(text); machine.run(lines); },
      end: () => { machine.run(rules.filter(({ when }) => when === 'END')); return 0; },
    },
  };
};

/** `next` was met. */
const next = Symbol('next');

class Machine {
  readonly variables = new Map<string, Value>([['OFS', ' '], ['ORS', '\n'], ['FS', ' '], ['NR', 0], ['NF', 0]]);
  #fields: string[] = [''];

  constructor(separator: string | undefined, private readonly out: (line: string) => void) {
    if (separator !== undefined) this.variables.set('FS', separator === '\\t' || separator === 't' ? '\t' : separator);
  }

  take(line: string): void {
    this.variables.set('NR', number(this.#get('NR')) + 1);
    const separator = text(this.#get('FS'));
    const fields = separator === ' ' ? line.trim().split(/\s+/).filter(Boolean) : line === '' ? [] : separator.length === 1 ? line.split(separator) : splitBy(line, regexOf(separator, { isExtended: true }));
    this.#fields = [line, ...fields];
    this.variables.set('NF', fields.length);
  }

  run(rules: readonly Rule[]): void {
    for (const { when, actions } of rules) {
      if (typeof when === 'object' && !this.#holds(when)) continue;
      if (!actions) this.out(this.#fields[0] ?? '');
      else if (this.#do(actions) === next) return;
    }
  }

  #do(statements: readonly Statement[]): typeof next | undefined {
    for (const statement of statements) {
      if (statement.kind === 'next') return next;
      if (statement.kind === 'do') this.#value(statement.value);
      else if (statement.kind === 'print') this.#print(statement);
      else if (this.#do(this.#holds(statement.test) ? statement.yes : statement.no) === next) return next;
    }
    return undefined;
  }

  #print({ values, isFormatted }: Statement & { kind: 'print' }): void {
    const parts = values.map((value) => text(this.#value(value)));
    if (!isFormatted) { this.out(values.length === 0 ? (this.#fields[0] ?? '') : parts.join(text(this.#get('OFS')))); return; }
    this.#held += formatText(parts[0] ?? '', parts.slice(1));
    for (let at = this.#held.indexOf('\n'); at >= 0; at = this.#held.indexOf('\n')) {
      this.out(this.#held.slice(0, at));
      this.#held = this.#held.slice(at + 1);
    }
  }

  /** What printf wrote of a line that has not ended. */
  #held = '';

  #get(name: string): Value {
    return this.variables.get(name) ?? '';
  }

  #holds(expression: Expression): boolean {
    const value = this.#value(expression);
    return typeof value === 'number' ? value !== 0 : value !== '';
  }

  #value(expression: Expression): Value {
    switch (expression.kind) {
      case 'number': case 'string': return expression.value;
      case 'regex': return Number(regexOf(expression.source, { isExtended: true }).test(this.#fields[0] ?? ''));
      case 'variable': return this.#get(expression.name);
      case 'field': return this.#fields[number(this.#value(expression.index))] ?? '';
      case 'call': return this.#call(expression);
      case 'unary': return expression.operator === '!' ? Number(!this.#holds(expression.value)) : -number(this.#value(expression.value));
      case 'choice': return this.#value(this.#holds(expression.test) ? expression.yes : expression.no);
      case 'assign': return this.#assign(expression);
      case 'binary': return this.#binary(expression);
    }
  }

  #assign({ name, operator, value }: Expression & { kind: 'assign' }): Value {
    const right = this.#value(value);
    const result = operator === '=' ? right : arithmetic(operator.charAt(0), number(this.#get(name)), number(right));
    this.variables.set(name, result);
    return result;
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): Value {
    if (operator === '&&') return Number(this.#holds(left) && this.#holds(right));
    if (operator === '||') return Number(this.#holds(left) || this.#holds(right));
    if (operator === '~' || operator === '!~') {
      const source = right.kind === 'regex' ? right.source : text(this.#value(right));
      return Number(regexOf(source, { isExtended: true }).test(text(this.#value(left))) === (operator === '~'));
    }
    const [a, b] = [this.#value(left), this.#value(right)];
    if (operator === ' ') return text(a) + text(b);
    if (['<', '<=', '==', '!=', '>', '>='].includes(operator)) return Number(compared(operator, a, b, left.kind === 'string' || right.kind === 'string'));
    return arithmetic(operator, number(a), number(b));
  }

  #call({ name, args }: Expression & { kind: 'call' }): Value {
    const [first = this.#fields[0] ?? '', second = 0, third] = args.map((arg) => this.#value(arg));
    switch (name) {
      case 'length': return text(first).length;
      case 'toupper': return text(first).toUpperCase();
      case 'tolower': return text(first).toLowerCase();
      case 'int': return Math.trunc(number(first));
      case 'index': return text(first).indexOf(text(second)) + 1;
      case 'substr': return text(first).slice(Math.max(0, number(second) - 1), third === undefined ? undefined : number(second) - 1 + number(third));
      case 'sprintf': return formatText(text(first), args.slice(1).map((arg) => text(this.#value(arg))));
      default: throw new UsageProblem(`function ${name} is not known here`);
    }
  }
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default:
      if (b === 0) throw new UsageProblem('division by zero attempted');
      return operator === '/' ? a / b : a % b;
  }
}

/** Numbers where both look like numbers and none is written as a text. */
function compared(operator: string, a: Value, b: Value, isText: boolean): boolean {
  const isNumber = !isText && looksNumeric(a) && looksNumeric(b);
  const order = isNumber ? number(a) - number(b) : text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
  return { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[operator] ?? false;
}

const looksNumeric = (value: Value): boolean => typeof value === 'number' || value === '' || /^\s*[+-]?\d*\.?\d+\s*$/.test(value);
const number = (value: Value): number => (typeof value === 'number' ? value : Number(/^\s*[+-]?\d*\.?\d+/.exec(value)?.[0] ?? 0));
/** Six significant digits, as awk's OFMT says. */
const text = (value: Value): string => (typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6))));
