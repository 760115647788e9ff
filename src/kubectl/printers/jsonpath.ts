import { Failure } from '../errors.ts';
import { asMap } from '../resources/object.ts';
import { goJson, goJsonIndented, goSyntax, goText } from './go-value.ts';
import { parseExpression, parseTemplate, type PathNode, type Slice } from './jsonpath-parse.ts';

/** Whether a field that is not there is an error. */
export interface PathOptions {
  readonly allowMissing: boolean;
  readonly asJson?: boolean;
}

/**
 * What `-o jsonpath=TEMPLATE` prints of an object.
 *
 * @see Kubernetes client-go, util/jsonpath
 */
export function printJsonPath(template: string, data: unknown, options: PathOptions): string {
  const nodes = parseOrExplain(template);
  try {
    return new Evaluator(data, options).print(nodes);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new Failure(`error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n\n`);
  }
}

function parseOrExplain(template: string): readonly PathNode[] {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`error parsing jsonpath ${template}, ${error.message}`);
    throw error;
  }
}

/** All values that a bare expression (`.metadata.name`) finds; nothing where the path leads nowhere. */
export function findAll(expression: string, data: unknown): readonly unknown[] {
  try {
    return new Evaluator(data, { allowMissing: true }).values(parseExpression(expression), [data]);
  } catch (error) {
    throw error instanceof PathError ? new Failure(error.message) : error;
  }
}

/** `x.y`, `.x.y` and `{.x.y}` mean the same to `--sort-by`, `custom-columns` and `wait`. Gives the bare expression. */
export function relaxedExpression(text: string): string {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!match) throw new Failure(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  const inner = match[1] ?? match[2] ?? '';
  return inner.startsWith('[') ? inner : `.${inner}`;
}

class PathError extends Error {}

/** How many values one step may find, and how often a range's body may be printed. */
const maxValues = 1_000_000;

/** As `flatMap`, refusing what grows beyond all measure. */
function gather(values: readonly unknown[], find: (value: unknown) => readonly unknown[]): readonly unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    for (const item of find(value)) found.push(item);
    if (found.length > maxValues) throw new PathError('the template finds too many values');
  }
  return found;
}

class Evaluator {
  private rounds = 0;

  constructor(private readonly root: unknown, private readonly options: PathOptions) {}

  print(nodes: readonly PathNode[]): string {
    const { text, used } = this.printIn(nodes, this.root);
    const last = nodes[used - 1];
    if (last?.is === 'list' && last.nodes.some(({ is }) => is === 'end') && openRanges(nodes.slice(0, used)) < 0) throw new PathError('not in range, nothing to end');
    return text;
  }

