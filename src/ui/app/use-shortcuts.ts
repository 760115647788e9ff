import { useEffect } from 'react';
import { closeNearest, watchAttention } from './attention.ts';
import { commands } from './commands.ts';
import { chordOf, keepsKey } from './shortcuts.ts';
import { useShell } from './shell-store.ts';

/** Listens for the page's shortcuts. They wait while somebody types, composes Hangul, or is in a dialog. Escape closes what somebody was at last. */
export function useShortcuts(): void {
  useEffect(() => {
    const keydown = (event: KeyboardEvent): void => {
      const chord = chordOf(event);
      if (chord === undefined || event.defaultPrevented || keepsKey(event.target, chord)) return;
      if (chord === 'Escape' && useShell.getState().dialog === '') closeNearest();
      const command = commands.find((entry) => entry.chord === chord || (entry.chord === '+' && chord === '='));
      if (!command || (useShell.getState().dialog !== '' && command.id !== 'palette')) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', keydown);
    const stop = watchAttention();
    return () => { removeEventListener('keydown', keydown); stop(); };
  }, []);
}
