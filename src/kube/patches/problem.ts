import type { V1Status } from '../generated/types.ts';
import { badRequest, failure, rejectedRequest } from '../status.ts';

/** Something is wrong with a patch; caught at the door of this room and returned as a value. */
export class PatchProblem extends Error {
  constructor(readonly status: V1Status, readonly words: string = status.message ?? '') {
    super(words);
  }
}

/** The patch itself is no such patch. */
export const malformed = (words: string): PatchProblem => new PatchProblem(badRequest(words));
/** The patch does not fit the object; the server keeps the words to itself. */
export const inapplicable = (words: string): PatchProblem => new PatchProblem(rejectedRequest(), words);
/** An error that the server has no answer of its own for. */
export const unforeseen = (words: string): PatchProblem => new PatchProblem(failure(500, '', words));

export type Patched<T = unknown> =
  | { readonly ok: true; readonly value: T }
  /** `words`: what the patch library itself said; the status often says less. */
  | { readonly ok: false; readonly status: V1Status; readonly words: string };

/** Runs a computation that may throw a PatchProblem. */
export function attempt<T>(compute: () => T): Patched<T> {
  try {
    return { ok: true, value: compute() };
  } catch (problem) {
    if (problem instanceof PatchProblem) return { ok: false, status: problem.status, words: problem.words };
    throw problem;
  }
}
