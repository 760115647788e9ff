import { useSession } from '../session/store.ts';
import { useShell } from './shell-store.ts';

/** What Escape can close besides a dialog: the inspector, or the open drawer (on a phone: the sheet). */
export type Closable = 'inspector' | 'drawer';

export interface Closables {
  readonly inspector: boolean;
  readonly drawer: boolean;
}

/** What Escape closes: the one that somebody was at last, where it is still open; else the other. */
export function closedFirst(open: Closables, last: Closable): Closable | undefined {
  if (open[last]) return last;
  const other = last === 'drawer' ? 'inspector' : 'drawer';
  return open[other] ? other : undefined;
}

let last: Closable = 'inspector';

/** Follows what is opened, and where focus and pointer go. Returns what stops it. */
export function watchAttention(): () => void {
  const at = ({ target }: Event): void => {
    const inside = target instanceof Element ? target.closest<HTMLElement>('[data-closable]')?.dataset['closable'] : undefined;
    if (inside === 'inspector' || inside === 'drawer') last = inside;
  };
  addEventListener('focusin', at);
  addEventListener('pointerdown', at);
  const stops = [
    useShell.subscribe(({ drawer, sheet }, before) => { if (drawer !== before.drawer || sheet !== before.sheet) last = 'drawer'; }),
    useSession.subscribe(({ selection }, before) => { if (selection && selection !== before.selection) last = 'inspector'; }),
  ];
  return () => {
    removeEventListener('focusin', at);
    removeEventListener('pointerdown', at);
    stops.forEach((stop) => { stop(); });
  };
}

/** Closes what Escape is meant for. Focus that was in a drawer goes to the button that opens it. */
export function closeNearest(): void {
  const shell = useShell.getState();
  const opened = shell.sheet === '' ? shell.drawer : shell.sheet;
  const closing = closedFirst({ inspector: useSession.getState().selection !== undefined, drawer: opened !== '' }, last);
  if (closing === 'inspector') useSession.getState().select(undefined);
  if (closing !== 'drawer') return;
  const hadFocus = document.activeElement?.closest('[data-closable=drawer]');
  if (shell.sheet !== '') shell.setSheet('');
  else shell.toggleDrawer(shell.drawer);
  if (hadFocus) document.querySelector<HTMLElement>(`[data-opens="${opened}"]`)?.focus();
}
