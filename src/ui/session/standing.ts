import { create } from 'zustand';
import type { Exercise } from '../../lessons/exercise.ts';

/** How a check stands: `lost` held before and holds no more. */
export type Mark = 'met' | 'unmet' | 'lost';

interface StandingState {
  /** The exercise that is watched. */
  readonly exercise: Exercise | undefined;
  /** One for each check; none until the first answer, nor where a moment that is shown says nothing. */
  readonly marks: readonly Mark[];
  /** Which checks have held since the exercise was opened. */
  readonly everMet: readonly boolean[];
  readonly isSolved: boolean;
  /** How many of its hints the person has asked for, and whether for its solution. */
  readonly hints: number;
  readonly isSolutionShown: boolean;
  readonly askHint: () => void;
  readonly showSolution: (isShown: boolean) => void;
  readonly begin: (exercise: Exercise) => void;
  /** @param isPast a moment that has passed is shown: the marks are those of then, and nothing is won or lost by it. */
  readonly take: (holds: readonly boolean[], isPast: boolean) => void;
  readonly end: () => void;
}

const none = { exercise: undefined, marks: [], everMet: [], isSolved: false, hints: 0, isSolutionShown: false } as const;

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((value, index) => value === b[index]);

/** How the checks of the exercise that is open stand at the moment that is shown. */
export const useStanding = create<StandingState>()((set, read) => ({
  ...none,
  askHint: () => { set(({ hints }) => ({ hints: hints + 1 })); },
  showSolution: (isSolutionShown) => { set({ isSolutionShown }); },
  begin: (exercise) => { set({ ...none, exercise }); },
  take: (holds, isPast) => {
    const { everMet, marks: before } = read();
    const marks = holds.map((isMet, index): Mark => (isMet ? 'met' : !isPast && everMet[index] ? 'lost' : 'unmet'));
    if (isSame(marks, before)) return;
    set({ marks, isSolved: marks.every((mark) => mark === 'met'), ...(isPast ? {} : { everMet: holds.map((isMet, index) => isMet || (everMet[index] ?? false)) }) });
  },
  end: () => { set(none); },
}));
