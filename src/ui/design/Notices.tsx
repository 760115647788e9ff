import { TriangleAlert, X } from 'lucide-react';
import { useWords } from '../session/preferences.ts';
import { IconButton } from './IconButton.tsx';
import { useNotices } from './notice-store.ts';
import { designWords } from './words.ts';

/** The page's messages and its polite voice for screen readers. One of it, in the shell. */
export function Notices() {
  const { notices, said, dismiss } = useNotices();
  const words = useWords(designWords);
  return (
    <>
      <div role="status" aria-live="polite" className="sr-only">{said}</div>
      <div className="pointer-events-none fixed inset-x-0 top-14 z-[70] flex flex-col items-center gap-2 px-3">
        {notices.map((notice) => (
          <div key={notice.id} className="dd-rise flex max-w-[560px] items-center gap-2 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-float">
            {notice.tone === 'bad' && <TriangleAlert aria-hidden size={15} className="shrink-0 text-bad" />}
            <span className="min-w-0 [overflow-wrap:anywhere]">{notice.text}</span>
            <IconButton icon={X} name={words.close} onClick={() => { dismiss(notice.id); }} className="pointer-events-auto" />
          </div>
        ))}
      </div>
    </>
  );
}
