import { useState } from 'react';
import type { Decision, WhatIfView } from '../../protocol/decisions.ts';
import { classes, HealthMark, Select } from '../design/index.ts';
import { askWhatIf } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { Bar } from './CycleView.tsx';
import { mostPoints, sideBySide, type NodeRow } from './select.ts';
import { useAsked } from './use-asked.ts';
import { theatreWords, type TheatreWords } from './words.ts';

const rowsShown = 30;

/** The same pod under two profiles, as each would decide now. */
export function WhatIf({ uid }: { readonly uid: string }) {
  const words = useWords(theatreWords);
  const refusal = useRefusal();
  const views = useAsked(uid, askWhatIf);
  const [chosen, setChosen] = useState<string>();
  if (!views) return <p className="text-muted">{refusal ?? words.thinking}</p>;
  const own = views.find(({ isOwn }) => isOwn);
  const others = views.filter((view) => view !== own);
  const other = others.find(({ profile }) => profile === chosen) ?? others[0];
  if (!own?.decision || !other?.decision) return <p className="text-muted">{words.whatIfUnknown}</p>;
  return (
    <section aria-label={words.whatIf} className="space-y-3">
      <p className="max-w-3xl text-xs text-muted">{words.whatIfLead}</p>
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{own.profile}</span>
        <span className="text-muted">{words.against}</span>
        <Select name={words.profile} value={other.profile} onChange={setChosen} strong choices={others.map(({ profile }) => ({ value: profile, label: titleOf(profile, words) }))} />
      </div>
      <Comparison own={own} other={other} />
    </section>
  );
}

const titleOf = (profile: string, words: TheatreWords): string => (profile === '' ? words.packing : profile);
const outcomeOf = ({ chosen, best }: Decision, words: TheatreWords): string =>
  (chosen === '' ? words.refused : best.length > 1 ? words.oneOf(best.join(', ')) : words.wouldPlace(chosen));

const isSame = (left: Decision, right: Decision): boolean => (left.chosen === '') === (right.chosen === '') && left.best.join() === right.best.join();

function Comparison({ own, other }: { readonly own: WhatIfView; readonly other: WhatIfView }) {
  const words = useWords(theatreWords);
  if (!own.decision || !other.decision) return null;
  const rows = sideBySide(own.decision, other.decision);
  const sides = [own, other].map(({ profile, decision }) => ({ title: titleOf(profile, words), decision: decision as Decision }));
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left max-sm:table-fixed sm:min-w-96">
        <caption className="sr-only">{words.whatIf}</caption>
        <thead>
          <tr>
            <th scope="col" className="w-16 py-1 pr-3 align-bottom text-xs font-normal text-muted max-sm:pr-1 sm:w-28">{words.node}</th>
            {sides.map(({ title, decision }) => (
              <th key={title} scope="col" className="py-1 pr-3 align-bottom font-normal">
                <span className="block text-xs text-muted">{title}</span>
                <span className="flex items-center gap-1.5 font-semibold [overflow-wrap:anywhere]"><HealthMark health={decision.chosen === '' ? 'bad' : 'good'} size={9} />{outcomeOf(decision, words)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsShown).map(({ node, left, right }) => (
            <tr key={node} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 align-top font-normal [overflow-wrap:anywhere] max-sm:pr-1 max-sm:text-xs sm:whitespace-nowrap">{node}</th>
              <Side row={left} decision={sides[0]?.decision ?? own.decision} />
              <Side row={right} decision={sides[1]?.decision ?? own.decision} />
            </tr>
          ))}
        </tbody>
      </table>
      {isSame(own.decision, other.decision) && <p className="mt-2 text-xs text-muted">{words.same}</p>}
      {rows.length > rowsShown && <p className="text-xs text-muted">{words.more(rows.length - rowsShown)}</p>}
    </div>
  );
}

function Side({ row, decision }: { readonly row: NodeRow | undefined; readonly decision: Decision | undefined }) {
  if (!row || !decision) return <td />;
  if (row.fellAt !== '') return <td className="py-1 pr-3 align-top text-xs text-muted max-sm:pr-1 max-sm:text-[11px]"><span className="font-medium text-bad">{row.fellAt}</span> <span lang="en" className="[overflow-wrap:anywhere]">{row.reasons.join(', ')}</span></td>;
  return (
    <td className="py-1 pr-3">
      <span className="flex items-center gap-2">
        <Bar row={row} most={mostPoints(decision)} now="" />
        <span className={classes('w-10 shrink-0 text-right tabular-nums', row.isBest && 'font-semibold text-accent')}>{row.points.length > 0 ? row.total : ''}</span>
      </span>
    </td>
  );
}
