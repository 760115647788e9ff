import type { Lesson } from './lesson.ts';
import { welcome } from './welcome/lesson.ts';

/** Every scenario of the gallery, in the order in which it is shown. The first one is what the page opens on. */
export const gallery: readonly [Lesson, ...Lesson[]] = [welcome];
