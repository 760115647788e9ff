import { ArrowRight, ChevronDown, Lightbulb, RotateCcw } from 'lucide-react';
import { exercises } from '../../../lessons/exercises.ts';
import type { Exercise, SolutionStep } from '../../../lessons/exercise.ts';
import type { Scenario } from '../../../scenario/document.ts';
import { Button, classes } from '../../design/index.ts';
import { usePreferences, useWords } from '../../session/preferences.ts';
import { useStanding } from '../../session/standing.ts';
import { useSession } from '../../session/store.ts';
import { useEditor } from '../editor-store.ts';
import { WithCode } from '../WithCode.tsx';
import { Checks } from './Checks.tsx';
import { panelWords } from './words.ts';

interface ExercisePanelProps {
  readonly exercise: Exercise;
  readonly onOpen: (scenario: Scenario) => void;
}

/** One that scrolls by itself: where room is short, the story gives way first, and the checks stay in sight. */
const part = 'dd-scrolls overflow-y-auto px-3 text-xs leading-[18px] [--ground:var(--sunken)] [overflow-wrap:anywhere]';

/** The exercise that is open: what is to be reached, how far that is, and help for whoever asks for it. */
export function ExercisePanel({ exercise, onOpen }: ExercisePanelProps) {
  const locale = usePreferences((preferences) => preferences.locale);
  const words = useWords(panelWords);
  const { title, about, goal } = exercise[locale];
  const isPast = useSession((state) => state.past !== undefined);
  const hasMore = useStanding(({ hints, isSolutionShown, isSolved }) => hints > 0 || isSolutionShown || (isSolved && !isPast));
  const met = useStanding(({ marks }) => marks.filter((mark) => mark === 'met').length);
  return (
    <details open className={classes('group/exercise flex min-h-0 shrink-0 flex-col overflow-y-auto border-b border-line bg-sunken [&::details-content]:contents', hasMore ? 'max-h-[max(60%,min(24rem,85%))]' : 'max-h-[max(45%,min(20rem,75%))]')}>
      <summary className="flex shrink-0 list-none items-center gap-1.5 px-3 pt-2 pb-1 text-xs text-muted">
        <ChevronDown aria-hidden size={13} className="shrink-0 -rotate-90 transition-transform duration-100 group-open/exercise:rotate-0" />
        <span className="min-w-0 flex-1 truncate font-medium">{words.exercise(exercises.indexOf(exercise) + 1, exercises.length)}</span>
        <span className="shrink-0 tabular-nums">{words.metOf(met, exercise.checks.length)}</span>
      </summary>
      <div className={classes(part, 'min-h-10 shrink-[100]')}>
        <h3 className="text-[13px] leading-5 font-semibold">{title}</h3>
        <p className="mt-0.5 text-muted"><WithCode text={about} /></p>
        <p className="mt-1.5"><span className="font-semibold">{words.goal}: </span><WithCode text={goal} /></p>
      </div>
      <div className="shrink-0 px-3 pb-2 text-xs leading-[18px] [overflow-wrap:anywhere]"><Checks exercise={exercise} /></div>
      {hasMore && (
        <div className={classes(part, 'min-h-20 shrink pb-2')}>
          <Learnt exercise={exercise} onOpen={onOpen} />
          <Hints exercise={exercise} />
          <Solution exercise={exercise} />
        </div>
      )}
      <Actions exercise={exercise} onOpen={onOpen} />
    </details>
  );
}

/** What somebody has just asked for is in sight, in however little room. */
const bringIntoView = (element: HTMLElement | null): void => { element?.scrollIntoView({ block: 'nearest' }); };

function Hints({ exercise }: { readonly exercise: Exercise }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const words = useWords(panelWords);
  const count = useStanding((state) => state.hints);
  if (count === 0) return null;
  return (
    <ol aria-label={words.hints} aria-live="polite" className="mt-2 list-decimal space-y-1 border-t border-line pt-2 pl-5 marker:text-faint">
      {exercise[locale].hints.slice(0, count).map((hint, index) => <li key={hint} ref={index === count - 1 ? bringIntoView : undefined}><WithCode text={hint} /></li>)}
    </ol>
  );
}

function Solution({ exercise }: { readonly exercise: Exercise }) {
  const words = useWords(panelWords);
  const isShown = useStanding((state) => state.isSolutionShown);
  if (!isShown) return null;
  return (
    <section ref={bringIntoView} aria-label={words.solution} className="mt-2 border-t border-line pt-2">
      <h4 className="font-semibold">{words.solution}</h4>
      <ol className="mt-1 space-y-1.5">{exercise.solution.map((step) => <Step key={step.en} step={step} />)}</ol>
    </section>
  );
}

/** What is done, and a way to try it: a command types itself into the terminal, a manifest goes into the editor. */
function Step({ step }: { readonly step: SolutionStep }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const words = useWords(panelWords);
  const open = useEditor((state) => state.open);
  return (
    <li>
      <WithCode text={step[locale]} />{' '}
      {'line' in step
        ? <span className="mt-0.5 block"><WithCode text={`\`${step.line}\``} /></span>
        : <span className="mt-1 block"><Button size="small" onClick={() => { open(step.yaml); }}>{words.intoEditor}</Button></span>}
    </li>
  );
}

/** Once all checks hold: what there was to learn, and where to go from here. */
function Learnt({ exercise, onOpen }: ExercisePanelProps) {
  const locale = usePreferences((preferences) => preferences.locale);
  const words = useWords(panelWords);
  const isSolved = useStanding((state) => state.isSolved);
  const isPast = useSession((state) => state.past !== undefined);
  const next = exercises[exercises.indexOf(exercise) + 1];
  if (!isSolved || isPast) return null;
  return (
    <div className="rounded-md bg-good-soft px-2.5 py-2">
      <p><span className="font-semibold text-good">{words.learnt}</span> <WithCode text={exercise[locale].learnt} /></p>
      {next && <Button tone="primary" icon={ArrowRight} className="mt-1.5" onClick={() => { onOpen(next.scenario); }}>{words.next}</Button>}
    </div>
  );
}

function Actions({ exercise, onOpen }: ExercisePanelProps) {
  const words = useWords(panelWords);
  const { hints, askHint, isSolutionShown, showSolution } = useStanding();
  const open = useEditor((state) => state.open);
  const all = exercise.en.hints.length;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1.5 border-t border-line px-3 py-1.5">
      {hints < all && <Button size="small" icon={Lightbulb} onClick={askHint}>{words.hint(hints + 1, all)}</Button>}
      <Button size="small" aria-expanded={isSolutionShown} onClick={() => { showSolution(!isSolutionShown); }}>{isSolutionShown ? words.hideSolution : words.showSolution}</Button>
      <span className="flex-1" />
      <Button size="small" tone="quiet" icon={RotateCcw} onClick={() => { open(exercise.editorText); onOpen(exercise.scenario); }}>{words.startOver}</Button>
    </div>
  );
}
