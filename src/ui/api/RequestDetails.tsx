import { X } from 'lucide-react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { IconButton, tabId, Tabs } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { ChainView } from './ChainView.tsx';
import { pathParts, reasonOf, whoOf } from './select.ts';
import { Steps } from './Steps.tsx';
import { openWrite } from './tracing.ts';
import { useApiView, type DetailsView } from './view-store.ts';
import { apiWords } from './words.ts';

const views: readonly DetailsView[] = ['steps', 'chain'];
const tabOf = (view: DetailsView): string => `request-${view}`;

/** One request looked at closely: its way through the API server, or what it came from and what came of it. */
export function RequestDetails({ request }: { readonly request: TracedRequest }) {
  const words = useWords(apiWords);
  const { view, setView, setOpen } = useApiView();
  const tabs = views.map((id) => ({ id: tabOf(id), label: words[id] }));
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 py-1 pr-2 pl-3">
        <h3 className="min-w-0 flex-1 truncate font-mono text-xs font-semibold">{request.method} {pathParts(request.path).what}</h3>
        <Tabs name={words.view} active={tabOf(view)} tabs={tabs} onSelect={(id) => { setView(id === tabOf('chain') ? 'chain' : 'steps'); }} />
        <IconButton icon={X} name={words.close} onClick={() => { setOpen(undefined); }} />
      </div>
      <div role="tabpanel" aria-labelledby={tabId(tabOf(view))} tabIndex={0} className="min-h-0 flex-1 overflow-auto px-3 pb-3 outline-offset-[-2px]">
        {view === 'steps' ? <><About request={request} /><Steps request={request} /></> : <ChainView key={request.revision} revision={request.revision} />}
      </div>
    </>
  );
}

/** Who asked, because of what, and for which object. */
function About({ request }: { readonly request: TracedRequest }) {
  const words = useWords(apiWords);
  const { kind, namespace, name, uid, causeRevision } = request;
  const reason = reasonOf(request);
  const select = useSession((state) => state.select);
  return (
    <p className="mb-2 leading-5 text-muted">
      <span className="text-ink">{whoOf(request.user)}</span>{' '}
      {reason === 'write' && <>{words.because} <button type="button" className="rounded font-medium text-accent hover:underline" onClick={() => { openWrite(causeRevision, useApiView.getState().view); }}>r{causeRevision}</button></>}
      {reason !== 'write' && words.becauseOf[reason]}
      {uid !== '' && <> · <button type="button" aria-label={words.open(`${kind} ${name}`)} className="rounded text-accent [overflow-wrap:anywhere] hover:underline" onClick={() => { select({ kind, namespace, name, uid }); }}>{kind} {name}</button></>}
    </p>
  );
}
