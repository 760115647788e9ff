import type { FilterMaker } from './filter.ts';
import { readOptions, UsageProblem, type Options } from './options.ts';

interface Key {
  readonly from: number;
  readonly to: number;
  readonly isNumeric: boolean;
  readonly isReversed: boolean;
}

const letters = 'rnuhfbVs';

/** `sort`: by code units, or by numbers (`-n`); `-k 3,3nr` by a field, `-u` one of those that are the same. */
export const sort: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: letters, valued: 'kt', long: { reverse: 'r', 'numeric-sort': 'n', unique: 'u', key: 'k', 'field-separator': 't', 'human-numeric-sort': 'h', 'ignore-case': 'f', 'version-sort': 'V' } });
  const compare = comparing(options);
  const lines: string[] = [];
  return {
    files: options.operands,
    filter: {
      line: (text) => { lines.push(text); },
      end: () => {
        lines.sort((a, b) => compare(a, b) || (options.has('u') || options.has('s') ? 0 : byCode(a, b) * (options.has('r') ? -1 : 1)));
        for (const [index, line] of lines.entries()) if (!options.has('u') || index === 0 || compare(lines[index - 1] ?? '', line) !== 0) out(line);
        return 0;
      },
    },
  };
};

function comparing(options: Options): (a: string, b: string) => number {
  const keys = options.values('k').map((text) => keyOf(text, options));
  const whole: Key = { from: 1, to: Infinity, isNumeric: isNumeric(options), isReversed: options.has('r') };
  const fold = (text: string): string => (options.has('f') ? text.toUpperCase() : text);
  return (a, b) => {
    for (const key of keys.length > 0 ? keys : [whole]) {
      const [left, right] = keys.length > 0 ? [fieldOf(a, key, options), fieldOf(b, key, options)] : [a, b];
      const order = key.isNumeric ? numberOf(left) - numberOf(right) : options.has('V') ? byVersion(left, right) : byCode(fold(left), fold(right));
      if (order !== 0) return key.isReversed ? -order : order;
    }
    return 0;
  };
}

const isNumeric = (options: Options): boolean => options.has('n') || options.has('h');

/** `-k 2`, `-k2,2`, `-k3nr`: a key's own letters take the place of the common ones. */
function keyOf(text: string, options: Options): Key {
  const match = /^(\d+)(?:\.\d+)?([a-zA-Z]*)(?:,(\d+)(?:\.\d+)?([a-zA-Z]*))?$/.exec(text);
  if (!match || match[1] === '0') throw new UsageProblem(`invalid number at field start: invalid count at start of '${text}'`);
  const own = `${match[2] ?? ''}${match[4] ?? ''}`;
  const isOwn = /[nhrfV]/.test(own);
  return {
    from: Number(match[1]), to: match[3] === undefined ? Infinity : Number(match[3]),
    isNumeric: isOwn ? /[nh]/.test(own) : isNumeric(options), isReversed: isOwn ? own.includes('r') : options.has('r'),
  };
}

function fieldOf(line: string, { from, to }: Key, options: Options): string {
  const separator = options.value('t');
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  const joined = fields.slice(from - 1, to).join(separator ?? '');
  return options.has('b') || separator === undefined ? joined.trimStart() : joined;
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const units: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** The number that a text begins with, with a unit after it (`64Mi`); 0 where there is none. */
function numberOf(text: string): number {
  const match = /^\s*(-?\d*\.?\d+)([KMGT])?/.exec(text);
  return match ? Number(match[1]) * (units[match[2] ?? ''] ?? 1) : 0;
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = /^\d/.test(part) && /^\d/.test(other) ? Number(part) - Number(other) : byCode(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
