import { useSession } from './store.ts';

/** Resolves when the first picture of the cluster has been painted: what the page can do without until then waits for it. */
export const firstPicture: Promise<void> = new Promise((resolve) => {
  // A tab in the background paints nothing; its engine must not wait for somebody to look.
  const painted = (): void => { if (document.hidden) resolve(); else requestAnimationFrame(() => { setTimeout(resolve); }); };
  const stop = useSession.subscribe(({ nodes, ready }) => {
    if (!ready && nodes.size === 0) return;
    stop();
    painted();
  });
});
