import { create } from 'zustand';
import type { Exercise } from '../../lessons/exercise.ts';
import type { Scenario } from '../../scenario/document.ts';

interface ExercisesState {
  /** All of them, in order; none until somebody needs them. */
  readonly known: readonly Exercise[];
  /** Ids of those that were solved in this browser, in no order. */
  readonly solved: readonly string[];
  readonly noteSolved: (id: string) => void;
  readonly forget: () => void;
}

const storageKey = 'drydock.exercises';

function stored(): readonly string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '[]') as unknown;
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function keep(solved: readonly string[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(solved));
  } catch {
    // A browser that keeps nothing (private mode) still shows the page.
  }
}

/** The exercises, as far as they have been fetched, and which of them the person has solved. */
export const useExercises = create<ExercisesState>()((set) => ({
  known: [],
  solved: stored(),
  noteSolved: (id) => { set(({ solved }) => (solved.includes(id) ? {} : { solved: [...solved, id] })); },
  forget: () => { set({ solved: [] }); },
}));

useExercises.subscribe(({ solved }, before) => { if (solved !== before.solved) keep(solved); });

/** Fetches the exercises where that has not been done. */
export async function learnExercises(): Promise<readonly Exercise[]> {
  const { exercises } = await import('../../lessons/exercises.ts');
  if (useExercises.getState().known.length === 0) useExercises.setState({ known: exercises });
  return exercises;
}

/** The exercise whose own scenario this is. */
export const exerciseBeginning = (scenario: Scenario): Exercise | undefined => useExercises.getState().known.find((exercise) => exercise.scenario === scenario);

/** The exercise that a shared scenario began as, among those that have been fetched. */
export function exerciseOf({ title, manifests }: Scenario, known: readonly Exercise[] = useExercises.getState().known): Exercise | undefined {
  return known.find(({ scenario }) => scenario.title === title && JSON.stringify(scenario.manifests) === JSON.stringify(manifests));
}
