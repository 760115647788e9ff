import { lazy, Suspense, useEffect } from 'react';
import { isExercise } from '../../lessons/exercise.ts';
import { firstPicture } from '../session/first-picture.ts';
import { learnExercises } from '../session/exercises.ts';
import { useShell } from './shell-store.ts';
import { open } from './use-asked-panels.ts';
import { useOrigin } from './use-title.ts';

const Watch = lazy(async () => {
  await firstPicture();
  return { default: (await import('../lessons/Watch.tsx')).Watch };
});

/** While an exercise is open, its checks are looked at, whichever panels are open; the panel that shows them opens with it. */
export function ExerciseWatch({ phone }: { readonly phone: boolean }) {
  const origin = useOrigin();
  const opening = useShell((state) => state.openings);
  const isInSight = useShell(({ sheet, leftOpen }) => (phone ? sheet === 'editor' : leftOpen));
  const exercise = isExercise(origin) ? origin : undefined;
  // A shared cluster may have begun as an exercise; what these are is fetched then.
  const isStrange = opening > 0 && !origin;
  useEffect(() => { if (isStrange) void firstPicture().then(learnExercises).catch(() => undefined); }, [isStrange]);
  useEffect(() => { if (exercise) open('editor'); }, [exercise, opening]);
  return exercise ? <Suspense fallback={null}><Watch key={opening} exercise={exercise} isInSight={isInSight} /></Suspense> : null;
}
