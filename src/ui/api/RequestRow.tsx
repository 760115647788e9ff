import type { TracedRequest } from '../../protocol/requests.ts';
import { classes, HealthMark } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { deletionOf, healthOf, isError, isRead, momentText, pathParts, whoOf } from './select.ts';
import { apiWords } from './words.ts';

export const rowId = ({ id }: TracedRequest): string => `request-${String(id)}`;

interface RowProps {
  readonly request: TracedRequest;
  readonly isNarrow: boolean;
  readonly isOpen: boolean;
  readonly place: { readonly top: number; readonly height: number; readonly number: number; readonly of: number };
  readonly onOpen: () => void;
}

/** One request: when, the answer's code, method and path, who, and the revision that came of it. */
export function RequestRow({ request, isNarrow, isOpen, place, onOpen }: RowProps) {
  const words = useWords(apiWords);
  const look = classes('absolute inset-x-0 px-3', isOpen ? 'bg-accent-soft' : 'hover:bg-sunken');
  return (
    <div id={rowId(request)} role="option" aria-label={spoken(request, words)} aria-selected={isOpen} aria-posinset={place.number} aria-setsize={place.of} onClick={onOpen} className={look} style={{ top: place.top, height: place.height }}>
      {isNarrow ? <TwoLines request={request} /> : <OneLine request={request} />}
    </div>
  );
}

/** The row in one sentence: `0:00:30.002 201 POST /api/v1/namespaces/default/pods replicaset-controller r337`. */
function spoken(request: TracedRequest, { noAnswer, deletion }: (typeof apiWords)['en']): string {
  const does = deletionOf(request);
  const { where, what } = pathParts(request.path);
  const { atMs, code, reason, user, revision } = request;
  return [momentText(atMs), code === 0 ? noAnswer : String(code), methodOf(request), where + what, does === '' ? '' : deletion[does], reason, whoOf(user), revision > 0 ? `r${String(revision)}` : ''].filter(Boolean).join(' ');
}

const methodOf = ({ verb, method }: TracedRequest): string => (verb === 'watch' ? 'WATCH' : method);

function OneLine({ request }: { readonly request: TracedRequest }) {
  return (
    <div className="flex h-full items-center gap-3">
      <span className="w-[74px] shrink-0 text-right text-xs text-muted">{momentText(request.atMs)}</span>
      <Code request={request} />
      <Method request={request} />
      <Path request={request} />
      <Who request={request} className="w-40 shrink-0" />
      <Revision request={request} />
    </div>
  );
}

function TwoLines({ request }: { readonly request: TracedRequest }) {
  return (
    <div className="flex h-full flex-col justify-center border-b border-line">
      <div className="flex items-center gap-2"><Code request={request} /><Method request={request} /><Path request={request} isShort /></div>
      <div className="flex items-center gap-2 text-xs text-muted"><span>{momentText(request.atMs)}</span><Who request={request} className="min-w-0 flex-1" /><Revision request={request} /></div>
    </div>
  );
}

function Code({ request }: { readonly request: TracedRequest }) {
  return (
    <span className="flex w-11 shrink-0 items-center gap-1.5">
      <HealthMark health={healthOf(request)} size={9} />
      <span className={classes('font-medium', isError(request) && 'text-bad')}>{request.code === 0 ? '–' : request.code}</span>
    </span>
  );
}

function Method({ request }: { readonly request: TracedRequest }) {
  return <span className={classes('w-[46px] shrink-0 font-mono text-xs', isRead(request) ? 'text-muted' : 'font-semibold')}>{methodOf(request)}</span>;
}

/** What is asked for stays in sight; where it lies gives way first. */
function Path({ request, isShort = false }: { readonly request: TracedRequest; readonly isShort?: boolean }) {
  const words = useWords(apiWords);
  const { where, what } = pathParts(request.path);
  const deletion = deletionOf(request);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2 overflow-hidden font-mono text-xs" data-tip={where + what}>
      <span className="flex min-w-0">
        {!isShort && <span className="min-w-0 shrink-[9999] truncate text-muted">{where}</span>}
        <span className="min-w-0 truncate">{what}</span>
      </span>
      {deletion !== '' && <span className="shrink-0 font-sans text-muted">{words.deletion[deletion]}</span>}
      {request.dryRun && <span className="shrink-0 font-sans text-busy">{words.dryRun}</span>}
      {request.reason !== '' && <span className="shrink-0 font-sans text-bad">{request.reason}</span>}
    </span>
  );
}

function Who({ request, className }: { readonly request: TracedRequest; readonly className: string }) {
  return <span className={classes('truncate', className)}>{whoOf(request.user)}</span>;
}

function Revision({ request: { revision } }: { readonly request: TracedRequest }) {
  return <span className="w-14 shrink-0 text-right text-xs text-muted">{revision > 0 ? `r${String(revision)}` : ''}</span>;
}
