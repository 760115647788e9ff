import type { Pause, Running } from './shell-state.ts';
import { bounded, textMax } from './limits.ts';

/** A command asked for all of its input, which may still come: it is run anew once that has ended. */
export class NeedsInput extends Error {}

/** Ctrl-C: what runs in front ends; a shell goes on with its next prompt. */
export class Interrupted extends Error {}

/** What somebody types is told to whoever waits for it. */
export interface TypedListener {
  /** More can be read, or nothing ever more. */
  readonly arrived: () => void;
  /** Ctrl-C. */
  readonly interrupted: () => void;
}

const keys = { interrupt: '\x03', end: '\x04', backspace: /[\b\x7f]/ };
/** Arrows and their like: this terminal edits nothing but the end of the line. */
const sequences = /\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Z])?/g;

/** Standard input that comes while a program runs, line by line: through a terminal, which shows what is typed and knows Ctrl-C and Ctrl-D, or through a pipe. */
export class TypedInput {
  readonly isTerminal: boolean;
  listener: TypedListener | undefined;
  /** What the shell last wrote to ask for a line. */
  prompt = '';
  readonly #echo: (text: string) => void;
  /** What is still to be shown of what is being typed: a paste is shown at once. */
  #shown = '';
  #read = '';
  #line = '';
  #isEnded = false;
  #isClosed = false;

  constructor(isTerminal: boolean, echo: (text: string) => void) {
    this.isTerminal = isTerminal;
    this.#echo = echo;
  }

  /** All of it, for commands that read to the end. */
  get text(): string {
    if (!this.isOver) throw new NeedsInput();
    return bounded(this.#read);
  }

  /** What a command has left. The end that Ctrl-D made is read with the rest. */
  set text(left: string) {
    this.#read = left;
    if (left === '') this.#isEnded = false;
  }

  get isOver(): boolean {
    return this.#isEnded || this.#isClosed;
  }

  /** Somebody types. */
  write(text: string): void {
    if (this.isTerminal) for (const character of text.replace(sequences, '')) this.#take(character);
    else this.#keep(text);
    if (this.#shown !== '') this.#echo(this.#shown);
    this.#shown = '';
    this.listener?.arrived();
  }

  /** Nobody will type any more. */
  close(): void {
    this.#isClosed = true;
    this.listener?.arrived();
  }

  /** The next line without its end; waits for it. Undefined where there is none. */
  *line(): Generator<Pause, string | undefined, void> {
    if (!this.#hasLine) yield { waitFor: () => this.#hasLine };
    const end = this.#read.indexOf('\n');
    const line = end < 0 ? this.#read : this.#read.slice(0, end);
    if (end < 0 && line === '') {
      this.#isEnded = false;
      return undefined;
    }
    this.#read = end < 0 ? '' : this.#read.slice(end + 1);
    return line;
  }

  /** Waits for the end. */
  *toEnd(): Generator<Pause, void, void> {
    if (!this.isOver) yield { waitFor: () => this.isOver };
  }

  get #hasLine(): boolean {
    return this.isOver || this.#read.includes('\n');
  }

  #take(character: string): void {
    if (character === keys.end) this.#endHere();
    else if (character === keys.interrupt) this.#interrupt();
    else if (character === '\r' || character === '\n') {
      this.#shown += '\n';
      this.#keep(`${this.#line}\n`);
      this.#line = '';
    } else if (keys.backspace.test(character)) {
      if (this.#line !== '') this.#shown += '\b \b';
      this.#line = this.#line.slice(0, -1);
    } else if (this.#line.length < textMax) {
      this.#line += character;
      this.#shown += character;
    }
  }

  #keep(text: string): void {
    if (this.#read.length <= textMax) this.#read += text;
  }

  #endHere(): void {
    if (this.#line === '') this.#isEnded = true;
    this.#keep(this.#line);
    this.#line = '';
  }

  #interrupt(): void {
    this.#line = this.#read = '';
    this.#isEnded = false;
    this.#shown += '^C';
    this.listener?.interrupted();
  }
}

/** Runs `work`; where it asks for all of an input that still comes, waits for its end and runs it anew. */
export function* withInput(input: { readonly text: string }, work: () => number | Running): Running {
  for (;;) {
    try {
      const outcome = work();
      return typeof outcome === 'number' ? outcome : yield* outcome;
    } catch (thrown) {
      if (!(thrown instanceof NeedsInput) || !(input instanceof TypedInput)) throw thrown;
      yield* input.toEnd();
    }
  }
}
