import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Fragment, useEffect, useRef, useState } from 'react';
import type { Decision } from '../../protocol/decisions.ts';
import { classes, HealthMark, IconButton } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { momentAfterKey, momentsOf, mostPoints, rowsAt, type Moment, type NodeRow } from './select.ts';
import { pluginWords } from './plugin-words.ts';
import { theatreWords, type TheatreWords } from './words.ts';

const rowsShown = 60;

/** The cycle to step through: what is asked, and how each node stands by then. */
export function CycleView({ decision }: { readonly decision: Decision }) {
  const words = useWords(theatreWords);
  const moments = momentsOf(decision);
  const [at, setAt] = useState(moments.length - 1);
  const moment = moments[at] ?? { kind: 'end' as const };
  const rows = rowsAt(decision, at);
  const plugins = useWords(pluginWords);
  const purpose = moment.kind === 'filter' ? plugins.filters[moment.plugin] : moment.kind === 'score' ? plugins.scores[moment.plugin] : undefined;
  const steps = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!(document.activeElement instanceof HTMLSelectElement)) steps.current?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = momentAfterKey(event.key, at, moments.length);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <section aria-label={words.cycle} className="space-y-3">
      <div role="group" aria-label={words.moment(at + 1, moments.length)} ref={steps} tabIndex={0} onKeyDown={onKeyDown} className="-mx-2 space-y-2 rounded-lg px-2 py-1">
        <div className="flex items-start gap-1">
          <IconButton icon={ChevronLeft} name={words.before} keys="←" disabled={at === 0} onClick={() => { setAt(at - 1); }} className="-ml-1.5" />
          <div className="flex min-w-0 flex-1 flex-wrap gap-1 py-0.5">
            {moments.map((each, index) => (
              <Fragment key={index}>
                {each.kind !== moments[index - 1]?.kind && <GroupName kind={each.kind} />}
                <MomentChip moment={each} state={index === at ? 'now' : index < at ? 'past' : 'ahead'} onClick={() => { setAt(index); }} />
              </Fragment>
            ))}
          </div>
          <IconButton icon={ChevronRight} name={words.after} keys="→" disabled={at === moments.length - 1} onClick={() => { setAt(at + 1); }} className="-mr-1.5" />
        </div>
        <p aria-live="polite" className="min-h-5">{sentenceOf(moment, decision, words)} <span className="text-muted">{purpose}</span></p>
      </div>
      <ul aria-hidden className="space-y-px">
        {rows.slice(0, rowsShown).map((row) => <Row key={row.node} row={row} most={mostPoints(decision)} now={moment.kind === 'score' ? moment.plugin : ''} />)}
      </ul>
      {rows.length > rowsShown && <p className="text-xs text-muted">{words.more(rows.length - rowsShown)}</p>}
      {decision.notLookedAt > 0 && <p className="text-xs text-muted">{words.notLookedAt(decision.notLookedAt)}</p>}
      <Twin rows={rows} decision={decision} />
    </section>
  );
}

function GroupName({ kind }: { readonly kind: Moment['kind'] }) {
  const words = useWords(theatreWords);
  if (kind !== 'filter' && kind !== 'score') return null;
  return <span aria-hidden className="inline-flex h-6 items-center pl-1 text-[11px] text-muted">{kind === 'filter' ? words.filters : words.scores}</span>;
}

const chipStates = {
  now: 'border-accent bg-accent-soft text-accent',
  past: 'border-line bg-raised text-ink hover:border-line-strong',
  ahead: 'border-transparent bg-sunken text-muted hover:border-line',
} as const;

function MomentChip({ moment, state, onClick }: { readonly moment: Moment; readonly state: keyof typeof chipStates; readonly onClick: () => void }) {
  const words = useWords(theatreWords);
  const label = moment.kind === 'start' ? words.allNodes : moment.kind === 'end' ? words.choice : moment.plugin;
  const group = moment.kind === 'filter' ? words.filters : moment.kind === 'score' ? words.scores : '';
  const fallen = moment.kind === 'filter' ? moment.fallen : 0;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`${group === '' ? '' : `${group}: `}${label}${fallen > 0 ? ` −${String(fallen)}` : ''}`}
      aria-current={state === 'now' ? 'step' : undefined}
      onClick={onClick}
      className={classes('inline-flex h-6 items-center gap-1 rounded-md border px-1.5 text-[11.5px] whitespace-nowrap transition-colors duration-100', chipStates[state])}
    >
      {label}
      {fallen > 0 && <span className="font-semibold text-bad tabular-nums">−{fallen}</span>}
      {moment.kind === 'score' && <span className="text-muted tabular-nums">×{moment.weight}</span>}
    </button>
  );
}

