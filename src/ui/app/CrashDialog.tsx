import { Clipboard, Play, RotateCcw } from 'lucide-react';
import type { CrashMessage } from '../../protocol/messages.ts';
import { Button, Dialog, elapsedText, useNotices } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { crashWords } from './crash-words.ts';
import { goOnFrom } from './opening.ts';
import { useShell } from './shell-store.ts';

/** A broken invariant of the engine: what happened, enough to replay it, and the way on. */
export function CrashDialog({ crash }: { readonly crash: CrashMessage }) {
  const words = useWords(crashWords);
  const opened = useShell((state) => state.opened);
  const copy = () => {
    navigator.clipboard.writeText(JSON.stringify(crash, undefined, 2)).then(() => { useNotices.getState().show(words.copied); }, (error: unknown) => { useNotices.getState().show(String(error), 'bad'); });
  };
  return (
    <Dialog title={words.title} onClose={() => undefined} width="wide" firm>
      <p className="pb-3 text-muted">{words.lead}</p>
      <pre className="mb-3 max-h-40 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">{crash.message || words.noMessage}</pre>
      <dl className="mb-4 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
        <dt className="text-muted">{words.seed}</dt>
        <dd>{crash.seed}</dd>
        <dt className="text-muted">{words.time}</dt>
        <dd>{elapsedText(crash.nowMs)}</dd>
        {crash.lastAction && <dt className="text-muted">{words.action}</dt>}
        {crash.lastAction && <dd className="truncate font-mono text-xs leading-5">{JSON.stringify(crash.lastAction)}</dd>}
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" icon={Play} onClick={() => { goOnFrom(crash.scenario); }}>{words.goOn}</Button>
        {opened && <Button icon={RotateCcw} onClick={() => { goOnFrom(opened.scenario); }}>{words.again}</Button>}
        <Button tone="quiet" icon={Clipboard} onClick={copy}>{words.copy}</Button>
      </div>
    </Dialog>
  );
}
