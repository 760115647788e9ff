import { ChevronDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Lesson } from '../../lessons/lesson.ts';
import { usePreferences, useWords, type Words } from '../session/preferences.ts';
import { useEditor } from './editor-store.ts';
import { isAbout } from './select.ts';
import { WithCode } from './WithCode.tsx';

interface StepsWords {
  readonly try: (title: string) => string;
  readonly elsewhere: (title: string) => string;
}

const words: Words<StepsWords> = {
  en: { try: (title) => `Try this: ${title}`, elsewhere: (title) => `Steps for another manifest: ${title}` },
  ko: { try: (title) => `해 보기: ${title}`, elsewhere: (title) => `다른 매니페스트의 단계: ${title}` },
};

/** On a phone the text needs the room more. */
const isNarrow = (): boolean => matchMedia('(max-width: 640px)').matches;

/** Whether the editor holds what the lesson is about; a text that names nothing leaves that as it was. */
function useOwn(lesson: Lesson, written: string): boolean {
  const now = useMemo(() => isAbout(written, lesson.editorText), [written, lesson]);
  const [last, setLast] = useState({ lesson, isOwn: true });
  const isOwn = now ?? (last.lesson === lesson ? last.isOwn : true);
  if (last.lesson !== lesson || last.isOwn !== isOwn) setLast({ lesson, isOwn });
  return isOwn;
}

/** What there is to try in the scenario that is open; folded, and said to be of another manifest, while the editor holds something else. */
export function Steps({ lesson }: { readonly lesson: Lesson }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const text = useWords(words);
  const written = useEditor((state) => state.text);
  const isOwn = useOwn(lesson, written);
  const { title } = lesson[locale];
  return (
    <details key={String(isOwn)} open={isOwn && !isNarrow()} className="group flex max-h-[max(50%,24dvh)] min-h-0 shrink-0 flex-col border-b border-line bg-sunken px-3 py-2 [&::details-content]:contents">
      <summary className="flex shrink-0 list-none items-center gap-1.5 text-xs font-medium text-muted">
        <ChevronDown aria-hidden size={13} className="-rotate-90 transition-transform duration-100 group-open:rotate-0" />
        {isOwn ? text.try(title) : text.elsewhere(title)}
      </summary>
      <ol className="dd-scrolls mt-1.5 min-h-0 flex-1 list-decimal space-y-1 overflow-auto pl-6 [--ground:var(--sunken)] text-xs leading-[18px]">
        {lesson[locale].steps.map((step) => <li key={step} className="[overflow-wrap:anywhere]"><WithCode text={step} /></li>)}
      </ol>
    </details>
  );
}
