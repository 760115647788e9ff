import { elapsedText } from '../design/index.ts';
import { explain } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useRequests } from '../session/requests.ts';
import type { Selection } from '../session/store.ts';
import { useLive } from './use-live.ts';
import { inspectorWords } from './words.ts';

/** Who wrote the object, when, what changed, and which revision made them write: newest first. */
export function HistoryTab({ selection }: { readonly selection: Selection }) {
  const words = useWords(inspectorWords);
  const history = useLive(selection.uid, () => explain(selection.uid))?.history;
  if (!history) return null;
  if (history.length === 0) return <p className="px-4 py-3 text-muted">{words.noHistory}</p>;
  return (
    <ol className="divide-y divide-line">
      {history.map((entry) => (
        <li key={entry.revision} className="px-4 py-2">
          <div className="flex items-baseline gap-2">
            <span className="min-w-0 truncate font-medium">{entry.writer === 'kubernetes-admin' ? words.person : shortWriter(entry.writer)}</span>
            <span className="text-xs text-muted">{entry.verb}</span>
            <span className="ml-auto shrink-0 text-xs text-muted">{elapsedText(entry.atMs)} · r{entry.revision}</span>
          </div>
          <p className="text-xs leading-[18px] [overflow-wrap:anywhere] text-muted">{entry.type === 'MODIFIED' ? <span lang="en">{entry.fields.join(', ')}</span> : words.written[entry.type]}</p>
          {entry.causeRevision > 0 && (
            <button type="button" onClick={() => { useRequests.getState().ask({ revision: entry.causeRevision }); }} className="rounded text-xs text-accent hover:underline">{words.because(entry.causeRevision)}</button>
          )}
        </li>
      ))}
    </ol>
  );
}

/** `replicaset-controller` for `system:serviceaccount:kube-system:replicaset-controller`. */
function shortWriter(writer: string): string {
  return writer.replace(/^system:(serviceaccount:[^:]+:|node:)?/, '');
}