  /** Prints nodes until their `{end}`; says how many were used. */
  private printIn(nodes: readonly PathNode[], current: unknown): { readonly text: string; readonly used: number } {
    let text = '';
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at];
      if (node?.is === 'text') {
        text += node.text;
        continue;
      }
      if (node?.is !== 'list') continue;
      if (node.nodes.some(({ is }) => is === 'end')) return { text, used: at + 1 };
      if (node.nodes[0]?.is === 'range') {
        const body = nodes.slice(at + 1);
        const results = this.values(node.nodes.slice(1), [current]);
        for (const result of results) {
          if (++this.rounds > maxValues || text.length > 1 << 24) throw new PathError('the template prints too much');
          text += this.printIn(body, result).text;
        }
        at += bodyLength(body);
      } else text += this.printResults(this.values(node.nodes, [current]));
    }
    return { text, used: nodes.length };
  }

  private printResults(results: readonly unknown[]): string {
    if (this.options.asJson) return `${goJsonIndented(results)}\n`;
    return results.map((value) => (typeof value === 'object' && value !== null ? goJson(value) : value === null ? 'null' : goText(value))).join(' ');
  }

  values(nodes: readonly PathNode[], start: readonly unknown[]): readonly unknown[] {
    let values = start;
    for (const node of nodes) values = this.step(node, values);
    return values;
  }

  private step(node: PathNode, values: readonly unknown[]): readonly unknown[] {
    switch (node.is) {
      case 'text': return [node.text];
      case 'literal': return [node.value];
      case 'root': return [this.root];
      case 'field': return this.field(node.name, values);
      case 'wildcard': return gather(values, children);
      case 'recursive': return gather(values, descendants);
      case 'array': return gather(values, (value) => this.slice(node.slice, value));
      case 'union': return gather(node.branches, (branch) => gather(values, (value) => this.values(branch as readonly PathNode[], [value])));
      case 'filter': return values.flatMap((value) => this.filter(node, value));
      default: return values;
    }
  }

  private field(name: string, values: readonly unknown[]): readonly unknown[] {
    const found = values.flatMap((value) => {
      const map = asMap(value);
      return map && Object.hasOwn(map, name) && map[name] !== undefined ? [map[name]] : [];
    });
    if (found.length === 0 && values.length > 0 && !this.options.allowMissing) throw new PathError(`${name} is not found`);
    return found;
  }

  private slice({ start, end, step, index }: Slice, value: unknown): readonly unknown[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw new PathError(`${goText(value)} is not array or slice`);
    const { length } = value;
    let first = start ?? 0;
    if (first < 0) first += length;
    let last = index ? first + 1 : (end ?? length);
    if (last < 0) last += length;
    if (first === last) return [];
    if (first >= length || first < 0) throw new PathError(`array index out of bounds: index ${String(first)}, length ${String(length)}`);
    if (last > length || last < 0) throw new PathError(`array index out of bounds: index ${String(last - 1)}, length ${String(length)}`);
    if (first > last) throw new PathError(`starting index ${String(first)} is greater than ending index ${String(last)}`);
    if (step !== undefined && step <= 0) throw new PathError('step must be > 0');
    return value.slice(first, last).filter((_, position) => position % (step ?? 1) === 0);
  }

  private filter(node: PathNode & { is: 'filter' }, value: unknown): readonly unknown[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw new PathError(`${goText(value)} is not array or slice and cannot be filtered`);
    const lenient = new Evaluator(this.root, { allowMissing: true });
    return value.filter((item) => {
      const left = lenient.values(node.left, [item]);
      if (node.operator === 'exists') return left.length > 0;
      const right = lenient.values(node.right, [item]);
      if (left.length === 0 || right.length === 0) return false;
      if (left.length > 1) throw new PathError('can only compare one element at a time');
      return compare(left[0], node.operator, right[0]);
    });
  }
}

/** How many ranges are open after these nodes; below 0 where one more was ended. */
function openRanges(nodes: readonly PathNode[]): number {
  const lists = nodes.flatMap((node) => (node.is === 'list' ? [node.nodes] : []));
  return lists.filter(([first]) => first?.is === 'range').length - lists.filter((list) => list.some(({ is }) => is === 'end')).length;
}

/** How many nodes belong to a range's body, its `{end}` included. */
function bodyLength(nodes: readonly PathNode[]): number {
  let depth = 1;
  for (const [at, node] of nodes.entries()) {
    if (node.is !== 'list') continue;
    if (node.nodes[0]?.is === 'range') depth++;
    if (node.nodes.some(({ is }) => is === 'end') && --depth === 0) return at + 1;
  }
  return nodes.length;
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const map = asMap(value);
  return map ? Object.keys(map).sort().map((key) => map[key]) : [];
}

function descendants(value: unknown): readonly unknown[] {
  return [value, ...children(value).flatMap(descendants)];
}

/** Compares as Go's templates do: values of one kind only; truth values have no order. */
function compare(left: unknown, operator: string, right: unknown): boolean {
  const [kind, other] = [basicKind(left), basicKind(right)];
  if (kind !== other) throw new PathError('incompatible types for comparison');
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (kind === 'bool') throw new PathError(incomparable);
  const [a, b] = [left as string | number, right as string | number];
  return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
}

const incomparable = 'invalid type for comparison';

function basicKind(value: unknown): 'string' | 'bool' | 'int' | 'float' {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  throw new PathError(incomparable);
}
