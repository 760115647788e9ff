import { RegexTooCostly } from './problem.ts';
import type { Step } from './program.ts';

/** Moves that one call may make: some seconds of the machine's time. */
export const movesMax = 30_000_000;

/** Where a match and its groups begin and end: `[start, end, start of group 1, …]`. */
type Marks = readonly (number | undefined)[];

/** What several searches have left together. */
export interface Budget {
  moves: number;
}

interface Search {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly text: string;
  readonly from: number;
  /** Only whether there is one is asked; the marks then say nothing. */
  readonly isTest?: boolean;
  /** Of several matches at the leftmost place the longest, as POSIX has it, instead of the first by the order of alternatives. */
  readonly isLongest: boolean;
  readonly budget: Budget;
}

/**
 * Walks through a text once, at all steps that the expression may stand at together: text × expression moves at most, never a step back.
 *
 * @see Russ Cox, "Regular Expression Matching: the Virtual Machine Approach" (Pike's machine)
 */
export function search({ steps, start, text, from, isTest = false, isLongest, budget }: Search): Marks | undefined {
  // What a large expression needs before its first move.
  budget.moves -= steps.length >> 6;
  const walk = new Walk(steps, text, budget, isTest);
  let best: Marks | undefined;
  for (let at = from; ; at += walk.after > 0xffff ? 2 : 1) {
    walk.to(at);
    if (!best) walk.follow(start, nothing);
    const found = walk.take(best, isLongest);
    if (found && isTest) return found;
    best = found ?? best;
    if (walk.after < 0 || (best && walk.isDone)) return best;
  }
}

const nothing: Marks = [];

/** Steps that wait at one place, the preferred ones first, each with what it has marked on its way. */
class Threads {
  readonly steps: Int32Array;
  readonly marks: Marks[] = [];
  count = 0;

  constructor(size: number) {
    this.steps = new Int32Array(size);
  }

  add(step: number, marks: Marks): void {
    this.steps[this.count] = step;
    this.marks[this.count++] = marks;
  }
}

class Walk {
  /** The code points around this place; −1 where the text ends. */
  before = -1;
  after = -1;
  #at = 0;
  readonly #steps: readonly Step[];
  readonly #text: string;
  readonly #budget: Budget;
  readonly #isTest: boolean;
  /** For each step the place at which it was reached last. */
  readonly #seen: Int32Array;
  /** What stands at this place: steps that take a character or have found. */
  #open: Threads;
  /** What the last character led to. */
  #arrived: Threads;
  /** Steps that are still to be followed at this place, the preferred one on top. */
  readonly #waiting: number[] = [];
  readonly #waitingMarks: Marks[] = [];

  constructor(steps: readonly Step[], text: string, budget: Budget, isTest: boolean) {
    this.#steps = steps;
    this.#text = text;
    this.#budget = budget;
    this.#isTest = isTest;
    this.#seen = new Int32Array(steps.length).fill(-1);
    this.#open = new Threads(steps.length);
    this.#arrived = new Threads(steps.length);
  }

  get isDone(): boolean {
    return this.#arrived.count === 0;
  }

  /** Goes to a place, and follows from what has arrived there. */
  to(at: number): void {
    this.#at = at;
    this.before = at > 0 ? codeBefore(this.#text, at) : -1;
    this.after = this.#text.codePointAt(at) ?? -1;
    this.#open.count = 0;
    const { steps, marks, count } = this.#arrived;
    for (let i = 0; i < count; i++) this.follow(steps[i] ?? 0, marks[i] ?? nothing);
    this.#arrived.count = 0;
  }

  /** Follows everything that takes no character. What is reached twice counts for the one that came first: it is preferred. */
  follow(first: number, given: Marks): void {
    const waiting = this.#waiting;
    const waitingMarks = this.#waitingMarks;
    waiting.push(first);
    waitingMarks.push(given);
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const marks = waitingMarks.pop() ?? nothing;
      const step = this.#steps[number];
      if (!step || this.#seen[number] === this.#at) continue;
      this.#seen[number] = this.#at;
      if (--this.#budget.moves < 0) throw new RegexTooCostly('regular expression takes too long');
      if (step.type === 'take' || step.type === 'found') {
        this.#open.add(number, marks);
        continue;
      }
      if (step.type === 'edge' && !step.holds(this.before, this.after)) continue;
      if (step.type === 'fork') {
        waiting.push(step.other);
        waitingMarks.push(marks);
      }
      waiting.push(step.next);
      waitingMarks.push(step.type === 'mark' && !this.#isTest ? this.#marked(marks, step.slot) : marks);
    }
  }

  /** A copy with one mark more. What is long costs more than a move. */
  #marked(marks: Marks, slot: number): Marks {
    if (marks.length > 64) this.#budget.moves -= marks.length;
    const copy = marks.slice();
    copy[slot] = this.#at;
    return copy;
  }

  /** Takes the next character where it fits. A match that is better than the best so far, if there is one. */
  take(best: Marks | undefined, isLongest: boolean): Marks | undefined {
    const { steps, marks, count } = this.#open;
    let found: Marks | undefined;
    for (let i = 0; i < count; i++) {
      const step = this.#steps[steps[i] ?? 0];
      const own = marks[i] ?? nothing;
      const known = found ?? best;
      if (step?.type === 'found') {
        if (!isLongest) return own;
        if (isBetter(own, known)) found = own;
      } else if (step?.type === 'take' && this.after >= 0 && step.fits(this.after) && !(isLongest && known && (own[0] ?? 0) > (known[0] ?? 0))) this.#arrived.add(step.next, own);
    }
    return found;
  }
}

/** Further to the left, or longer. */
function isBetter(marks: Marks, best: Marks | undefined): boolean {
  const [start = 0, end = 0] = marks;
  const [bestStart = 0, bestEnd = 0] = best ?? [];
  return !best || start < bestStart || (start === bestStart && end > bestEnd);
}

function codeBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  const isSecondHalf = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  const whole = isSecondHalf ? (text.codePointAt(at - 2) ?? unit) : unit;
  return whole > 0xffff ? whole : unit;
}
