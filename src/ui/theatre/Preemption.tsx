import type { Decision, PreemptionCandidateView, PreemptionView } from '../../protocol/decisions.ts';
import { classes, HealthMark } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { shortPod } from './select.ts';
import { theatreWords } from './words.ts';

const shownMax = 12;

/** The column that each rule compares; 'started last' has none. */
const columnOf: Readonly<Partial<Record<NonNullable<PreemptionView['decidedBy']>, number>>> = { budgets: 2, 'highest priority': 3, 'sum of priorities': 4, 'number of pods': 5 };

/** The search for pods that can give way: every candidate with what it would cost, the best first, and the rule that decided. */
export function Preemption({ decision: { preemption, nominatedNode } }: { readonly decision: Decision }) {
  const words = useWords(theatreWords);
  if (!preemption) return null;
  const { helpful, wanted, candidates, hopeless, decidedBy } = preemption;
  return (
    <section aria-label={words.preemption} className="space-y-2">
      <h3 className="font-semibold">{words.preemption}</h3>
      <p className="max-w-3xl text-xs text-muted">{helpful === 0 ? words.notHelpful : candidates.length === 0 ? words.noCandidates(helpful) : words.preemptionLead(helpful, wanted)}</p>
      {candidates.length > 0 && <Candidates candidates={candidates} decisive={decidedBy && columnOf[decidedBy]} />}
      {decidedBy && <p className="[overflow-wrap:anywhere]"><span className="font-medium">{words.decidedBy(nominatedNode, decidedBy)}</span> {candidates.length > 1 && <span className="text-xs text-muted">{words.compared}</span>}</p>}
      <Hopeless hopeless={hopeless} />
    </section>
  );
}

function Candidates({ candidates, decisive }: { readonly candidates: readonly PreemptionCandidateView[]; readonly decisive: number | undefined }) {
  const words = useWords(theatreWords);
  const columns = [words.node, words.victims, words.budgetsBroken, words.highestPriority, words.prioritySum, words.victimCount];
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{words.candidates}</caption>
        <thead className="text-muted">
          <tr>{columns.map((name, index) => <th key={name} scope="col" className={classes('py-1 pr-3 align-bottom', index === decisive ? 'font-semibold text-accent' : 'font-normal', index === 1 && 'min-w-32')}>{name}</th>)}</tr>
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
    <ul className="space-y-0.5 text-xs text-muted">
      {[...byReason].map(([reason, nodes]) => (
        <li key={reason} className="[overflow-wrap:anywhere]">
          {words.hopeless(nodes.length > shownMax ? `${nodes.slice(0, shownMax).join(', ')} ${words.more(nodes.length - shownMax)}` : nodes.join(', '))} <span className="text-ink">{words.plainly(reason)}</span> <span lang="en">({reason})</span>
        </li>
      ))}
    </ul>
  );
}
