import { deepEqual, isJsonObject, setOwn } from '../../../../kube/json.ts';
import { globalFunctions, macros, memberFunctions } from './functions.ts';
import type { Expression } from './parse.ts';
import { CelHost, optionalFunctions, OptionalValue } from './host.ts';
import { CelProblem } from './problem.ts';
import { StructValue } from './struct.ts';

export { CelProblem } from './problem.ts';

/** A value of an expression: JSON, an optional, or an object of ours with functions of its own. */
export type CelValue = string | number | boolean | null | undefined | readonly CelValue[] | { readonly [key: string]: CelValue } | CelHost;
export type Scope = ReadonlyMap<string, CelValue>;

/** Names that CEL keeps for itself are escaped in field names: `__namespace__` is the field `namespace`. */
const unescaped = (field: string): string => field.replace(/^__(\w+)__$/, '$1').replaceAll('__dot__', '.').replaceAll('__dash__', '-').replaceAll('__slash__', '/');

/** What one expression may cost: a step each, and one for every ten letters or items that are put together. @see Kubernetes 1.36, PerCallLimit */
const costMax = 1_000_000;
let cost = 0;

const outOfBudget = (): CelProblem => new CelProblem('operation cancelled: actual cost limit exceeded');

function spend(steps: number): void {
  cost += steps;
  if (cost > costMax) throw outOfBudget();
}

const sizeOf = (value: CelValue): number => (typeof value === 'string' || Array.isArray(value) ? value.length : 0);

/** Evaluates an expression. Throws a {@link CelProblem} where it has no value, or one that costs too much. */
export function evaluate(expression: Expression, scope: Scope): CelValue {
  const outer = cost;
  cost = 0;
  try {
    const value = valueOf(expression, scope);
    if (cost > costMax) throw outOfBudget();
    return value;
  } catch (problem) {
    throw problem instanceof RangeError ? outOfBudget() : problem;
  } finally {
    cost = outer;
  }
}

function valueOf(expression: Expression, scope: Scope): CelValue {
  spend(1);
  switch (expression.kind) {
    case 'literal': return expression.value;
    case 'name': return nameIn(expression.name, scope);
    case 'list': return expression.items.map((item) => valueOf(item, scope));
    case 'map': return Object.fromEntries(expression.entries.map(([key, value]) => [String(valueOf(key, scope)), valueOf(value, scope)]));
    case 'struct': return struct(expression, scope);
    case 'field': return selected(valueOf(expression.of, scope), expression.optional, (of) => fieldOf(of, expression.field));
    case 'index': {
      const at = valueOf(expression.at, scope);
      return selected(valueOf(expression.of, scope), expression.optional, (of) => itemOf(of, at));
    }
    case 'unary': return unary(expression.operator, valueOf(expression.of, scope));
    case 'choice': return truth(valueOf(expression.when, scope)) ? valueOf(expression.then, scope) : valueOf(expression.otherwise, scope);
    case 'binary': return binary(expression, scope);
    case 'call': return call(expression, scope);
  }
}

/** A type's name has to be declared as any other name has. */
function struct({ type, entries }: Extract<Expression, { kind: 'struct' }>, scope: Scope): StructValue {
  nameIn(type.split('.')[0] ?? '', scope);
  const fields: Record<string, CelValue> = {};
  for (const { field, value, optional } of entries) {
    const found = valueOf(value, scope);
    if (!optional) setOwn(fields, unescaped(field), found);
    else if (found instanceof OptionalValue && found.value !== undefined) setOwn(fields, unescaped(field), found.value);
  }
  return new StructValue(type, fields);
}

function nameIn(name: string, scope: Scope): CelValue {
  if (!scope.has(name)) throw new CelProblem(`undeclared reference to '${name}' (in container '')`);
  return scope.get(name);
}

/** A plain selection, or one that gives an optional: where that is asked for, and from an optional on. */
function selected(of: CelValue, optional: true | undefined, select: (of: CelValue) => CelValue): CelValue {
  const isOptional = of instanceof OptionalValue;
  if (!optional && !isOptional) return select(of);
  const value = isOptional ? of.value : of;
  if (value === undefined || value === null) return new OptionalValue(undefined);
  try {
    return new OptionalValue(select(value));
  } catch (problem) {
    if (problem instanceof CelProblem && /^(no such key|index out of bounds)/.test(problem.message)) return new OptionalValue(undefined);
    throw problem;
  }
}

function fieldOf(value: CelValue, field: string): CelValue {
  if (isJsonObject(value)) {
    if (Object.hasOwn(value, field)) return value[field] as CelValue;
    const plain = unescaped(field);
    if (Object.hasOwn(value, plain)) return value[plain] as CelValue;
  }
  throw new CelProblem(`no such key: ${field}`);
}

