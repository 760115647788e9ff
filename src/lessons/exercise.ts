import type { Check } from './check.ts';
import type { Lesson, LessonText } from './lesson.ts';

export interface ExerciseText extends LessonText {
  /** What the cluster is to be like in the end, in plain words. */
  readonly goal: string;
  /** From a nudge to nearly the answer; commands stand between backquotes. */
  readonly hints: readonly string[];
  /** What somebody knows who has solved it: one calm sentence. */
  readonly learnt: string;
}

/** One step of a solution: why, and the kubectl line or the manifest that does it. */
export type SolutionStep = { readonly en: string; readonly ko: string } & ({ readonly line: string } | { readonly yaml: string });

/** A cluster that is broken or unfinished, and how it is told that somebody has put it right. Its text has no steps: what to do is to be found out. */
export interface Exercise extends Lesson {
  readonly en: ExerciseText;
  readonly ko: ExerciseText;
  /** Two to five; solved is where all of them hold. */
  readonly checks: readonly Check[];
  readonly solution: readonly SolutionStep[];
}

/** Exercises that belong together in a course, under one heading. */
export interface ExerciseGroup {
  readonly en: string;
  readonly ko: string;
  readonly exercises: readonly Exercise[];
}

export const isExercise = (lesson: Lesson | undefined): lesson is Exercise => lesson !== undefined && 'checks' in lesson;
