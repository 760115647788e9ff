/** Part of a word. What is not quoted splits into several words where a value has blanks. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** `$NAME`, `${NAME}`, `$?`, `${NAME:-word}`, `${#NAME}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean; readonly operation?: Operation }
  /** `$(…)` and backticks: the text that runs. */
  | { readonly kind: 'command'; readonly text: string; readonly isQuoted: boolean }
  /** `$((…))`. */
  | { readonly kind: 'arithmetic'; readonly text: string; readonly isQuoted: boolean };

/** What `${NAME…}` makes of a value. `length`: `${#NAME}`. */
export interface Operation {
  readonly sign: ':-' | '-' | ':=' | '=' | ':+' | '+' | '#' | '##' | '%' | '%%' | '/' | '//' | 'length';
  readonly word: Word;
  /** What is put in place of it (`${NAME/word/by}`). */
  readonly by: Word;
}

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

/** A program with its words. */
export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** Commands held together. */
export type CompoundCommand = { readonly redirections: readonly Redirection[] } & (
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: readonly Step[] }
  | { readonly kind: 'while'; readonly isUntil: boolean; readonly test: readonly Step[]; readonly body: readonly Step[] }
  | { readonly kind: 'if'; readonly branches: readonly { readonly test: readonly Step[]; readonly body: readonly Step[] }[]; readonly otherwise: readonly Step[] }
  /** `{ …; }`, or `( … )` whose variables are its own. */
  | { readonly kind: 'group'; readonly isOwn: boolean; readonly body: readonly Step[] }
);

/** One command of a pipeline. */
export type Command = SimpleCommand | CompoundCommand;

/** A pipeline, and when it runs: always, after success (`&&`), after failure (`||`). */
export interface Step {
  readonly when: 'always' | 'success' | 'failure';
  /** `! …`: its status is turned round. */
  readonly isTurned: boolean;
  readonly commands: readonly Command[];
  /** It runs beside what follows (`&`): how it was written. */
  readonly background?: string;
}

/**
 * What one line of input is. `incomplete`: more lines are needed (a quote, a heredoc, a loop, a pipe that leads nowhere yet);
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