function itemOf(value: CelValue, at: CelValue): CelValue {
  if (Array.isArray(value) && typeof at === 'number') {
    if (at < 0 || at >= value.length) throw new CelProblem(`index out of bounds: ${String(at)}`);
    return value[at] as CelValue;
  }
  if (isJsonObject(value)) {
    if (!Object.hasOwn(value, String(at))) throw new CelProblem(`no such key: ${String(at)}`);
    return value[String(at)] as CelValue;
  }
  throw new CelProblem('no such overload');
}

function truth(value: CelValue): boolean {
  if (typeof value !== 'boolean') throw new CelProblem('no such overload');
  return value;
}

function unary(operator: '!' | '-', value: CelValue): CelValue {
  if (operator === '!') return !truth(value);
  if (typeof value !== 'number') throw new CelProblem('no such overload');
  return -value;
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, scope: Scope): CelValue {
  if (operator === '&&' || operator === '||') return logical(operator, left, right, scope);
  const a = valueOf(left, scope);
  const b = valueOf(right, scope);
  switch (operator) {
    case '==': return deepEqual(a, b);
    case '!=': return !deepEqual(a, b);
    case 'in': return isIn(a, b);
    case '+': return sum(a, b);
    case '-': case '*': case '/': case '%': return arithmetic(operator, a, b);
    default: return ordered(operator, a, b);
  }
}

/** Either side may decide alone, even where the other one has no value. */
function logical(operator: '&&' | '||', left: Expression, right: Expression, scope: Scope): boolean {
  const deciding = operator === '||';
  let problem: CelProblem | undefined;
  for (const side of [left, right]) {
    try {
      if (truth(valueOf(side, scope)) === deciding) return deciding;
    } catch (found) {
      if (!(found instanceof CelProblem)) throw found;
      problem = found;
    }
  }
  if (problem) throw problem;
  return !deciding;
}

function isIn(item: CelValue, container: CelValue): boolean {
  if (Array.isArray(container)) return container.some((candidate) => deepEqual(candidate, item));
  if (isJsonObject(container)) return Object.hasOwn(container, String(item));
  throw new CelProblem('no such overload');
}

function sum(a: CelValue, b: CelValue): CelValue {
  spend((sizeOf(a) + sizeOf(b)) / 10);
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...(a as readonly CelValue[]), ...(b as readonly CelValue[])];
  throw new CelProblem('no such overload');
}

function arithmetic(operator: '-' | '*' | '/' | '%', a: CelValue, b: CelValue): number {
  if (typeof a !== 'number' || typeof b !== 'number') throw new CelProblem('no such overload');
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  const areWhole = Number.isInteger(a) && Number.isInteger(b);
  if (b === 0 && areWhole) throw new CelProblem(operator === '/' ? 'division by zero' : 'modulus by zero');
  if (operator === '%') return a % b;
  return areWhole ? Math.trunc(a / b) : a / b;
}

function ordered(operator: string, a: CelValue, b: CelValue): boolean {
  const comparable = (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string') || (typeof a === 'boolean' && typeof b === 'boolean');
  if (!comparable) throw new CelProblem('no such overload');
  const [x, y] = [a as string, b as string];
  return operator === '<' ? x < y : operator === '<=' ? x <= y : operator === '>' ? x > y : x >= y;
}

function call({ on, name, args }: Extract<Expression, { kind: 'call' }>, scope: Scope): CelValue {
  if (!on && name === 'has' && args[0]?.kind === 'field') return hasField(args[0], scope);
  if (on?.kind === 'name' && on.name === 'optional' && !scope.has('optional')) return optionalCall(name, args.map((arg) => valueOf(arg, scope)));
  const macro = on ? macros[name] : undefined;
  const variable = args[0];
  if (on && macro && variable?.kind === 'name' && args.length > 1) {
    const inner = (item: CelValue, expression: Expression): CelValue => valueOf(expression, new Map([...scope, [variable.name, item]]));
    return macro(valueOf(on, scope), args.slice(1).map((expression) => (item: CelValue) => inner(item, expression)));
  }
  const values = args.map((arg) => valueOf(arg, scope));
  const host = on && valueOf(on, scope);
  if (host instanceof CelHost) return host.call(name, values);
  const known = on ? memberFunctions[name] : globalFunctions[name];
  if (!known) throw new CelProblem(`undeclared reference to '${name}' (in container '')`);
  const result = on ? known(host, ...values) : known(...(values as [CelValue]));
  spend(sizeOf(result) / 10);
  return result;
}

function optionalCall(name: string, values: readonly CelValue[]): CelValue {
  const known = optionalFunctions[name];
  if (!known) throw new CelProblem(`undeclared reference to 'optional.${name}' (in container '')`);
  return known(values[0]);
}

function hasField({ of, field }: Extract<Expression, { kind: 'field' }>, scope: Scope): boolean {
  const value = valueOf(of, scope);
  return isJsonObject(value) && ((Object.hasOwn(value, field) && value[field] !== undefined) || Object.hasOwn(value, unescaped(field)));
}
