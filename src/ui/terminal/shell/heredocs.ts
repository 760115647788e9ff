import { literal, Reader } from './reader.ts';
import { Incomplete, type Redirection, type Word } from './syntax.ts';

interface Heredoc {
  readonly end: string;
  readonly isLiteral: boolean;
  readonly isStripped: boolean;
  /** Where its text belongs. */
  readonly fill: (word: Word) => void;
}

/** The heredocs of a line, which stand below it. */
export class Heredocs {
  #waiting: Heredoc[] = [];

  constructor(private readonly reader: Reader) {}

  /** `<<WORD` was read: its text is put among those redirections once it is there. */
  await(word: Word, { isStripped, into }: { readonly isStripped: boolean; readonly into: Redirection[] }): void {
    const place = into.length;
    into.push({ from: 0, op: 'text', word: [] });
    const isLiteral = word.some((piece) => piece.isQuoted);
    this.#waiting.push({ end: literal(word) ?? '', isLiteral, isStripped, fill: (body) => { into[place] = { from: 0, op: 'text', word: body }; } });
  }

  /** Reads the texts, at the beginning of the line below. */
  read(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const heredoc of waiting) this.#read(heredoc);
  }

  #read({ end, isLiteral, isStripped, fill }: Heredoc): void {
    const { reader } = this;
    const lines: string[] = [];
    for (;;) {
      if (reader.isOver) throw new Incomplete();
      const stop = reader.text.indexOf('\n', reader.at);
      const raw = reader.text.slice(reader.at, stop < 0 ? undefined : stop);
      reader.at = stop < 0 ? reader.text.length : stop + 1;
      const line = isStripped ? raw.replace(/^\t+/, '') : raw;
      if (line === end) break;
      lines.push(line);
    }
    const body = lines.map((line) => `${line}\n`).join('');
    fill(isLiteral ? [{ kind: 'text', text: body, isQuoted: true }] : new Reader(body).quoted(''));
  }
}
