import { useSession } from './store.ts';

const isDrawable = (): boolean => useSession.getState().ready || useSession.getState().nodes.size > 0;
/** Calls back when the page has painted. A tab in the background paints nothing; nobody must wait for somebody to look. */
export const painted = (resolve: () => void): void => { if (document.hidden) resolve(); else requestAnimationFrame(() => { setTimeout(resolve); }); };

let picture: Promise<void> | undefined;

/** Resolves when the first picture of the cluster has been painted: what the page can do without until then waits for it. */
export function firstPicture(): Promise<void> {
  picture ??= new Promise((resolve) => {
    if (isDrawable()) { painted(resolve); return; }
    const stop = useSession.subscribe(() => {
      if (!isDrawable()) return;
      stop();
      painted(resolve);
    });
  });
  return picture;
}
