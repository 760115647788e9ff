import { Check } from 'lucide-react';
import type { Exercise } from '../../lessons/exercise.ts';
import { exerciseGroups, exercises } from '../../lessons/exercises.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { Button } from '../design/index.ts';
import { learnExercises, useExercises } from '../session/exercises.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { exerciseWords } from './words.ts';

interface ExerciseListProps {
  readonly current: Lesson | undefined;
  readonly onOpen: (scenario: Scenario) => void;
}

/** All exercises in the order of the course, and which of them have been solved. */
export function ExerciseList({ current, onOpen }: ExerciseListProps) {
  const words = useWords(exerciseWords);
  const locale = usePreferences((preferences) => preferences.locale);
  const solved = useExercises((state) => state.solved);
  const forget = useExercises((state) => state.forget);
  const count = exercises.filter(({ id }) => solved.includes(id)).length;
  const open = (exercise: Exercise): void => { void learnExercises().then(() => { onOpen(exercise.scenario); }); };
  return (
    <>
      <p className="text-xs leading-[18px] text-muted">{words.lead}</p>
      <div className="mt-2 flex min-h-7 items-center gap-3">
        <span className="font-medium tabular-nums">{words.solvedOf(count, exercises.length)}</span>
        {count > 0 && <Button tone="quiet" size="small" onClick={forget}>{words.forget}</Button>}
      </div>
      {exerciseGroups.map((group) => (
        <section key={group.en} aria-label={group[locale]}>
          <h3 className="mt-4 mb-1.5 text-xs font-semibold text-muted">{group[locale]}</h3>
          <ol className="overflow-hidden rounded-lg border border-line">
            {group.exercises.map((exercise) => (
              <Row key={exercise.id} exercise={exercise} isCurrent={exercise === current} isSolved={solved.includes(exercise.id)} onOpen={() => { open(exercise); }} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

interface RowProps {
  readonly exercise: Exercise;
  readonly isCurrent: boolean;
  readonly isSolved: boolean;
  readonly onOpen: () => void;
}

function Row({ exercise, isCurrent, isSolved, onOpen }: RowProps) {
  const words = useWords(exerciseWords);
  const locale = usePreferences((preferences) => preferences.locale);
  const { title, about } = exercise[locale];
  return (
    <li className="border-line not-first:border-t">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className="grid w-full grid-cols-[1.75rem_1fr_auto] items-baseline gap-x-1.5 bg-page px-3 py-2 text-left transition-colors duration-100 hover:bg-sunken focus-visible:-outline-offset-2 aria-[current=true]:bg-accent-soft"
      >
        <span aria-hidden className="text-xs text-faint tabular-nums">{exercises.indexOf(exercise) + 1}</span>
        <span className="font-semibold">{title}</span>
        {isSolved ? <span className="inline-flex items-center gap-1 text-xs font-medium text-good"><Check aria-hidden size={13} strokeWidth={2.4} />{words.solved}</span> : <span />}
        <span className="col-start-2 col-end-4 mt-0.5 text-xs leading-[18px] text-muted">{about.replaceAll('`', '')}</span>
      </button>
    </li>
  );
}
