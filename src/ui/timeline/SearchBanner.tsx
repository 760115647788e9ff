import { LoaderCircle } from 'lucide-react';
import { Button, classes } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { bannerShape, leave } from './PastBanner.tsx';
import { useMoment } from './strip-store.ts';
import { pauseNow } from './transport.ts';
import { timelineWords } from './words.ts';

/** Says that time passes because the next change is looked for. */
export function SearchBanner() {
  const words = useWords(timelineWords);
  const moment = useMoment();
  return (
    <div role="group" aria-label={words.next} className={classes(bannerShape, 'border-accent')}>
      <LoaderCircle aria-hidden size={14} className="shrink-0 animate-spin text-accent" />
      <span role="status" className="min-w-0 leading-4">{words.searching}</span>
      <span className="shrink-0 font-medium tabular-nums">{moment}</span>
      <Button size="small" onClick={(event) => { leave(event); pauseNow(); }}>{words.giveUp}</Button>
    </div>
  );
}
