/**
 * Printing as `kubectl -o yaml` does: sorted keys, sequences at their parent's indentation, go-yaml's choice of quotes and
 * block scalars.
 *
 * @see sigs.k8s.io/yaml, Marshal
 */
import { isJsonObject } from '../json.ts';
import { foldPlain, styleOf, writeDouble, writeLiteral, writeSingle } from './scalar-style.ts';

/** The YAML text of a value, ending with a line break. */
export function printYaml(value: unknown): string {
  const lines: string[] = [];
  if (isFull(value)) writeCollection(value, '', lines);
  else writeScalarLine('', value, '', lines);
  return `${lines.join('\n')}\n`;
}

type Full = readonly unknown[] | Readonly<Record<string, unknown>>;

const keysOf = (value: Readonly<Record<string, unknown>>): string[] => Object.keys(value).filter((key) => value[key] !== undefined).sort(compareKeys);

/** Collections that have something in them; `[]` and `{}` are written like scalars. */
function isFull(value: unknown): value is Full {
  return Array.isArray(value) ? value.length > 0 : isJsonObject(value) && keysOf(value).length > 0;
}

function writeCollection(value: Full, indent: string, lines: string[]): void {
  if (Array.isArray(value)) for (const item of value as readonly unknown[]) writeItem(item, indent, lines);
  else writeMap(value as Readonly<Record<string, unknown>>, indent, indent, lines);
}

/** An item's first line stands behind its dash, the others two columns further in. */
function writeItem(item: unknown, indent: string, lines: string[]): void {
  const inner = `${indent}  `;
  if (!isFull(item)) writeScalarLine(`${indent}- `, item, indent, lines);
  else if (Array.isArray(item)) writeNested(item as readonly unknown[], indent, lines);
  else writeMap(item as Readonly<Record<string, unknown>>, inner, `${indent}- `, lines);
}

function writeNested(items: readonly unknown[], indent: string, lines: string[]): void {
  const nested: string[] = [];
  writeCollection(items, `${indent}  `, nested);
  nested.forEach((line, index) => lines.push(index === 0 ? `${indent}- ${line.slice(indent.length + 2)}` : line));
}

function writeMap(map: Readonly<Record<string, unknown>>, indent: string, first: string, lines: string[]): void {
  let prefix = first;
  for (const key of keysOf(map)) {
    writeEntry(key, map[key], prefix, indent, lines);
    prefix = indent;
  }
}

function writeEntry(key: string, value: unknown, prefix: string, indent: string, lines: string[]): void {
  const name = keyText(key);
  const head = name.isSimple ? `${prefix}${name.text}:` : `${prefix}? ${name.text}`;
  if (!name.isSimple) lines.push(head);
  const start = name.isSimple ? head : `${indent}:`;
  if (!isFull(value)) {
    writeScalarLine(`${start} `, value, indent, lines);
    return;
  }
  lines.push(start);
  writeCollection(value, Array.isArray(value) ? indent : `${indent}  `, lines);
}

/** Keys longer than this, or of several lines, are written with `?`. */
const simpleKeyMax = 128;

function keyText(key: string): { readonly text: string; readonly isSimple: boolean } {
  const style = styleOf(key, true);
  const text = style === 'plain' ? key : style === 'single' ? writeSingle(key, '', 0) : writeDouble(key, '', 0, false);
  return { text, isSimple: key.length <= simpleKeyMax && !key.includes('\n') };
}

function writeScalarLine(prefix: string, value: unknown, indent: string, lines: string[]): void {
  if (typeof value !== 'string') {
    lines.push(`${prefix}${bareText(value)}`);
    return;
  }
  const inner = `${indent}  `;
  switch (styleOf(value, false)) {
    case 'plain': lines.push(...`${prefix}${foldPlain(value, inner, prefix.length)}`.split('\n')); break;
    case 'single': lines.push(...`${prefix}${writeSingle(value, inner, prefix.length)}`.split('\n')); break;
    case 'double': lines.push(...`${prefix}${writeDouble(value, inner, prefix.length, true)}`.split('\n')); break;
    case 'literal': lines.push(...writeLiteral(prefix, value, inner)); break;
  }
}

function bareText(value: unknown): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value === 'number') return numberText(value);
  return value === null || value === undefined ? 'null' : String(value as boolean);
}

/** As Go's `strconv.FormatFloat(f, 'g', -1)`: 1e+21, 1e-07; integers in full. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
  const [digits = '', exponent] = value.toString().split('e');
  const magnitude = Math.abs(value);
  if (exponent === undefined && magnitude >= 1e-4 && magnitude < 1e21) return digits;
  const scientific = value.toExponential();
  return scientific.replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * go-yaml's order of keys: other characters before letters, numbers inside by value, so that `item2` comes before
 * `item10`.
 */
export function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const index = left.findIndex((character, at) => character !== right[at]);
  if (index < 0 || index >= right.length) return left.length - right.length;
  const [l = '', r = ''] = [left[index], right[index]];
  if (isLetter(l) && isLetter(r)) return codeOf(l) - codeOf(r);
  if (isLetter(l) || isLetter(r)) return isLetter(r) ? -1 : 1;
  return compareNumbers(left, right, index);
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /^\p{Nd}$/u.test(character);
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character);
const codeOf = (character: string | undefined): number => character?.codePointAt(0) ?? 0;

function compareNumbers(left: readonly string[], right: readonly string[], index: number): number {
  const isInside = (left[index] === '0' || right[index] === '0') && continuesNumber(left, index);
  const [l, r] = [digitsFrom(left, index, isInside), digitsFrom(right, index, isInside)];
  return l.value - r.value || l.end - r.end || codeOf(left[index]) - codeOf(right[index]);
}

/** Whether the digits just before belong to a number, so that a zero here is a digit of it and no leading one. */
function continuesNumber(text: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && isDigit(text[at]); at--) if (text[at] !== '0') return true;
  return false;
}

function digitsFrom(text: readonly string[], index: number, isInside: boolean): { readonly value: number; readonly end: number } {
  let value = isInside ? 1 : 0;
  let end = index;
  for (; isDigit(text[end]); end++) value = value * 10 + codeOf(text[end]) - 48;
  return { value, end };
}
