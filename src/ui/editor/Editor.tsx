import { Play, RotateCcw } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { isExercise } from '../../lessons/exercise.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { Button, classes, IconButton, Kbd, locked } from '../design/index.ts';
import { answerEdit } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useEditor } from './editor-store.ts';
import { Outcome } from './Outcome.tsx';
import { openingText } from './select.ts';
import { Steps } from './Steps.tsx';
import { editorWords } from './words.ts';

const CodeArea = lazy(async () => ({ default: (await import('./CodeArea.tsx')).CodeArea }));
const ExercisePanel = lazy(async () => ({ default: (await import('./exercise/ExercisePanel.tsx')).ExercisePanel }));
const applyKeys = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ ⏎' : 'Ctrl ⏎';

/** The scenario whose manifest was put in last: a panel that is opened again keeps what was written. */
let opened: Scenario | undefined;

interface EditorProps {
  readonly scenario: Scenario;
  readonly resumed: Scenario | undefined;
  readonly lesson: Lesson | undefined;
  readonly onOpen: (scenario: Scenario) => void;
}

/** The manifest beside the stage: written here, applied with kubectl's own words as the answer. Of a cluster that was gone back to it shows what was applied last. */
export function Editor({ scenario, resumed, lesson, onOpen }: EditorProps) {
  const story = resumed ?? scenario;
  const words = useWords(editorWords);
  const isApplying = useEditor((state) => state.isApplying);
  const apply = useEditor((state) => state.apply);
  const open = useEditor((state) => state.open);
  const edit = useEditor((state) => state.edit);
  const refusal = useRefusal();
  const exercise = isExercise(lesson) ? lesson : undefined;

  useEffect(() => {
    if (opened === story) return;
    opened = story;
    open(openingText(story, lesson));
  }, [story, lesson, open]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
        <span className="min-w-0 truncate font-mono text-xs text-muted">{edit ? `kubectl edit · ${edit.fileName}` : 'manifest.yaml'}</span>
        <Marks />
        <span className="flex-1" />
        {edit
          ? <Button onClick={() => { void answerEdit(edit.line, ''); }} {...locked(refusal)}>{words.giveUp}</Button>
          : <IconButton icon={RotateCcw} name={exercise ? words.restore : words.undo} onClick={() => { open(openingText(scenario, lesson)); }} />}
        <Button tone="primary" icon={Play} aria-label={words.apply} disabled={isApplying} onClick={() => { void apply(); }} {...locked(refusal)}>
          {isApplying ? words.applying : words.apply}
          <span className="contents pointer-coarse:hidden max-[640px]:hidden"><Kbd keys={applyKeys} /></span>
        </Button>
      </div>
      {lesson && !edit && (exercise ? <Suspense fallback={null}><ExercisePanel exercise={exercise} onOpen={onOpen} /></Suspense> : <Steps lesson={lesson} />)}
      <div className="relative min-h-0 flex-1">
        <Suspense fallback={<p className="p-4 text-muted">{words.loading}</p>}>
          <CodeArea />
        </Suspense>
      </div>
      <Outcome />
    </div>
  );
}

/** How much is marked in the text; it leads to the first of it. */
function Marks() {
  const words = useWords(editorWords);
  const { problems, warnings } = useEditor((state) => state.marks);
  const lookAtFirst = useEditor((state) => state.lookAtFirst);
  if (problems + warnings === 0) return null;
  const counted = [...(problems > 0 ? [words.problems(problems)] : []), ...(warnings > 0 ? [words.warnings(warnings)] : [])].join(', ');
  return (
    <button type="button" data-tip={words.toFirst} onClick={lookAtFirst} className={classes('shrink-0 rounded text-xs font-medium whitespace-nowrap hover:underline pointer-coarse:min-h-9', problems > 0 ? 'text-bad' : 'text-busy')}>
      {counted}
    </button>
  );
}
