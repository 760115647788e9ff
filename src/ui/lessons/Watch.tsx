import { useEffect, useState } from 'react';
import type { Exercise } from '../../lessons/exercise.ts';
import { useNotices } from '../design/index.ts';
import { usePreferences, type Locale } from '../session/preferences.ts';
import { useStanding, type Mark } from '../session/standing.ts';
import { useSession } from '../session/store.ts';
import { watch } from './watch.ts';
import { exerciseWords } from './words.ts';

interface WatchProps {
  readonly exercise: Exercise;
  /** Whether the panel with the checks is open. */
  readonly isInSight: boolean;
}

/** Keeps an eye on the checks of an exercise, and tells screen readers what became of them; where nobody sees the panel, the page says that it is solved. */
export function Watch({ exercise, isInSight }: WatchProps) {
  const [said, setSaid] = useState('');
  useEffect(() => watch(exercise), [exercise]);
  useEffect(() => useStanding.subscribe(({ marks, isSolved }, before) => {
    if (before.marks.length === 0 || marks === before.marks || marks.length === 0 || useSession.getState().past) return;
    const { locale } = usePreferences.getState();
    setSaid(whatChanged(exercise, before.marks, marks, locale));
    if (isSolved && !isInSight) useNotices.getState().show(exerciseWords[locale].solvedNow(exercise[locale].title), 'plain', { isLasting: true });
  }), [exercise, isInSight]);
  return <div role="status" aria-live="polite" className="sr-only">{said}</div>;
}

/** The checks that were met or lost between two looks, and whether that was the last of them. */
export function whatChanged(exercise: Exercise, before: readonly Mark[], after: readonly Mark[], locale: Locale): string {
  const words = exerciseWords[locale];
  const changed = exercise.checks.flatMap((check, index) => {
    const isMet = after[index] === 'met';
    return isMet === (before[index] === 'met') ? [] : [(isMet ? words.saidMet : words.saidLost)(plain(check[locale]))];
  });
  return [...changed, ...(after.every((mark) => mark === 'met') ? [words.saidSolved, plain(exercise[locale].learnt)] : [])].join(' ');
}

const plain = (text: string): string => text.replaceAll('`', '');
