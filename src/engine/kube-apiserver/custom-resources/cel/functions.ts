import { deepEqual, isJsonObject } from '../../../../kube/json.ts';
import { compareQuantities, parseQuantity } from '../../../../kube/quantity.ts';
import { knownRegex, RegexProblem, RegexTooCostly, type Budget, type Regex } from '../../../../kube/regex/index.ts';
import { parseRfc3339 } from '../../../../kube/time.ts';
import type { CelValue } from './evaluate.ts';
import { CelProblem } from './problem.ts';

type Known = (value: CelValue, ...args: readonly CelValue[]) => CelValue;
type Step = (item: CelValue) => CelValue;

function fail(): never {
  throw new CelProblem('no such overload');
}

const text = (value: CelValue): string => (typeof value === 'string' ? value : fail());
const number = (value: CelValue): number => (typeof value === 'number' ? value : fail());
const list = (value: CelValue): readonly CelValue[] => (Array.isArray(value) ? (value as readonly CelValue[]) : fail());

function size(value: CelValue): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : fail();
}

/** Moves of a regular expression where nobody shares them. */
const movesEachCall = 6_000_000;
let shared: Budget | undefined;

/** Lets all regular expressions of some work share what they may cost. */
export function sharing<T>(budget: Budget, work: () => T): T {
  const outer = shared;
  shared = budget;
  try {
    return work();
  } finally {
    shared = outer;
  }
}

/** What is done with a regular expression, in the words of its failures. */
function withRegex<T>(pattern: CelValue, words: string, use: (regex: Regex, budget: Budget) => T): T {
  const regex = knownRegex(text(pattern));
  if (regex instanceof RegexProblem) throw new CelProblem(`${words}${regex.message}`);
  try {
    return use(regex, shared ?? { moves: movesEachCall });
  } catch (problem) {
    throw problem instanceof RegexTooCostly ? new CelProblem('operation cancelled: actual cost limit exceeded') : problem;
  }
}

const matches = (value: CelValue, pattern: CelValue): boolean => withRegex(pattern, '', (regex, budget) => regex.test(text(value), budget));

/** @see Kubernetes 1.36, apiserver/pkg/cel/library, regex */
const find = (value: CelValue, pattern: CelValue): string => withRegex(pattern, 'Illegal regex: ', (regex, budget) => regex.exec(text(value), 0, budget)?.groups[0] ?? '');

/** All that is found, or as many as wanted; all where the limit is negative. */
function findAll(value: CelValue, pattern: CelValue, limit: CelValue = -1): readonly string[] {
  const most = number(limit);
  return withRegex(pattern, 'Illegal regex: ', (regex, budget) => {
    const found: string[] = [];
    for (const { groups } of regex.matchAll(text(value), budget)) {
      if (found.length === most) break;
      found.push(groups[0] ?? '');
    }
    return found;
  });
}

function toWhole(value: CelValue): number {
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : fail();
}

export function typeName(value: CelValue): string {
  if (value === null || value === undefined) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map';
}

const durationUnits: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 };

/** Milliseconds of a Go duration: `1h30m`. */
function durationMs(value: CelValue): number {
  const given = text(value);
  const parts = [...given.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== given.replace(/^[-+]/, '')) throw new CelProblem(`invalid duration: ${given}`);
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (durationUnits[unit ?? ''] ?? 0), 0);
  return given.startsWith('-') ? -total : total;
}

/** Functions called by name alone. */
export const globalFunctions: Readonly<Record<string, Known>> = {
  size, matches,
  int: toWhole, uint: toWhole,
  double: (value) => (typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : fail()),
  string: (value) => (typeof value === 'object' ? fail() : String(value)),
  bool: (value) => (typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : fail()),
  type: typeName,
  dyn: (value) => value,
  duration: durationMs,
  timestamp: (value) => parseRfc3339(text(value)) ?? fail(),
  quantity: (value) => (parseQuantity(text(value)) ? value : fail()),
  isQuantity: (value) => typeof value === 'string' && parseQuantity(value) !== undefined,
  isURL: (value) => /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text(value)) || text(value).startsWith('/'),
  isIP: (value) => /^(\d{1,3}\.){3}\d{1,3}$/.test(text(value)),
};

const ordered = (a: CelValue, b: CelValue): number => (typeof a === 'number' && typeof b === 'number' ? a - b : text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);

