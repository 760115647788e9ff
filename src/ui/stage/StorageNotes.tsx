import { gallery } from '../../lessons/gallery.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useStage } from './model-store.ts';
import { storageWords } from './storage-words.ts';

const withStorage = ['storage', 'stateful-set'];

/** Said over the storage lens: that not all of it is drawn. */
export function StorageNotes() {
  const hidden = useStage(({ model }) => model?.storage?.hidden ?? 0);
  const words = useWords(storageWords);
  return hidden > 0 ? <p data-stage-tools className="absolute inset-x-0 top-0 z-[6] bg-page/90 px-3 py-1.5 text-center text-xs text-muted">{words.hidden(hidden)}</p> : null;
}

/** How to get something into the storage lens, in the place of what is not there. */
export function NoteNode() {
  const words = useWords(storageWords);
  const locale = usePreferences((state) => state.locale);
  const box = useStage(({ model }) => model?.storage?.boxes.get('note'));
  if (!box) return null;
  return (
    <div className="dd-fade grid place-items-center rounded-xl border border-dashed border-line-strong p-4 text-center text-[max(15px,min(10px/var(--zoom,1),22px))] leading-[1.5]" style={{ width: box.width, height: box.height }}>
      <div>
        <p className="font-semibold">{words.empty}</p>
        <p className="text-muted">{words.emptyLead}</p>
        <ul className="mt-1">
          {gallery.filter(({ id }) => withStorage.includes(id)).map((lesson) => (
            <li key={lesson.id}><a href={`#lesson=${lesson.id}`} className="nopan inline-block py-1 font-medium text-accent underline-offset-2 hover:underline pointer-coarse:py-2">{lesson[locale].title}</a></li>
          ))}
        </ul>
      </div>
    </div>
  );
}
