import { useEffect, useRef, useState } from 'react';
import type { Chain, Hop, Origin } from '../../protocol/requests.ts';
import { classes } from '../design/index.ts';
import { chainOf } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { isPerson, laterText, momentText, telling, whoOf } from './select.ts';
import { openWrite } from './tracing.ts';
import { apiWords } from './words.ts';

const indentPx = 11;
const indentMax = 10;
const everyMs = 500;

/** From the first cause down to this write, and on to everything that came of it; each line opens its write. */
export function ChainView({ revision }: { readonly revision: number }) {
  const words = useWords(apiWords);
  const answer = useChain(revision);
  if (revision === 0) return <p className="text-muted">{words.noChain}</p>;
  if (!answer) return null;
  if (!answer.chain) return <p className="text-muted">{words.chainUnknown}</p>;
  const { hops, origin, more } = answer.chain;
  const startMs = hops[0]?.atMs ?? 0;
  return (
    <>
      <OriginLine origin={origin} first={hops[0]} />
      <ol aria-label={words.chain}>
        {hops.map((hop) => <HopLine key={hop.revision} hop={hop} laterMs={hop.atMs - startMs} isCurrent={hop.revision === revision} />)}
      </ol>
      {more > 0 && <p className="py-1 text-xs text-muted">{words.moreHops(more)}</p>}
    </>
  );
}

/** The chain, asked again as the cluster goes on: what came of a write grows. */
function useChain(revision: number): { readonly chain: Chain | undefined } | undefined {
  const [answer, setAnswer] = useState<{ readonly chain: Chain | undefined }>();
  useEffect(() => {
    if (revision === 0) return undefined;
    let isCurrent = true;
    let asked = -1;
    const look = (): void => {
      const now = useSession.getState().revision;
      if (now === asked) return;
      asked = now;
      chainOf(revision).then((found) => { if (isCurrent) setAnswer(found); }, () => undefined);
    };
    look();
    const timer = setInterval(look, everyMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [revision]);
  return answer;
}

function OriginLine({ origin, first }: { readonly origin: Origin; readonly first: Hop | undefined }) {
  const words = useWords(apiWords);
  return (
    <p className="flex items-baseline gap-2 py-0.5 text-xs leading-5 font-medium">
      <span className="min-w-0 flex-1 truncate">{origin.type === 'clock' && first && isPerson(first.writer) ? words.origin.scenario : originText(origin, words)}</span>
      <span className="shrink-0 font-normal text-muted">{momentText(first?.atMs ?? 0)}</span>
    </p>
  );
}

function originText(origin: Origin, { origin: words }: (typeof apiWords)['en']): string {
  if (origin.type === 'clock') return words.clock;
  if (origin.type === 'forgotten') return words.forgotten(origin.revision);
  if (origin.line !== '') return origin.line;
  if (origin.action === 'apply') return words.apply;
  return origin.action === 'fault' ? words.fault : words.other;
}

function HopLine({ hop, laterMs, isCurrent }: { readonly hop: Hop; readonly laterMs: number; readonly isCurrent: boolean }) {
  const words = useWords(apiWords);
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => { if (isCurrent) ref.current?.scrollIntoView({ block: 'nearest' }); }, [isCurrent]);
  const what = telling(hop.written.changes).map(({ path }) => path).join(', ');
  return (
    <li ref={ref}>
      <button
        type="button" aria-current={isCurrent ? 'true' : undefined} onClick={() => { openWrite(hop.revision, 'chain'); }}
        style={{ paddingLeft: 6 + Math.min(hop.depth, indentMax) * indentPx }}
        className={classes('flex w-full items-baseline gap-2 rounded-md py-0.5 pr-1.5 text-left text-xs leading-5', isCurrent ? 'bg-accent-soft' : 'hover:bg-sunken')}
      >
        <span className="w-9 shrink-0 text-muted">r{hop.revision}</span>
        <span className="min-w-0 flex-1 truncate" data-tip={what === '' ? undefined : what}>
          <span className="font-medium">{whoOf(hop.writer)}</span>{' '}
          <span className="text-muted">{hop.verb === 'create/binding' ? words.bound : words.written[hop.type]}</span>{' '}
          {hop.kind} {hop.name}
          {what !== '' && <span className="text-muted"> · {what}</span>}
        </span>
        <span className="shrink-0 text-muted">{laterText(laterMs)}</span>
      </button>
    </li>
  );
}
