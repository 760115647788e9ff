import { Incomplete, SyntaxProblem, type Operation, type Piece, type Word } from './syntax.ts';

/** Characters that end a word where they are not quoted. */
const ends = /[\s;|&<>()]/;
/** Characters that mean no more than themselves, in quotes or out of them. */
const plain = /[^\s;|&<>()\\$`'"]+|\s/y;
/** How many `$(` may stand in each other, and how many `${` and `"`. */
const nestedMax = 100;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };

/** Reads words out of a text, as bash does. Throws {@link Incomplete} where a quote or a parenthesis stays open. */
export class Reader {
  at = 0;
  #nested = 0;
  #braces = 0;

  constructor(public text: string) {}

  get next(): string {
    return this.text.charAt(this.at);
  }

  get isOver(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the text goes on so; it is passed over then. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Passes blanks, joined lines and a comment, but no end of line. */
  skipBlanks(): void {
    for (;;) {
      if (this.next === ' ' || this.next === '\t' || this.next === '\r') this.at++;
      else if (!this.take('\\\n')) break;
    }
    if (this.next === '#') this.at = lineEnd(this.text, this.at);
  }

  /** The word here; undefined where none begins. */
  word(): Word | undefined {
    const from = this.at;
    const pieces: Piece[] = [];
    while (!this.isOver && !ends.test(this.next)) this.#piece(pieces, false);
    return this.at === from ? undefined : merged(pieces);
  }

  /** The regular expression behind `=~`: parentheses and what stands between them belong to it, and so does `|`. */
  expression(): Word | undefined {
    const from = this.at;
    const pieces: Piece[] = [];
    for (let depth = 0; !this.isOver && this.next !== '\n';) {
      const c = this.next;
      if (depth === 0 && (/\s/.test(c) || ';&<>)'.includes(c))) break;
      if (c === '(') depth++;
      if (c === ')') depth--;
      if (c === '\\') pieces.push({ kind: 'text', text: this.text.slice(this.at, this.at += 2), isQuoted: false });
      else if (ends.test(c)) pieces.push({ kind: 'text', text: this.text.charAt(this.at++), isQuoted: depth > 0 && /\s/.test(c) });
      else this.#piece(pieces, false);
    }
    return this.at === from ? undefined : merged(pieces);
  }

  /** A heredoc's body or what stands in double quotes, up to `end` (`''`: the whole text). */
  quoted(end: string): Piece[] {
    const pieces: Piece[] = [{ kind: 'text', text: '', isQuoted: true }];
    while (end === '' ? !this.isOver : !this.take(end)) {
      if (this.isOver) throw new Incomplete();
      this.#piece(pieces, true, end === '');
    }
    return pieces;
  }

  #piece(pieces: Piece[], isQuoted: boolean, isDocument = false): void {
    if (this.#braces > nestedMax) throw new SyntaxProblem(`more than ${String(nestedMax)} braces and quotes in each other are not known here`);
    const text = (part: string, quoted = isQuoted): void => { pieces.push({ kind: 'text', text: part, isQuoted: quoted }); };
    if (this.next === '\\') text(this.#escaped(isQuoted, isDocument), true);
    else if (this.next === '$') this.#dollar(pieces, isQuoted);
    else if (this.take('`')) pieces.push({ kind: 'command', text: this.#until('`').replace(/\\([\\`$])/g, '$1'), isQuoted });
    else if (!isQuoted && this.take("'")) text(this.#until("'"), true);
    else if (!isQuoted && this.take('"')) for (const piece of this.#inside(() => this.quoted('"'))) pieces.push(piece);
    else text(this.#plain());
  }

  /** What stands in quotes or braces. */
  #inside<T>(read: () => T): T {
    this.#braces++;
    const found = read();
    this.#braces--;
    return found;
  }

  /** As many characters as can be taken at once; one at least. */
  #plain(): string {
    plain.lastIndex = this.at;
    const text = plain.exec(this.text)?.[0] ?? this.next;
    this.at += text.length;
    return text;
  }

  #escaped(isQuoted: boolean, isDocument: boolean): string {
    const next = this.text.charAt(this.at + 1);
    if (next === '') throw new Incomplete();
    this.at += 2;
    if (next === '\n') return '';
    return isQuoted && !(isDocument ? '\\$`' : '\\$`"').includes(next) ? `\\${next}` : next;
  }

  #dollar(pieces: Piece[], isQuoted: boolean): void {
    const named = /^\$([A-Za-z_]\w*|[?!0-9$#@*])/.exec(this.text.slice(this.at, this.at + 200));
    if (named) {
      this.at += named[0].length;
      pieces.push({ kind: 'variable', name: named[1] ?? '', isQuoted });
    } else if (this.take('${')) pieces.push(this.#inside(() => this.#parameter(isQuoted)));
    else if (this.take('$((')) pieces.push({ kind: 'arithmetic', text: this.#arithmetic(), isQuoted });
    else if (this.take('$(')) pieces.push({ kind: 'command', text: this.#parenthesis(), isQuoted });
    else if (!isQuoted && this.take("$'")) pieces.push({ kind: 'text', text: this.#ansi(), isQuoted: true });
    else pieces.push({ kind: 'text', text: this.text.charAt(this.at++), isQuoted });
  }

  /** `${NAME}` and what may stand in it, from after the brace. */
  #parameter(isQuoted: boolean): Piece {
    const from = this.at;
    const [whole = '', length, name = ''] = /^(#(?=\w))?([A-Za-z_]\w*|[?!$#@*]|\d+)/.exec(this.text.slice(this.at, this.at + 200)) ?? [];
    this.at += whole.length;
    if (length !== undefined && this.take('}')) return { kind: 'variable', name, isQuoted, operation: { sign: 'length', word: [], by: [] } };
    if (whole !== '' && this.take('}')) return { kind: 'variable', name, isQuoted };
    const sign = /^(?::[-=+]|[-=+]|##?|%%?|\/\/?)/.exec(this.text.slice(this.at, this.at + 2))?.[0] as Operation['sign'] | undefined;
    this.at += sign?.length ?? 0;
    const word = this.#operand(sign?.startsWith('/') ? '/}' : '}');
    const by = this.text.charAt(this.at - 1) === '/' ? this.#operand('}') : [];
    if (sign === undefined || whole === '' || length !== undefined) throw new SyntaxProblem(`\${${this.text.slice(from, this.at)}: bad substitution`);
    return { kind: 'variable', name, isQuoted, operation: { sign, word, by } };
  }

  /** A word up to one of the signs that end it, which is passed over. */
  #operand(ends: string): Word {
    const pieces: Piece[] = [];
    for (;;) {
      if (this.isOver) throw new Incomplete();
      const c = this.next;
      if (ends.includes(c)) break;
      if ('\\$`\'"'.includes(c)) this.#piece(pieces, false);
      else pieces.push({ kind: 'text', text: this.text.charAt(this.at++), isQuoted: false });
    }
    this.at++;
    return merged(pieces);
  }

  /** The text up to `))`. */
  #arithmetic(): string {
    const from = this.at;
    for (let depth = 0; ; this.at++) {
      if (this.isOver) throw new Incomplete();
      if (depth === 0 && this.text.startsWith('))', this.at)) break;
      if (this.next === '(') depth++;
      if (this.next === ')') depth--;
    }
    this.at += 2;
    return this.text.slice(from, this.at - 2);
  }

  #until(end: string): string {
    const from = this.at;
    while (this.next !== end) {
      if (this.isOver) throw new Incomplete();
      this.at += end === '`' && this.next === '\\' ? 2 : 1;
    }
    return this.text.slice(from, this.at++);
  }

  #ansi(): string {
    let text = '';
    while (!this.take("'")) {
      if (this.isOver) throw new Incomplete();
      const isEscape = this.take('\\');
      const c = this.text.charAt(this.at++);
      text += isEscape ? (Object.hasOwn(escapes, c) ? (escapes[c] ?? '') : `\\${c}`) : c;
    }
    return text;
  }

  /** The text up to the parenthesis that closes; quotes and parentheses inside are passed over. */
  #parenthesis(): string {
    const from = this.at;
    if (++this.#nested > nestedMax) throw new SyntaxProblem(`more than ${String(nestedMax)} parentheses in each other are not known here`);
    for (;;) {
      this.word();
      if (this.isOver) throw new Incomplete();
      if (this.take('(')) this.#parenthesis();
      else if (this.take(')')) break;
      else this.at++;
    }
    this.#nested--;
    return this.text.slice(from, this.at - 1);
  }
}

const lineEnd = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at));

/** Letters that stand together become one piece. */
function merged(pieces: readonly Piece[]): Word {
  const word: Piece[] = [];
  for (const piece of pieces) {
    const last = word.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text' && last.isQuoted === piece.isQuoted) word[word.length - 1] = { ...last, text: last.text + piece.text };
    else word.push(piece);
  }
  return word;
}

/** What a word is without anything being looked up; undefined where that is not known before it runs. */
export function literal(word: Word): string | undefined {
  let text = '';
  for (const piece of word) {
    if (piece.kind !== 'text') return undefined;
    text += piece.text;
  }
  return text;
}
