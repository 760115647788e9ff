import { Undo2, X } from 'lucide-react';
import { Button, classes, IconButton } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { bannerShape, leave } from '../timeline/PastBanner.tsx';
import { closeOffer, goBackToLeft, useLeft } from './left.ts';
import { leftWords } from './left-words.ts';
import { nameOf } from './use-title.ts';

/** What was done in a cluster that another took the place of, or that a reload gave up, can be had back. */
export function LeftBanner() {
  const words = useWords(leftWords);
  const locale = usePreferences((state) => state.locale);
  const left = useLeft((state) => state.left);
  if (!left) return null;
  const title = nameOf(left.opened, locale);
  return (
    <div role="group" aria-label={words.hint} className={classes(bannerShape, 'border-line max-sm:flex-wrap max-sm:gap-y-0.5 max-sm:px-2 max-sm:py-1')}>
      <span role="status" className="min-w-0 leading-4 break-keep max-sm:basis-full max-sm:text-center">{left.isStartedOver ? words.startedOver : left.isReloaded ? words.saidReloaded(title) : words.said(title)}</span>
      <Button size="small" icon={Undo2} data-tip={words.hint} onClick={(event) => { leave(event); void goBackToLeft(); }}>{left.isStartedOver ? words.undo : left.isReloaded ? words.goOn : words.goBack}</Button>
      <IconButton icon={X} name={words.close} onClick={(event) => { leave(event); closeOffer(); }} className="-ml-1" />
    </div>
  );
}
