import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { gallery } from '../../lessons/gallery.ts';
import { usePreferences } from '../session/preferences.ts';

interface GalleryProps {
  readonly lesson: Lesson | undefined;
  readonly onOpen: (scenario: Scenario) => void;
  readonly onClose: () => void;
}

/** Ready scenarios, each one click away. */
export function Gallery({ lesson: current, onOpen, onClose }: GalleryProps) {
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {gallery.map((lesson) => (
        <li key={lesson.id}>
          <button
            type="button"
            aria-current={lesson === current}
            onClick={() => { onOpen(lesson.scenario); onClose(); }}
            className="flex h-full w-full flex-col justify-start rounded-lg border border-line bg-page p-3 text-left transition-colors duration-100 hover:border-accent aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft"
          >
            <span className="block font-semibold">{lesson[locale].title}</span>
            <span className="mt-0.5 block text-xs leading-[18px] text-muted">{lesson[locale].about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
