/**
 * How one string is written: plain, quoted or as a block; and the writing itself.
 *
 * @see go.yaml.in/yaml/v2, encode.go (stringv) and emitterc.go
 */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const words = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|~|)$/;
const specialFloats = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integers = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;
const floats = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const timestamps = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})?)?$/;
const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

/** Whether a plain text would be read back as something else than a string. */
function resolvesOtherwise(text: string): boolean {
  if (words.test(text) || specialFloats.test(text) || base60.test(text)) return true;
  if (!/^[-+.\d]/.test(text)) return false;
  const plain = text.replace(/_/g, '');
  return timestamps.test(text) || (/^[-+\d]/.test(text) && integers.test(plain)) || floats.test(plain);
}

const unprintable = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const breaks = /[\n\r\u0085\u2028\u2029]/;

/** What the characters of a text allow. */
function analyse(text: string): { readonly plain: boolean; readonly single: boolean; readonly block: boolean } {
  const isSpecial = unprintable.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  const single = !isSpecial && !/[\n\r\u0085\u2028\u2029] /.test(text);
  const edges = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text);
  return { plain: single && !edges && !breaks.test(text) && !hasIndicators(text), single, block: text !== '' && !isSpecial && !text.endsWith(' ') };
}

function hasIndicators(text: string): boolean {
  return /^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[?:-](?:[ \n]|$)/.test(text) || /:(?:[ \n]|$)/.test(text) || /[ \n]#/.test(text);
}

/** The style that go-yaml chooses. Keys are never blocks. */
export function styleOf(text: string, isKey: boolean): ScalarStyle {
  const allowed = analyse(text);
  if (text.includes('\n') && !isKey) return allowed.block ? 'literal' : 'double';
  if (resolvesOtherwise(text) || breaks.test(text)) return 'double';
  if (allowed.plain && (text !== '' || !isKey)) return 'plain';
  return allowed.single ? 'single' : 'double';
}

/** Lines are folded at the first blank after this column. */
const width = 80;

/** Writes characters and folds at single blanks; `column` is where the text starts. */
function fold(text: string, indent: string, column: number, write: (character: string) => string, mayFold: (index: number) => boolean): string {
  const characters = [...text];
  let result = '';
  let at = column;
  let afterSpace = false;
  characters.forEach((character, index) => {
    const isSpace = character === ' ';
    if (isSpace && !afterSpace && at > width && mayFold(index)) {
      result += `\n${indent}`;
      at = indent.length;
    } else {
      const written = write(character);
      result += written;
      at += [...written].length;
    }
    afterSpace = isSpace;
  });
  return result;
}

export function foldPlain(text: string, indent: string, column: number): string {
  const characters = [...text];
  return fold(text, indent, column, (character) => character, (index) => characters[index + 1] !== ' ');
}

export function writeSingle(text: string, indent: string, column: number): string {
  const characters = [...text];
  const mayFold = (index: number): boolean => column > 0 && index > 0 && index < characters.length - 1 && characters[index + 1] !== ' ';
  return `'${fold(text, indent, column + 1, (character) => (character === "'" ? "''" : character), mayFold)}'`;
}

export function writeDouble(text: string, indent: string, column: number, folds: boolean): string {
  const characters = [...text];
  const mayFold = (index: number): boolean => folds && index > 0 && index < characters.length - 1 && characters[index + 1] !== ' ';
  return `"${fold(text, indent, column + 1, escapeCharacter, mayFold)}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\u0007': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\u001b': '\\e',
  '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u2028': '\\L', '\u2029': '\\P',
};

function escapeCharacter(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  if (!unprintable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0');
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** A block: `key: |-`, then its lines. */
export function writeLiteral(prefix: string, text: string, indent: string): readonly string[] {
  const indentHint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return [`${prefix}|${indentHint}${chomping}`, ...lines.map((line) => (line === '' ? '' : `${indent}${line}`))];
}
