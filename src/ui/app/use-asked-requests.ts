import { useEffect } from 'react';
import { useRequests } from '../session/requests.ts';
import { useShell } from './shell-store.ts';
import { phoneQuery } from './use-media.ts';

const panel = 'api';

/** Opens the drawer of requests when something elsewhere on the page asks to see one. */
export function useAskedRequests(): void {
  useEffect(() => useRequests.subscribe(({ asked }, before) => {
    if (!asked || asked === before.asked) return;
    const shell = useShell.getState();
    if (matchMedia(phoneQuery).matches) shell.setSheet(panel);
    else if (shell.drawer !== panel) shell.toggleDrawer(panel);
  }), []);
}
