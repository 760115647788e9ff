import { TriangleAlert, X } from 'lucide-react';
import { useWords } from '../session/preferences.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { useNotices } from './notice-store.ts';
import { designWords } from './words.ts';

/** The page's polite voice for screen readers. One of it, in the shell. */
export function Voice() {
  const said = useNotices((state) => state.said);
  return <div role="status" aria-live="polite" className="sr-only">{said}</div>;
}

/** The newest of the page's messages, two lines high (five on a phone): it stands where it covers nothing. All of a longer one shows under pointer or finger. */
export function Notice() {
  const notice = useNotices(({ notices }) => notices.at(-1));
  const dismiss = useNotices((state) => state.dismiss);
  const words = useWords(designWords);
  if (!notice) return null;
  return (
    <div key={notice.id} className="dd-rise group pointer-events-auto flex max-w-[560px] items-center gap-2 rounded-lg border border-line bg-raised py-px pr-1 pl-3 shadow-rest">
      {notice.tone === 'bad' && <TriangleAlert aria-hidden size={15} className="shrink-0 text-bad" />}
      <span className="line-clamp-5 min-w-0 sm:line-clamp-2 text-xs leading-4 [overflow-wrap:anywhere] group-hover:line-clamp-none">{notice.text}</span>
      {notice.action && <Button size="small" onClick={() => { dismiss(notice.id); notice.action?.run(); }} className="shrink-0">{notice.action.label}</Button>}
      <IconButton icon={X} name={words.close} onClick={() => { dismiss(notice.id); }} />
    </div>
  );
}
