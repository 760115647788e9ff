import { decodeBase64 } from '../base64.ts';
import { Failure } from '../errors.ts';
import { asMap } from '../resources/object.ts';
import { goText } from './go-value.ts';
import { parseGoTemplate, type Argument, type Pipeline, type TemplateNode } from './go-template-parse.ts';

/** What `-o go-template=TEMPLATE` prints of an object. */
export function printGoTemplate(template: string, data: unknown): string {
  const nodes = parseGoTemplate(template);
  const scope = new Scope(undefined);
  scope.declare('$', data);
  return render(nodes, data, scope);
}

class Scope {
  readonly #values = new Map<string, unknown>();
  constructor(private readonly outer: Scope | undefined) {}

  declare(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  find(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    if (!this.outer) throw new Failure(`error parsing template: undefined variable "${name}"`);
    return this.outer.find(name);
  }
}

function render(nodes: readonly TemplateNode[], dot: unknown, scope: Scope): string {
  return nodes.map((node) => renderNode(node, dot, scope)).join('');
}

function renderNode(node: TemplateNode, dot: unknown, scope: Scope): string {
  if (node.is === 'text') return node.text;
  const inner = new Scope(scope);
  if (node.is === 'range') return renderRange(node, dot, inner);
  const value = evaluate(node.pipeline, dot, node.is === 'print' ? scope : inner);
  if (node.is === 'print') return node.pipeline.declare.length > 0 ? '' : printed(value);
  if (isTrue(value)) return render(node.body, node.is === 'with' ? value : dot, inner);
  return render(node.otherwise, dot, inner);
}

function renderRange(node: TemplateNode & { is: 'if' | 'range' | 'with' }, dot: unknown, scope: Scope): string {
  const value = evaluate({ ...node.pipeline, declare: [] }, dot, scope);
  const pairs = pairsOf(value);
  if (pairs.length === 0) return render(node.otherwise, dot, scope);
  const { declare } = node.pipeline;
  return pairs.map(([key, item]) => {
    const inner = new Scope(scope);
    if (declare.length === 1) inner.declare(declare[0] ?? '', item);
    if (declare.length === 2) {
      inner.declare(declare[0] ?? '', key);
      inner.declare(declare[1] ?? '', item);
    }
    return render(node.body, item, inner);
  }).join('');
}

function pairsOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index] as const);
  const map = asMap(value);
  return map ? Object.keys(map).sort().map((key) => [key, map[key]] as const) : [];
}

const printed = (value: unknown): string => (value === undefined || value === null ? '<no value>' : goText(value));

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  const map = asMap(value);
  return map ? Object.keys(map).length > 0 : Boolean(value);
}

function evaluate(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
  let value: unknown;
  for (const [index, command] of pipeline.commands.entries()) value = run(command, index === 0 ? [] : [value], dot, scope);
  for (const name of pipeline.declare) scope.declare(name, value);
  return value;
}

function run(command: readonly Argument[], piped: readonly unknown[], dot: unknown, scope: Scope): unknown {
  const [first, ...rest] = command;
  if (!first) throw new Failure('error parsing template: missing value for command');
  if (first.is !== 'function') return valueOf(first, dot, scope);
  return call(first.name, [...rest.map((argument) => valueOf(argument, dot, scope)), ...piped]);
}

function valueOf(argument: Argument, dot: unknown, scope: Scope): unknown {
  switch (argument.is) {
    case 'value': return argument.value;
    case 'field': return follow(dot, argument.path);
    case 'variable': return follow(scope.find(argument.name), argument.path);
    case 'pipe': return follow(evaluate(argument.pipeline, dot, scope), argument.path);
    case 'function': return call(argument.name, []);
  }
}

function follow(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (here === undefined || here === null) return undefined;
    const map = asMap(here);
    if (!map) throw new Failure(`error executing template: template: output:1: can't evaluate field ${name} in type ${Array.isArray(here) ? '[]interface {}' : typeof here}`);
    here = Object.hasOwn(map, name) ? map[name] : undefined;
  }
  return here;
}

const order = (a: unknown, b: unknown): number => ((a as string | number) < (b as string | number) ? -1 : (a as string | number) > (b as string | number) ? 1 : 0);

function call(name: string, args: readonly unknown[]): unknown {
  const [a, b] = args;
  switch (name) {
    case 'len': return typeof a === 'string' ? a.length : pairsOf(a).length;
    case 'index': return args.slice(1).reduce((value, key) => (Array.isArray(value) ? value[Number(key)] : asMap(value)?.[String(key)]), a);
    case 'exists': return args.slice(1).reduce((value, key) => (Array.isArray(value) ? value[Number(key)] : asMap(value)?.[String(key)]), a) !== undefined;
    case 'base64decode': return decodeBase64(String(a));
    case 'print': return args.map(goText).join('');
    case 'println': return `${args.map(goText).join(' ')}\n`;
    case 'printf': return goFormat(String(a), args.slice(1));
    case 'not': return !isTrue(a);
    case 'and': return args.find((value) => !isTrue(value)) ?? args.at(-1);
    case 'or': return args.find(isTrue) ?? args.at(-1);
    case 'eq': return args.slice(1).some((value) => value === a);
    case 'ne': return a !== b;
    case 'lt': return order(a, b) < 0;
    case 'le': return order(a, b) <= 0;
    case 'gt': return order(a, b) > 0;
    case 'ge': return order(a, b) >= 0;
    case 'html': case 'js': case 'urlquery': return args.map(goText).join('');
    case 'slice': return (a as string | readonly unknown[]).slice(Number(b ?? 0), args[2] === undefined ? undefined : Number(args[2]));
    default: throw new Failure(`error parsing template, template: output:1: function "${name}" not defined`);
  }
}

/** `fmt.Sprintf` with `%s %d %v %q %t %f` and a width. */
function goFormat(format: string, args: readonly unknown[]): string {
  let next = 0;
  return format.replace(/%(-?)(\d*)(?:\.(\d+))?([sdvqtfx%])/g, (_, left: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = args[next++];
    const text = verb === 'q' ? JSON.stringify(goText(value)) : verb === 'f' ? Number(value).toFixed(Number(precision ?? 6)) : verb === 'x' ? Number(value).toString(16) : goText(value);
    return left ? text.padEnd(Number(width || 0)) : text.padStart(Number(width || 0));
  });
}
