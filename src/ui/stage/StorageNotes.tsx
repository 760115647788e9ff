import { gallery } from '../../lessons/gallery.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useStage } from './model-store.ts';
import { storageWords } from './storage-words.ts';

const withStorage = ['storage', 'stateful-set'];

/** What is said over the storage lens: how to get something into it, or that not all of it is drawn. */
export function StorageNotes() {
  const isEmpty = useStage(({ model }) => model?.storage !== undefined && model.storage.claims.length + model.storage.volumes.length === 0);
  const hidden = useStage(({ model }) => model?.storage?.hidden ?? 0);
  const words = useWords(storageWords);
  if (isEmpty) return <Empty />;
  return hidden > 0 ? <p data-stage-tools className="absolute inset-x-0 top-0 z-[6] bg-page/90 px-3 py-1.5 text-center text-xs text-muted">{words.hidden(hidden)}</p> : null;
}

function Empty() {
  const words = useWords(storageWords);
  const locale = usePreferences((state) => state.locale);
  return (
    <div data-stage-tools className="dd-fade pointer-events-none absolute inset-0 z-[6] grid place-items-center p-4 text-center">
      <div className="pointer-events-auto rounded-xl border border-line bg-page px-5 py-4 shadow-rest">
        <p className="font-semibold">{words.empty}</p>
        <p className="mt-1 text-muted">{words.emptyLead}</p>
        <ul className="mt-2 space-y-1">
          {gallery.filter(({ id }) => withStorage.includes(id)).map((lesson) => (
            <li key={lesson.id}><a href={`#lesson=${lesson.id}`} className="font-medium text-accent underline-offset-2 hover:underline pointer-coarse:inline-block pointer-coarse:py-2">{lesson[locale].title}</a></li>
          ))}
        </ul>
      </div>
    </div>
  );
}
