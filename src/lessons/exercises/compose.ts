import type { LessonParts } from '../compose.ts';
import { lesson } from '../compose.ts';
import type { Check, Condition } from '../check.ts';
import type { Exercise, ExerciseText, SolutionStep } from '../exercise.ts';

type Text = Omit<ExerciseText, 'steps'>;

interface ExerciseParts extends Omit<LessonParts, 'en' | 'ko'> {
  readonly en: Text;
  readonly ko: Text;
  readonly checks: readonly Check[];
  readonly solution: readonly SolutionStep[];
  /** When the person sees the cluster, where that is later than its warming up and what was done to it. */
  readonly untilMs?: number;
}

/** An exercise with the usual machines, seed and start. */
export function exercise({ en, ko, checks, solution, untilMs, ...parts }: ExerciseParts): Exercise {
  const [english, korean] = [{ ...en, steps: [] }, { ...ko, steps: [] }];
  const { scenario, ...rest } = lesson({ ...parts, en: english, ko: korean });
  return { ...rest, en: english, ko: korean, scenario: { ...scenario, untilMs: Math.max(untilMs ?? 0, scenario.untilMs) }, checks, solution };
}

/** A check of a condition, in both languages. */
export const check = (en: string, ko: string, condition: Condition): Check => ({ ...condition, en, ko });
