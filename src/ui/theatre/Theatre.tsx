import { useState } from 'react';
import type { Decision, DecisionAnswer } from '../../protocol/decisions.ts';
import { HealthMark, Select, tabId, Tabs } from '../design/index.ts';
import { askDecision } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { CycleView } from './CycleView.tsx';
import { Preemption } from './Preemption.tsx';
import { Profiles } from './Profiles.tsx';
import { shortPod } from './select.ts';
import { Suggestions } from './Suggestions.tsx';
import { useAsked } from './use-asked.ts';
import { WhatIf } from './WhatIf.tsx';
import { theatreWords } from './words.ts';

/** How the scheduler came to its decision about a pod, and what would have to change. Opens on the selected pod, or on the last one decided about. */
export function Theatre() {
  const words = useWords(theatreWords);
  const selected = useSession(({ selection }) => (selection?.kind === 'Pod' ? selection : undefined));
  const [wanted, setWanted] = useState(selected?.uid ?? '');
  const answer = useAsked(wanted, askDecision);
  const uid = wanted === '' ? (answer?.recent[0]?.uid ?? '') : wanted;
  if (wanted === '' && uid !== '') setWanted(uid);
  if (!answer) return <p className="min-h-80 text-muted">{words.thinking}</p>;
  if (uid === '') return <p className="text-muted">{words.none}</p>;
  const own = answer.attempts.length === 0 && selected?.uid === uid ? [{ uid, pod: `${selected.namespace}/${selected.name}` }] : [];
  return <PodDecisions key={uid} uid={uid} answer={answer} extra={own} onPod={setWanted} />;
}

interface PodDecisionsProps {
  readonly uid: string;
  readonly answer: DecisionAnswer;
  readonly extra: readonly { readonly uid: string; readonly pod: string }[];
  readonly onPod: (uid: string) => void;
}

const views = ['cycle', 'what-if', 'profiles'] as const;

function PodDecisions({ uid, answer: { attempts, recent }, extra, onPod }: PodDecisionsProps) {
  const words = useWords(theatreWords);
  const [chosenAttempt, setAttempt] = useState('');
  const [view, setView] = useState<string>('cycle');
  const attempt = attempts.find(({ atMs }) => String(atMs) === chosenAttempt) ?? attempts.at(-1);
  const listed = recent.some((headline) => headline.uid === uid) ? recent : [...extra, ...attempts.slice(-1), ...recent];
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select name={words.pod} value={uid} onChange={onPod} strong className="max-w-full min-w-0" choices={listed.map(({ uid: value, pod }) => ({ value, label: shortPod(pod) }))} />
        {attempts.length > 1 && attempt && (
          <Select name={words.attempt} value={String(attempt.atMs)} onChange={setAttempt} choices={attempts.map(({ atMs }, index) => ({ value: String(atMs), label: words.attemptAt(index + 1, timeText(atMs)) })).reverse()} />
        )}
        {attempt && attempts.length === 1 && <span className="text-xs text-muted">{words.attemptAt(1, timeText(attempt.atMs))}</span>}
      </div>
      <Tabs name={words.views} tabs={views.map((id) => ({ id, label: { cycle: words.cycle, 'what-if': words.whatIf, profiles: words.profiles }[id] }))} active={view} onSelect={setView} />
      <div role="tabpanel" aria-labelledby={tabId(view)} className="space-y-4">
        {view === 'what-if' && <WhatIf uid={uid} />}
        {view === 'profiles' && <Profiles />}
        {view === 'cycle' && (attempt ? <Verdict decision={attempt} /> : <p className="text-muted">{words.unknown}</p>)}
        {view === 'cycle' && (attempt === undefined || attempt.chosen === '') && <Suggestions uid={uid} recent={recent} onPod={onPod} />}
        {view === 'cycle' && attempt && <CycleView key={attempt.atMs} decision={attempt} />}
        {view === 'cycle' && attempt && <Preemption decision={attempt} />}
      </div>
    </div>
  );
}

function Verdict({ decision: { chosen, message, nominatedNode, victims } }: { readonly decision: Decision }) {
  const words = useWords(theatreWords);
  return (
    <div className="rounded-lg border border-line bg-sunken px-3 py-2.5">
      <p className="flex items-center gap-2 font-semibold">
        <HealthMark health={chosen === '' ? 'bad' : 'good'} />
        {chosen === '' ? words.refused : words.placed(chosen)}
      </p>
      {message !== '' && <p lang="en" className="mt-1 [overflow-wrap:anywhere] text-muted select-text">{message}</p>}
      {nominatedNode !== '' && <p className="mt-1 [overflow-wrap:anywhere]">{words.preempts(nominatedNode, victims.map(shortPod).join(', '))}</p>}
    </div>
  );
}

/** `0:00:05.2` of virtual time. */
function timeText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(Math.floor((ms % 1000) / 100))}`;
}
