import { isJsonObject } from '../../kube/json.ts';

/**
 * A document of KYAML, as `-o kyaml` prints it: YAML in braces and brackets, with texts in quotes and keys without them where
 * no reader of YAML could take them for anything else.
 *
 * Example: `{ports: [{port: 80}]}` becomes `---`, `{`, `  ports: [{`, `    port: 80,`, `  }],`, `}`.
 *
 * @see Kubernetes enhancement 5295, KYAML
 */
export const toKyaml = (value: unknown): string => `---\n${node(value, 0)}\n`;

function node(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value, depth + 1);
  if (Array.isArray(value)) return list(value, depth);
  if (isJsonObject(value)) return map(value, depth);
  return JSON.stringify(value ?? null);
}

const indent = (depth: number): string => '  '.repeat(depth);

function map(value: Readonly<Record<string, unknown>>, depth: number): string {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${indent(depth + 1)}${keyText(key)}: ${node(item, depth + 1)},\n`);
  return `{\n${lines.join('')}${indent(depth)}}`;
}

/** Maps and lists in a list share its brackets' lines; other items have a line each. */
function list(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null)) return `[${items.map((item) => node(item, depth)).join(', ')}]`;
  return `[\n${items.map((item) => `${indent(depth + 1)}${node(item, depth + 1)},\n`).join('')}${indent(depth)}]`;
}

const keyText = (key: string): string => (plainKey.test(key) && !looksTyped(key) ? key : `"${[...key].map(escaped).join('')}"`);
const plainKey = /^[\p{L}\p{N}_]([\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u;

/** Whether a reader of YAML may take these words for nothing, a truth value, a number or a time. */
function looksTyped(words: string): boolean {
  if (/^(null|t|true|y|yes|on|f|false|n|no|off|inf|infinity|nan)$/i.test(words)) return true;
  const bare = words.replaceAll('_', '');
  return /^(0x[\da-f]+|0o?[0-7]+|0b[01]+)$/i.test(bare) || /^(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(bare) || /^0x[\da-f]*\.?[\da-f]*p-?\d+$/i.test(bare) || /^\d{4}-\d{1,2}-\d{1,2}$/.test(words);
}

/** A text of several lines has each of them on a line of its own, folded by a backslash. */
function quoted(text: string, depth: number): string {
  if (!text.includes('\n')) return `"${[...text].map(escaped).join('')}"`;
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const folded = [...lines.map((line) => `${foldedLine(line, depth)}\\n\\\n`), ...(last === '' ? [] : [`${foldedLine(last, depth)}\\\n`])];
  return `"\\\n${folded.join('')}${indent(depth)}"`;
}

/** One blank before the line keeps it below the others; a blank of its own is escaped, so that it is not folded away. */
function foldedLine(line: string, depth: number): string {
  return `${indent(depth)}${/^[^\S\n]/.test(line) ? '\\' : ' '}${[...line].map(escaped).join('')}`;
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"', '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\0': '\\0', '\x1b': '\\e', '\x85': '\\N', '\xa0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
};

function escaped(sign: string): string {
  const name = named[sign];
  if (name !== undefined) return name;
  if (sign === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(sign)) return sign;
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
