import { RegexTooCostly } from '../../../../kube/regex/index.ts';

/** Moves that searches may make while a program handles one line, and the page waits: less than a second. */
const lineMax = 4_000_000;
/** Moves for all lines of one program. */
const programMax = 100_000_000;

/** What a program's searches have cost; it pays in advance. */
export class Meter {
  #line = 0;
  #whole = 0;

  /** Another line begins. */
  next(): void {
    this.#line = 0;
  }

  /** Whether this line was one that costs. */
  get isDear(): boolean {
    return this.#line > 0;
  }

  charge(moves: number): void {
    this.#line += moves;
    this.#whole += moves;
    if (this.#line > lineMax || this.#whole > programMax) throw new RegexTooCostly('too many steps');
  }
}

let current: Meter | undefined;

/** Handles a line: what is searched for it is charged to that meter. */
export function measured(by: Meter, work: () => void): void {
  const before = current;
  current = by;
  by.next();
  try {
    work();
  } finally {
    current = before;
  }
}

/** The meter of the program whose line is handled; one of its own for a search outside of all programs. */
export const meter = (): Meter => current ?? new Meter();
