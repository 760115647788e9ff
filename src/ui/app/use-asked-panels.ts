import { useEffect } from 'react';
import { useEdits } from '../session/edits.ts';
import { usePrompt } from '../session/prompt.ts';
import { useShell } from './shell-store.ts';
import { phoneQuery } from './use-media.ts';

/** Opens the editor when `kubectl edit` shows a text, and the terminal when something has typed a command. */
export function useAskedPanels(): void {
  useEffect(() => {
    const stops = [
      useEdits.subscribe(({ asked }, before) => { if (asked && asked !== before.asked) open('editor'); }),
      usePrompt.subscribe(({ typed }, before) => { if (typed !== undefined && typed !== before.typed) open('terminal'); }),
    ];
    return () => { stops.forEach((stop) => { stop(); }); };
  }, []);
}

/** Opens a panel where it lives: in its column or drawer, on a phone as a sheet. */
export function open(panel: 'editor' | 'terminal'): void {
  const shell = useShell.getState();
  if (matchMedia(phoneQuery).matches) shell.setSheet(panel);
  else if (panel === 'terminal' && shell.drawer !== panel) shell.toggleDrawer(panel);
  else if (panel === 'editor' && !shell.leftOpen) shell.toggleLeft();
}
