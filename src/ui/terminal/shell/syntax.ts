/** Part of a word. What is not quoted splits into several words where a value has blanks. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** `$NAME`, `${NAME}`, `$?`. */
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean }
  /** `$(…)` and backticks: the text that runs. */
  | { readonly kind: 'command'; readonly text: string; readonly isQuoted: boolean };

export type Word = readonly Piece[];

export interface Redirection {
  readonly from: 0 | 1 | 2;
  /** `text` is a heredoc or `<<<`: the word is what is read. `copy` is `2>&1`: the word is the other number. */
  readonly op: 'read' | 'write' | 'append' | 'text' | 'copy';
  readonly word: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** One command of a pipeline. */
export interface SimpleCommand {
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** A pipeline, and when it runs: always, after success (`&&`), after failure (`||`). */
export interface Step {
  readonly when: 'always' | 'success' | 'failure';
  /** `! …`: its status is turned round. */
  readonly isTurned: boolean;
  readonly commands: readonly SimpleCommand[];
}

/**
 * What one line of input is. `incomplete`: more lines are needed (a quote, a heredoc, a pipe that leads nowhere yet);
 * `rest` is what comes after the line and the heredocs that belong to it.
 */
export type Parsed =
  | { readonly kind: 'steps'; readonly steps: readonly Step[]; readonly rest: string }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'error'; readonly message: string };

/** The text ends before the command does. */
export class Incomplete extends Error {}

/** A mistake, in the words that bash has for it. */
export class SyntaxProblem extends Error {}