function extreme(values: readonly CelValue[], sign: 1 | -1): CelValue {
  if (values.length === 0) throw new CelProblem(sign === 1 ? 'max called on empty list' : 'min called on empty list');
  return values.reduce((best, item) => (ordered(item, best) * sign > 0 ? item : best));
}

/** `'%s has %d'.format([name, count])` */
function format(value: CelValue, args: CelValue): CelValue {
  const given = [...list(args)];
  return text(value).replace(/%(?:%|(?:\.(\d+))?([sdfxXbo]))/g, (found, digits: string | undefined, verb: string | undefined) => {
    if (verb === undefined) return '%';
    if (given.length === 0) throw new CelProblem(`index ${String(list(args).length)} out of range`);
    const item = given.shift();
    if (verb === 's') return shownText(item);
    return verb === 'f' ? number(item).toFixed(Number(digits ?? 6)) : verb === 'd' ? String(number(item)) : inBase(number(item), verb) || found;
  });
}

const bases: Readonly<Record<string, number>> = { x: 16, X: 16, b: 2, o: 8 };
const inBase = (value: number, verb: string): string => (verb === 'X' ? value.toString(16).toUpperCase() : value.toString(bases[verb]));
const shownText = (value: CelValue): string => (Array.isArray(value) ? `[${(value as readonly CelValue[]).map(shownText).join(', ')}]`
  : isJsonObject(value) ? `{${Object.entries(value).map(([key, item]) => `${key}: ${shownText(item as CelValue)}`).join(', ')}}` : String(value));

/** Functions called on a value. */
export const memberFunctions: Readonly<Record<string, Known>> = {
  size, matches, find, findAll, format,
  startsWith: (value, prefix) => text(value).startsWith(text(prefix)),
  endsWith: (value, suffix) => text(value).endsWith(text(suffix)),
  contains: (value, part) => text(value).includes(text(part)),
  lowerAscii: (value) => text(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  upperAscii: (value) => text(value).replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  trim: (value) => text(value).trim(),
  split: (value, separator) => text(value).split(text(separator)),
  replace: (value, from, to) => text(value).replaceAll(text(from), () => text(to)),
  substring: (value, from, to) => [...text(value)].slice(number(from), to === undefined ? undefined : number(to)).join(''),
  charAt: (value, at) => [...text(value)][number(at)] ?? '',
  indexOf: (value, wanted) => (typeof value === 'string' ? value.indexOf(text(wanted)) : list(value).findIndex((item) => deepEqual(item, wanted))),
  lastIndexOf: (value, wanted) => (typeof value === 'string' ? value.lastIndexOf(text(wanted)) : list(value).findLastIndex((item) => deepEqual(item, wanted))),
  join: (value, separator = '') => list(value).map(text).join(text(separator)),
  sum: (value) => list(value).reduce<number>((total, item) => total + number(item), 0),
  min: (value) => extreme(list(value), -1),
  max: (value) => extreme(list(value), 1),
  isSorted: (value) => list(value).every((item, index, all) => index === 0 || ordered(all[index - 1], item) <= 0),
  isGreaterThan: (value, other) => compareQuantities(text(value), text(other)) > 0,
  isLessThan: (value, other) => compareQuantities(text(value), text(other)) < 0,
  compareTo: (value, other) => compareQuantities(text(value), text(other)),
};

const itemsOf = (value: CelValue): readonly CelValue[] => (Array.isArray(value) ? (value as readonly CelValue[]) : isJsonObject(value) ? Object.keys(value) : fail());

/** Functions whose arguments are worked out for each item. */
export const macros: Readonly<Record<string, (value: CelValue, steps: readonly Step[]) => CelValue>> = {
  all: (value, [holds]) => itemsOf(value).every((item) => holds?.(item) === true),
  exists: (value, [holds]) => itemsOf(value).some((item) => holds?.(item) === true),
  exists_one: (value, [holds]) => itemsOf(value).filter((item) => holds?.(item) === true).length === 1,
  existsOne: (value, [holds]) => itemsOf(value).filter((item) => holds?.(item) === true).length === 1,
  filter: (value, [holds]) => itemsOf(value).filter((item) => holds?.(item) === true),
  map: (value, [first, second]) => (second ? itemsOf(value).filter((item) => first?.(item) === true).map(second) : itemsOf(value).map((item) => first?.(item))),
};
