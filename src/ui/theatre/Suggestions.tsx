import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { DecisionHeadline, SuggestionView } from '../../protocol/decisions.ts';
import { Button, HealthMark, locked, useNotices } from '../design/index.ts';
import { act, advance, askSuggestions } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { inOrder, shortPod } from './select.ts';
import { useAsked } from './use-asked.ts';
import { theatreWords } from './words.ts';

interface SuggestionsProps {
  readonly uid: string;
  readonly recent: readonly DecisionHeadline[];
  readonly onPod: (uid: string) => void;
}

/** What was tried, when, and for which workload. */
interface Trial {
  readonly sinceMs: number;
  readonly workload: string;
}

/** The changes that would let the pod be scheduled, each with a button that makes it. */
export function Suggestions({ uid, recent, onPod }: SuggestionsProps) {
  const words = useWords(theatreWords);
  const refusal = useRefusal();
  const found = useAsked(uid, askSuggestions);
  const [trial, setTrial] = useState<Trial>();
  const tryIt = (suggestion: SuggestionView): void => {
    const { nowMs, pods } = useSession.getState();
    setTrial({ sinceMs: nowMs, workload: pods.get(uid)?.workload ?? '' });
    carryOut(suggestion).catch((error: unknown) => {
      setTrial(undefined);
      useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad');
    });
  };
  return (
    <section aria-label={words.suggestions} className="space-y-2">
      <h3 className="font-semibold">{words.suggestions}</h3>
      {trial && <Outcome trial={trial} uid={uid} recent={recent} onPod={onPod} />}
      {!found && <p className="text-muted">{refusal ?? words.thinking}</p>}
      {found?.length === 0 && !trial && <p className="text-muted">{words.noSuggestions}</p>}
      {found && found.length > 0 && <p className="text-xs text-muted">{words.suggestionsLead}</p>}
      <ol className="space-y-1.5">
        {found && inOrder(found).map((suggestion) => <Row key={JSON.stringify(suggestion.steps)} suggestion={suggestion} onTry={() => { tryIt(suggestion); }} />)}
      </ol>
    </section>
  );
}

/** Runs the actions one after the other; stops at the first that fails, with its words. */
async function carryOut({ actions }: SuggestionView): Promise<void> {
  for (const action of actions) {
    const { exitCode, stderr, stdout } = await act(action).answer;
    if (exitCode !== 0) throw new Error((stderr || stdout).trim());
  }
}

function Row({ suggestion: { steps, node, actions }, onTry }: { readonly suggestion: SuggestionView; readonly onTry: () => void }) {
  const words = useWords(theatreWords);
  const refusal = useRefusal();
  const text = steps.map(words.step).join(' + ');
  const lines = actions.flatMap((action) => (action.type === 'kubectl' ? [action.line] : []));
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 rounded-lg border border-line px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="[overflow-wrap:anywhere]"><span className="font-medium">{text}</span> <span className="text-muted">{words.fitsOn(node)}</span></p>
        {lines.map((line) => <p key={line} lang="en" className="mt-0.5 line-clamp-3 font-mono text-[11px] leading-4 [overflow-wrap:anywhere] text-muted select-text">{line}</p>)}
      </div>
      {actions.length > 0
        ? <Button size="small" icon={FlaskConical} aria-label={`${words.attemptIt}: ${text}`} onClick={onTry} {...locked(refusal)}>{words.attemptIt}</Button>
        : <span className="text-xs text-muted">{words.byHand}</span>}
    </li>
  );
}

/** What came of it: the pod, or the one that took its place, on its node. */
function Outcome({ trial: { sinceMs, workload }, uid, recent, onPod }: { readonly trial: Trial } & SuggestionsProps) {
  const words = useWords(theatreWords);
  const refusal = useRefusal();
  const isPaused = useSession((state) => state.speed === 0);
  const pods = useSession((state) => state.pods);
  const success = recent.find((decision) => decision.chosen !== '' && decision.atMs >= sinceMs && (decision.uid === uid || (workload !== '' && pods.get(decision.uid)?.workload === workload)));
  return (
    <div role="status" className="flex items-center gap-2 rounded-lg bg-sunken px-3 py-2">
      <HealthMark health={success ? 'good' : 'busy'} />
      {success
        ? <button type="button" onClick={() => { onPod(success.uid); }} className="min-w-0 text-left font-medium [overflow-wrap:anywhere] text-accent underline-offset-2 hover:underline">{words.runs(shortPod(success.pod), success.chosen)}</button>
        : <span className="min-w-0 flex-1">{isPaused ? words.tried : words.trying}</span>}
      {!success && isPaused && <Button size="small" onClick={() => { advance(5000).catch(() => undefined); }} {...locked(refusal)}>{words.passTime}</Button>}
    </div>
  );
}
