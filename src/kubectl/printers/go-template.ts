import { decodeBase64 } from '../base64.ts';
import { Failure } from '../errors.ts';
import { asMap } from '../resources/object.ts';
import { goFormat, goType } from './go-format.ts';
import { goJson, goText } from './go-value.ts';
import { parseGoTemplate, type Argument, type Pipeline, type TemplateNode } from './go-template-parse.ts';

/** What `-o go-template=TEMPLATE` prints of an object. */
export function printGoTemplate(template: string, data: unknown, { allowMissing = true, tell = () => undefined }: TemplateOptions = {}): string {
  const { nodes, named } = parseGoTemplate(template);
  const scope = new Scope(undefined, { steps: 0, signs: 0, depth: 0, template, allowMissing, named });
  scope.declare('$', data);
  try {
    return render(nodes, data, scope);
  } catch (error) {
    if (error instanceof Leap) throw new Failure(`error parsing template ${template}, template: output:1: {{${error.word}}} outside {{range}}`);
    if (error instanceof UnknownFunction) throw new Failure(`error parsing template ${template}, ${error.message}`);
    if (!(error instanceof MissingKey)) throw error;
    tell(`Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${goJson(data)}\n\tobject given to template engine was:\n\t\t${goText(data)}\n\n`);
    throw new Failure(`error executing template ${JSON.stringify(template)}: ${error.message}`);
  }
}

export interface TemplateOptions {
  /** Whether a key that is not there is no error. */
  readonly allowMissing?: boolean;
  /** Told what helps to find a mistake. */
  readonly tell?: (text: string) => void;
}

/** A function that there is none of. */
class UnknownFunction extends Error {}
/** A key that is not there, where that is an error. */
class MissingKey extends Error {}

/** `{{break}}` and `{{continue}}`, with what was printed before them. */
class Leap extends Error {
  constructor(readonly word: 'break' | 'continue', readonly text = '') {
    super(word);
  }
}

/** How many nodes and signs one template may print. */
const maxSteps = 1_000_000;
const maxSigns = 1 << 24;

interface Spent {
  steps: number;
  signs: number;
  /** How deep named templates stand in each other. */
  depth: number;
  readonly template: string;
  readonly allowMissing: boolean;
  readonly named: ReturnType<typeof parseGoTemplate>['named'];
}

class Scope {
  readonly #values = new Map<string, unknown>();
  constructor(private readonly outer: Scope | undefined, readonly spent: Spent) {}

  inner(): Scope {
    return new Scope(this, this.spent);
  }

  /** Counts one node and what it printed; a template that goes on and on is ended. */
  spend(text: string): string {
    this.spent.steps++;
    this.spent.signs += text.length;
    if (this.spent.steps > maxSteps || this.spent.signs > maxSigns) throw new Failure('error executing template: template: output:1: the template prints too much');
    return text;
  }

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
  let text = '';
  for (const node of nodes) {
    try {
      text += renderNode(node, dot, scope);
    } catch (thrown) {
      throw thrown instanceof Leap ? new Leap(thrown.word, text + thrown.text) : thrown;
    }
  }
  return text;
}

function renderNode(node: TemplateNode, dot: unknown, scope: Scope): string {
  if (node.is === 'text') return scope.spend(node.text);
  if (node.is === 'leap') throw new Leap(node.word);
  if (node.is === 'template') return renderNamed(node, dot, scope);
  const inner = scope.inner();
  if (node.is === 'range') return renderRange(node, dot, inner);
  const value = evaluate(node.pipeline, dot, node.is === 'print' ? scope : inner);
  if (node.is === 'print') return scope.spend(node.pipeline.declare.length > 0 ? '' : printed(value));
  if (isTrue(value)) return render(node.body, node.is === 'with' ? value : dot, inner);
  return render(node.otherwise, dot, inner);
}

/** No more named templates may stand in each other. */
const maxCalls = 200;

function renderNamed({ name, pipeline }: TemplateNode & { is: 'template' }, dot: unknown, scope: Scope): string {
  const { spent } = scope;
  const body = spent.named.get(name);
  if (!body) throw new Failure(`error executing template ${JSON.stringify(spent.template)}: template: output:1: template ${JSON.stringify(name)} not defined`);
  if (++spent.depth > maxCalls) throw new Failure(`error executing template ${JSON.stringify(spent.template)}: exceeded maximum template depth (${String(maxCalls)})`);
  const value = (pipeline.commands[0] ?? []).length === 0 ? undefined : evaluate(pipeline, dot, scope);
  const own = new Scope(undefined, spent);
  own.declare('$', value);
  const text = render(body, value, own);
  spent.depth--;
  return text;
}

function renderRange(node: TemplateNode & { is: 'if' | 'range' | 'with' }, dot: unknown, scope: Scope): string {
  const value = evaluate({ ...node.pipeline, declare: [] }, dot, scope);
  const pairs = pairsOf(value);
  if (pairs.length === 0) return render(node.otherwise, dot, scope);
  const { declare } = node.pipeline;
  let text = '';
  for (const [key, item] of pairs) {
    scope.spend('');
    const inner = scope.inner();
    if (declare.length === 1) inner.declare(declare[0] ?? '', item);
    if (declare.length === 2) {
      inner.declare(declare[0] ?? '', key);
      inner.declare(declare[1] ?? '', item);
    }
    try {
      text += render(node.body, item, inner);
    } catch (thrown) {
      if (!(thrown instanceof Leap)) throw thrown;
      text += thrown.text;
      if (thrown.word === 'break') break;
    }
  }
  return text;
}

function pairsOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  if (typeof value === 'number') return Array.from({ length: Math.min(value, maxSteps) + 1 }, (_, index) => [index, index] as const).slice(0, -1);
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
    case 'field': return follow(dot, argument.path, scope);
    case 'variable': return follow(scope.find(argument.name), argument.path, scope);
    case 'pipe': return follow(evaluate(argument.pipeline, dot, scope), argument.path, scope);
    case 'function': return call(argument.name, []);
  }
}

function follow(value: unknown, path: readonly string[], { spent }: Scope): unknown {
  let here = value;
  for (const name of path) {
    if (here === undefined || here === null) return undefined;
    const map = asMap(here);
    if (!map) throw new Failure(`error executing template: template: output:1: can't evaluate field ${name} in type ${Array.isArray(here) ? '[]interface {}' : typeof here}`);
    if (!spent.allowMissing && !Object.hasOwn(map, name)) throw new MissingKey(`template: output:${placeOf(spent.template, path)}: executing "output" at <.${path.join('.')}>: map has no entry for key ${JSON.stringify(name)}`);
    here = Object.hasOwn(map, name) ? map[name] : undefined;
  }
  return here;
}

/** Line and column of a path in its template. */
function placeOf(template: string, path: readonly string[]): string {
  const before = template.slice(0, Math.max(0, template.indexOf(`.${path.join('.')}`))).split('\n');
  return `${String(before.length)}:${String(before.at(-1)?.length ?? 0)}`;
}

const refused = (name: string, words: string): Failure => new Failure(`error executing template: template: output:1: error calling ${name}: ${words}`);

/** The element at an index or key; undefined where there is none. */
function ownElement(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] as unknown) : undefined;
  const map = asMap(value);
  return map && typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** `index`, with Go's refusals. */
function elementOf(value: unknown, key: unknown): unknown {
  if (value === undefined || value === null) throw refused('index', 'index of untyped nil');
  if (Array.isArray(value)) checkIndex('index', key, value.length - 1);
  else if (!asMap(value)) throw refused('index', `can't index item of type ${goType(value)}`);
  else if (typeof key !== 'string') throw refused('index', `value has type ${key === undefined || key === null ? 'nil' : goType(key)}; should be string`);
  return ownElement(value, key);
}

function checkIndex(name: string, index: unknown, last: number): asserts index is number {
  if (typeof index !== 'number' || !Number.isInteger(index)) throw refused(name, `cannot index slice/array with ${index === undefined || index === null ? 'nil' : `type ${goType(index)}`}`);
  if (index < 0 || index > last) throw refused(name, `index out of range: ${String(index)}`);
}

/** `slice`, with Go's refusals. */
function sliceOf(value: unknown, indexes: readonly unknown[]): unknown {
  if (value === undefined || value === null) throw refused('slice', 'slice of untyped nil');
  if (indexes.length > 3) throw refused('slice', `too many slice indexes: ${String(indexes.length)}`);
  if (typeof value !== 'string' && !Array.isArray(value)) throw refused('slice', `can't slice item of type ${goType(value)}`);
  if (typeof value === 'string' && indexes.length === 3) throw refused('slice', 'cannot 3-index slice a string');
  const [start = 0, end = value.length] = indexes.map((index) => {
    checkIndex('slice', index, value.length);
    return index;
  });
  if (start > end) throw refused('slice', `invalid slice index: ${String(start)} > ${String(end)}`);
  return value.slice(start, end);
}

const needsValue = ['len', 'index', 'exists', 'base64decode', 'printf', 'not', 'and', 'or', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'slice'];

const order = (a: unknown, b: unknown): number => ((a as string | number) < (b as string | number) ? -1 : (a as string | number) > (b as string | number) ? 1 : 0);

/** `fmt.Sprint`: a blank between two of which neither is a text. */
const spaced = (args: readonly unknown[]): string => args.map((value, index) => `${index > 0 && typeof value !== 'string' && typeof args[index - 1] !== 'string' ? ' ' : ''}${goText(value)}`).join('');
const htmlSigns: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&#34;' };

function call(name: string, args: readonly unknown[]): unknown {
  const [a, b] = args;
  if (needsValue.includes(name) && args.length === 0) throw new Failure(`error executing template: template: output:1: wrong number of args for ${name}: want at least 1 got 0`);
  switch (name) {
    case 'len': return typeof a === 'string' ? a.length : pairsOf(a).length;
    case 'index': return args.slice(1).reduce(elementOf, a);
    case 'exists': return args.slice(1).reduce(ownElement, a) !== undefined;
    case 'base64decode': return decodeBase64(String(a));
    case 'print': return spaced(args);
    case 'println': return `${args.map(goText).join(' ')}\n`;
    case 'printf': {
      if (typeof a !== 'string') throw new Failure(`error executing template: template: output:1: wrong type for value; expected string; got ${goType(a)}`);
      return goFormat(a, args.slice(1));
    }
    case 'not': return !isTrue(a);
    case 'and': return args.find((value) => !isTrue(value)) ?? args.at(-1);
    case 'or': return args.find(isTrue) ?? args.at(-1);
    case 'eq': return args.slice(1).some((value) => value === a);
    case 'ne': return a !== b;
    case 'lt': return order(a, b) < 0;
    case 'le': return order(a, b) <= 0;
    case 'gt': return order(a, b) > 0;
    case 'ge': return order(a, b) >= 0;
    case 'html': return spaced(args).replace(/[<>&'"]/g, (sign) => htmlSigns[sign] ?? sign);
    case 'js': return spaced(args).replace(/[\\'"]/g, '\\$&').replace(/[<>&=\u0000-\u001f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
    case 'urlquery': return encodeURIComponent(spaced(args)).replaceAll('%20', '+').replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    case 'slice': return sliceOf(a, args.slice(1));
    default: throw new UnknownFunction(`template: output:1: function "${name}" not defined`);
  }
}
