import type { Decision, PreemptionCandidateView, PreemptionView } from '../../protocol/decisions.ts';
import { classes, HealthMark } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { shortPod } from './select.ts';
import { theatreWords } from './words.ts';

const shownMax = 12;

/** The search for pods that can give way: every candidate with what it would cost, the best first, and the rule that decided. */
export function Preemption({ decision: { preemption, nominatedNode } }: { readonly decision: Decision }) {
  const words = useWords(theatreWords);
  if (!preemption || preemption.helpful === 0) return null;
  const { helpful, wanted, candidates, hopeless, decidedBy } = preemption;
  return (
    <section aria-label={words.preemption} className="space-y-2">
      <h3 className="font-semibold">{words.preemption}</h3>
      <p className="text-xs text-muted">{words.preemptionLead(helpful, wanted)}</p>
      {candidates.length > 0 && <Candidates candidates={candidates} />}
      {decidedBy && <p>{words.decidedBy(nominatedNode, decidedBy)}</p>}
      <Hopeless hopeless={hopeless} />
    </section>
  );
}

function Candidates({ candidates }: { readonly candidates: readonly PreemptionCandidateView[] }) {
  const words = useWords(theatreWords);
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{words.candidates}</caption>
        <thead className="text-muted">
          <tr>{[words.node, words.victims, words.budgetsBroken, words.highestPriority, words.prioritySum, words.victimCount].map((name) => <th key={name} scope="col" className="py-1 pr-3 font-normal">{name}</th>)}</tr>
        </thead>
        <tbody>
          {candidates.slice(0, shownMax).map((candidate, index) => <Row key={candidate.node} candidate={candidate} isBest={index === 0} />)}
        </tbody>
      </table>
      {candidates.length > shownMax && <p className="text-xs text-muted">{words.more(candidates.length - shownMax)}</p>}
    </div>
  );
}

function Row({ candidate: { node, victims, violations, highestPriority, prioritySum }, isBest }: { readonly candidate: PreemptionCandidateView; readonly isBest: boolean }) {
  const words = useWords(theatreWords);
  return (
    <tr className={classes('border-t border-line align-top', isBest && 'bg-accent-soft')}>
      <th scope="row" className={classes('py-1 pr-3 whitespace-nowrap', isBest ? 'font-semibold' : 'font-normal')}>
        <span className="inline-flex items-center gap-1.5"><HealthMark health={isBest ? 'done' : 'good'} size={9} />{node}</span>
      </th>
      <td className="py-1 pr-3 [overflow-wrap:anywhere]">
        {victims.map(({ pod, priority, isProtected }) => `${shortPod(pod)} (${String(priority)}${isProtected ? `, ${words.isProtected}` : ''})`).join(', ')}
      </td>
      {[violations, highestPriority, prioritySum, victims.length].map((value, index) => <td key={index} className="py-1 pr-3 tabular-nums">{value}</td>)}
    </tr>
  );
}

function Hopeless({ hopeless }: Pick<PreemptionView, 'hopeless'>) {
  const words = useWords(theatreWords);
  if (hopeless.length === 0) return null;
  const byReason = new Map<string, string[]>();
  for (const { node, reasons } of hopeless) {
    const key = reasons.join(', ');
    byReason.set(key, [...(byReason.get(key) ?? []), node]);
  }
  return (
    <ul className="text-xs text-muted">
      {[...byReason].map(([reason, nodes]) => <li key={reason} className="[overflow-wrap:anywhere]">{words.hopeless(nodes.length, nodes.slice(0, shownMax).join(', '))} <span lang="en">{reason}</span></li>)}
    </ul>
  );
}
