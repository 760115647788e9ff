/** Where a program reads from. */
export interface Input {
  /** What comes, piece by piece, until it ends. */
  chunks(): AsyncIterable<string>;
  /** The next line without its end (`read`); what comes after it is left. Undefined where there is none. */
  line(): Promise<string | undefined>;
}

/** Where a program writes to. */
export interface Output {
  write(text: string): void;
  /** Told when nobody reads any more (`head` has seen enough). */
  onClose?(stop: () => void): void;
}

/** Between two programs of a pipeline: what one writes the other reads. */
export class Pipe implements Input, Output {
  #chunks: string[] = [];
  #isEnded = false;
  #isClosed = false;
  #wake: () => void = () => undefined;
  readonly #stops: (() => void)[] = [];

  write(text: string): void {
    if (this.#isClosed || text === '') return;
    this.#chunks.push(text);
    this.#wake();
  }

  onClose(stop: () => void): void {
    if (this.#isClosed) stop();
    else this.#stops.push(stop);
  }

  /** The writer has ended. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The reader has ended. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const text = this.#chunks.join('');
      const end = text.indexOf('\n');
      this.#chunks = end < 0 ? [text] : [text.slice(end + 1)];
      if (end >= 0) return text.slice(0, end);
      if (this.#isEnded) {
        this.#chunks = [];
        return text === '' ? undefined : text;
      }
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }

  async *chunks(): AsyncGenerator<string> {
    for (;;) {
      const text = this.#chunks.join('');
      this.#chunks = [];
      if (text !== '') yield text;
      else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }
}

/** A text that is there already. */
export function inputOf(text: string): Input {
  const pipe = new Pipe();
  pipe.write(text);
  pipe.end();
  return pipe;
}

/** All that comes. */
export async function textOf(input: Input): Promise<string> {
  let text = '';
  for await (const chunk of input.chunks()) text += chunk;
  return text;
}