function sentenceOf(moment: Moment, { nodeCount, feasible, best, chosen, totals, scores }: Decision, words: TheatreWords): string {
  switch (moment.kind) {
    case 'start': return words.start(nodeCount);
    case 'filter': return words.filtered(moment.plugin, moment.asked, moment.fallen);
    case 'score': return words.scored(moment.plugin, moment.weight);
    case 'end': break;
  }
  if (chosen === '') return words.nothingLeft;
  if (feasible.length === 0) return words.placed(chosen);
  if (scores.length === 0) return words.only(chosen);
  const total = totals[feasible.indexOf(chosen)] ?? 0;
  return best.length > 1 ? words.tie(best.length, total, chosen) : words.winner(chosen, total);
}

function Row({ row, most, now }: { readonly row: NodeRow; readonly most: number; readonly now: string }) {
  const { filters } = useWords(pluginWords);
  const isOut = row.fellAt !== '';
  return (
    <li className={classes('flex min-h-8 flex-wrap items-center gap-x-3 rounded-md px-2 py-1', row.isChosen && 'bg-accent-soft')}>
      <span className={classes('flex w-32 shrink-0 items-center gap-2', isOut && 'text-muted')}>
        <HealthMark health={isOut ? 'going' : row.isChosen ? 'done' : 'good'} size={9} />
        <span className={classes('truncate', row.isChosen && 'font-semibold', isOut && 'line-through')}>{row.node}</span>
      </span>
      {isOut
        ? <span className="min-w-0 flex-1 text-xs text-muted max-sm:basis-full"><span className="font-medium text-bad" data-tip={filters[row.fellAt]}>{row.fellAt}</span> <span lang="en">{row.reasons.join(', ')}</span></span>
        : <Bar row={row} most={most} now={now} />}
      {!isOut && row.points.length > 0 && <span className={classes('w-10 shrink-0 text-right tabular-nums', row.isBest && 'font-semibold')}>{row.total}</span>}
    </li>
  );
}

/** Points stacked in the order of the plugins; that of the moment stands out. */
export function Bar({ row: { points }, most, now }: { readonly row: NodeRow; readonly most: number; readonly now: string }) {
  return (
    <span className="flex h-4 min-w-24 flex-1 gap-px overflow-hidden rounded bg-sunken">
      {points.map(({ plugin, weighted, normalized, raw, weight }, index) => weighted > 0 && (
        <span
          key={plugin}
          data-tip={`${plugin}: ${String(normalized)} × ${String(weight)} = ${String(weighted)} (${String(raw)})`}
          style={{ width: `${String((weighted / most) * 100)}%`, background: plugin === now ? 'var(--accent)' : `color-mix(in oklab, var(--accent) ${String(shade(index, now))}%, var(--sunken))` }}
          className="h-full min-w-px"
        />
      ))}
    </span>
  );
}

/** Neighbours differ; all recede while one is in question. */
const shade = (index: number, now: string): number => (now === '' ? [72, 46, 60, 34][index % 4] ?? 50 : [30, 20][index % 2] ?? 25);

/** The same as a table, for those who hear it. */
function Twin({ rows, decision: { pod } }: { readonly rows: readonly NodeRow[]; readonly decision: Decision }) {
  const words = useWords(theatreWords);
  const plugins = rows.find(({ points }) => points.length > 0)?.points.map(({ plugin }) => plugin) ?? [];
  return (
    <table className="sr-only">
      <caption>{`${words.cycle}: ${pod}`}</caption>
      <thead>
        <tr><th scope="col">{words.node}</th><th scope="col">{words.fate}</th>{plugins.map((plugin) => <th key={plugin} scope="col">{plugin}</th>)}<th scope="col">{words.total}</th></tr>
      </thead>
      <tbody>
        {rows.slice(0, rowsShown).map((row) => (
          <tr key={row.node}>
            <th scope="row">{row.node}</th>
            <td>{row.fellAt === '' ? (row.isChosen ? words.chosen : words.feasible) : `${row.fellAt}: ${row.reasons.join(', ')}`}</td>
            {plugins.map((plugin) => <td key={plugin}>{row.points.find((points) => points.plugin === plugin)?.weighted ?? ''}</td>)}
            <td>{row.points.length > 0 ? row.total : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
