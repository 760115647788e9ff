import { ChevronDown } from 'lucide-react';
import type { Lesson } from '../../lessons/lesson.ts';
import { usePreferences, useWords, type Words } from '../session/preferences.ts';

const words: Words<{ readonly try: string }> = { en: { try: 'Try this' }, ko: { try: '해 보기' } };

/** On a phone the text needs the room more. */
const isNarrow = (): boolean => matchMedia('(max-width: 640px)').matches;

/** What there is to try in the scenario that is open. */
export function Steps({ lesson }: { readonly lesson: Lesson }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const text = useWords(words);
  return (
    <details open={!isNarrow()} className="group shrink-0 border-b border-line bg-sunken px-3 py-2">
      <summary className="flex list-none items-center gap-1.5 text-xs font-medium text-muted">
        <ChevronDown aria-hidden size={13} className="-rotate-90 transition-transform duration-100 group-open:rotate-0" />
        {text.try}: {lesson[locale].title}
      </summary>
      <ol className="mt-1.5 list-decimal space-y-1 pl-6 text-xs leading-[18px]">
        {lesson[locale].steps.map((step) => <li key={step}>{step}</li>)}
      </ol>
    </details>
  );
}
