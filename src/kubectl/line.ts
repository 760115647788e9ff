/**
 * Splits a command line into words as a shell does: blanks between words, '…' verbatim, "…" with backslash escapes,
 * $'…' with C escapes, backslash before any character. A quote that is not closed runs to the end of the line.
 *
 * Example: `get pods -l 'app in (a,b)'` → `['get', 'pods', '-l', 'app in (a,b)']`.
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const c = line.charAt(at);
    if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
      continue;
    }
    if (c === '#' && word === undefined) break;
    const piece = readPiece(line, at);
    word = (word ?? '') + piece.text;
    at = piece.end;
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function readPiece(line: string, at: number): Piece {
  const c = line.charAt(at);
  if (c === "'") return readSingle(line, at + 1);
  if (c === '"') return readDouble(line, at + 1);
  if (c === '$' && line.charAt(at + 1) === "'") return readAnsi(line, at + 2);
  if (c === '\\') return { text: line.charAt(at + 1) === '\n' ? '' : line.charAt(at + 1), end: at + 2 };
  return { text: c, end: at + 1 };
}

function readSingle(line: string, from: number): Piece {
  const end = line.indexOf("'", from);
  return end < 0 ? { text: line.slice(from), end: line.length } : { text: line.slice(from, end), end: end + 1 };
}

function readDouble(line: string, from: number): Piece {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const c = line.charAt(at);
    if (c === '"') return { text, end: at + 1 };
    const next = line.charAt(at + 1);
    if (c === '\\' && next !== '' && '"\\$`\n'.includes(next)) {
      text += next === '\n' ? '' : next;
      at++;
    } else text += c;
  }
  return { text, end: line.length };
}

const ansi: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };

function readAnsi(line: string, from: number): Piece {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const c = line.charAt(at);
    if (c === "'") return { text, end: at + 1 };
    if (c !== '\\') {
      text += c;
      continue;
    }
    const next = line.charAt(++at);
    text += Object.hasOwn(ansi, next) ? (ansi[next] ?? '') : `\\${next}`;
  }
  return { text, end: line.length };
}
