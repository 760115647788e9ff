import { lazy, Suspense, useState } from 'react';
import { isExercise } from '../../lessons/exercise.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { gallery } from '../../lessons/gallery.ts';
import { tabId, Tabs } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { exerciseWords } from './words.ts';

const ExerciseList = lazy(async () => ({ default: (await import('./ExerciseList.tsx')).ExerciseList }));

interface GalleryProps {
  readonly lesson: Lesson | undefined;
  readonly onOpen: (scenario: Scenario) => void;
  readonly onClose: () => void;
}

/** Ready scenarios to look at and exercises to solve, each one click away. */
export function Gallery({ lesson, onOpen, onClose }: GalleryProps) {
  const words = useWords(exerciseWords);
  const [tab, setTab] = useState(isExercise(lesson) ? 'exercises' : 'scenarios');
  const open = (scenario: Scenario): void => { onOpen(scenario); onClose(); };
  return (
    <>
      <Tabs name={words.kinds} tabs={[{ id: 'scenarios', label: words.scenarios }, { id: 'exercises', label: words.exercises }]} active={tab} onSelect={setTab} />
      <div role="tabpanel" aria-labelledby={tabId(tab)} className="mt-3">
        {tab === 'scenarios'
          ? <Scenarios current={lesson} onOpen={open} />
          : <Suspense fallback={<p className="min-h-[60dvh] text-muted">{words.loading}</p>}><ExerciseList current={lesson} onOpen={open} /></Suspense>}
      </div>
    </>
  );
}

interface ListProps {
  readonly current: Lesson | undefined;
  readonly onOpen: (scenario: Scenario) => void;
}

function Scenarios({ current, onOpen }: ListProps) {
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {gallery.map((lesson) => (
        <li key={lesson.id}>
          <button
            type="button"
            aria-current={lesson === current}
            onClick={() => { onOpen(lesson.scenario); }}
            className="flex h-full w-full flex-col justify-start rounded-lg border border-line bg-page p-3 text-left transition-colors duration-100 hover:border-accent aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft"
          >
            <span className="block font-semibold">{lesson[locale].title}</span>
            <span className="mt-0.5 block text-xs leading-[18px] text-muted">{lesson[locale].about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
