import type { Scenario } from '../scenario/document.ts';

export interface LessonText {
  readonly title: string;
  /** What there is to see, in a sentence or two. */
  readonly about: string;
  /** What to try, in order; each one line. Commands and what is written in files stand between backquotes. */
  readonly steps: readonly string[];
}

/** One entry of the gallery: a cluster ready to be played with. */
export interface Lesson {
  /** In links and tests: kebab-case. */
  readonly id: string;
  readonly en: LessonText;
  readonly ko: LessonText;
  readonly scenario: Scenario;
  /** What the editor shows: usually one of the scenario's manifests. */
  readonly editorText: string;
  /** The lens that it opens on, where another than the Cluster's shows best what it is about. */
  readonly lens?: 'network' | 'workloads' | 'storage' | 'plane';
}
