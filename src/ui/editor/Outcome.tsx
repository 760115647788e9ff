import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useEditor } from './editor-store.ts';
import { outcomeLines, type OutcomeLine } from './select.ts';
import { editorWords } from './words.ts';

const marks = {
  done: <CircleCheck aria-hidden size={13} className="mt-[3px] shrink-0 text-good" />,
  warning: <TriangleAlert aria-hidden size={13} className="mt-[3px] shrink-0 text-busy" />,
  error: <CircleAlert aria-hidden size={13} className="mt-[3px] shrink-0 text-bad" />,
} as const;

/** kubectl's own words about the last apply. */
export function Outcome() {
  const words = useWords(editorWords);
  const outcome = useEditor((state) => state.outcome);
  const dismiss = useEditor((state) => state.dismiss);
  if (!outcome) return null;
  return (
    <section aria-label={words.outcome} className="flex max-h-[40%] shrink-0 items-start border-t border-line bg-sunken">
      <ul role="log" className="min-w-0 flex-1 overflow-y-auto px-3 py-2 font-mono text-xs leading-5 select-text">
        {outcomeLines(outcome).map((line, index) => <Line key={index} line={line} />)}
      </ul>
      <IconButton icon={X} name={words.close} onClick={dismiss} className="m-1" />
    </section>
  );
}

function Line({ line }: { readonly line: OutcomeLine }) {
  return (
    <li className="flex gap-2">
      {marks[line.tone]}
      <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
    </li>
  );
}
