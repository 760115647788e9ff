import { isExercise } from '../../lessons/exercise.ts';
import type { Lesson } from '../../lessons/lesson.ts';

const hashOf = (lesson: Lesson | undefined): string => (lesson ? `#${isExercise(lesson) ? 'exercise' : 'lesson'}=${lesson.id}` : '');

/** Lets the address say what is on the stage, so that a reload opens the same; nothing is opened by that. What was there before is a step back in the browser where it is `kept`. */
export function writeAddress(lesson: Lesson | undefined, isKept = false): void {
  const hash = hashOf(lesson);
  if (hash === location.hash) return;
  history[isKept ? 'pushState' : 'replaceState'](null, '', `${location.pathname}${location.search}${hash}`);
}
