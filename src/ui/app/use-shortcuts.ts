import { useEffect } from 'react';
import { useSession } from '../session/store.ts';
import { commands } from './commands.ts';
import { chordOf, keepsKey } from './shortcuts.ts';
import { useShell } from './shell-store.ts';

/** Listens for the page's shortcuts. They wait while somebody types, composes Hangul, or is in a dialog. Escape lets go of what is selected. */
export function useShortcuts(): void {
  useEffect(() => {
    const keydown = (event: KeyboardEvent): void => {
      const chord = chordOf(event);
      if (chord === undefined || event.defaultPrevented || keepsKey(event.target, chord)) return;
      if (chord === 'Escape' && useShell.getState().dialog === '') useSession.getState().select(undefined);
      const command = commands.find((entry) => entry.chord === chord || (entry.chord === '+' && chord === '='));
      if (!command || (useShell.getState().dialog !== '' && command.id !== 'palette')) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', keydown);
    return () => { removeEventListener('keydown', keydown); };
  }, []);
}
