import { Circle, CircleAlert, CircleCheck, type LucideIcon } from 'lucide-react';
import type { Exercise } from '../../../lessons/exercise.ts';
import { classes } from '../../design/index.ts';
import { usePreferences, useWords } from '../../session/preferences.ts';
import { useStanding, type Mark } from '../../session/standing.ts';
import { useSession } from '../../session/store.ts';
import { WithCode } from '../WithCode.tsx';
import { panelWords } from './words.ts';

const looks: Readonly<Record<Mark, { readonly icon: LucideIcon; readonly colour: string }>> = {
  met: { icon: CircleCheck, colour: 'text-good' },
  unmet: { icon: Circle, colour: 'text-faint' },
  lost: { icon: CircleAlert, colour: 'text-bad' },
};

/** Each check with its state, by shape and word as well as by colour. */
export function Checks({ exercise }: { readonly exercise: Exercise }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const words = useWords(panelWords);
  const marks = useStanding((state) => state.marks);
  const isPast = useSession((state) => state.past !== undefined);
  return (
    <>
      <ul aria-label={words.checks} className="mt-2 space-y-1">
        {exercise.checks.map((check, index) => {
          const mark = marks[index];
          const { icon: Icon, colour } = looks[mark ?? 'unmet'];
          return (
            <li key={check.en} className="flex items-start gap-2">
              <Icon aria-hidden size={15} strokeWidth={2} className={classes('mt-[1.5px] shrink-0', colour)} />
              <span className="min-w-0 flex-1"><WithCode text={check[locale]} /></span>
              <span className={classes('shrink-0 font-medium', colour)}>{mark ? words.marks[mark] : ''}</span>
            </li>
          );
        })}
      </ul>
      {isPast && <p className="mt-1 text-muted">{words.asOfThen}</p>}
    </>
  );
}
