import type { Characters } from './characters.ts';

/** Where a place without width holds. */
export type Edge = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

/** An expression, read. */
export type Expression =
  | { readonly type: 'nothing' }
  | { readonly type: 'characters'; readonly fits: Characters }
  | { readonly type: 'edge'; readonly edge: Edge }
  | { readonly type: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly type: 'either'; readonly options: readonly Expression[] }
  | { readonly type: 'repeat'; readonly of: Expression; readonly min: number; readonly max: number; readonly isLazy: boolean }
  | { readonly type: 'group'; readonly of: Expression; readonly index: number };

/** What `(?imsU)` switches. */
export interface Flags {
  /** `i` */
  readonly isCaseless: boolean;
  /** `m`: `^` and `$` hold at lines, too. */
  readonly isByLine: boolean;
  /** `s`: `.` takes a newline, too. */
  readonly isDotAll: boolean;
  /** `U`: repetitions are lazy, and `?` makes them greedy. */
  readonly isTurned: boolean;
}

export const plainFlags: Flags = { isCaseless: false, isByLine: false, isDotAll: false, isTurned: false };
