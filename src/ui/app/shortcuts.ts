/** What of a keyboard event a shortcut looks at. */
export interface Keystroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * A keystroke as the shortcuts are written: `Space`, `.`, `?`, `1`, `L`, `Mod+K`. Letters go by the key's place, so that they work
 * while Hangul is on. Undefined for what is no shortcut: keys of a composition, and anything with Alt.
 */
export function chordOf(stroke: Keystroke): string | undefined {
  if (stroke.isComposing || stroke.keyCode === 229 || stroke.altKey) return undefined;
  const letter = /^Key([A-Z])$/.exec(stroke.code)?.[1];
  const name = stroke.code === 'Space' ? 'Space' : (letter ?? stroke.key);
  const mod = stroke.ctrlKey || stroke.metaKey;
  return mod ? `Mod+${stroke.shiftKey ? 'Shift+' : ''}${name}` : name;
}

const ownKeys = 'a[href],button,select,summary,[role=button],[role=menuitem],[role=option],[role=radio],[role=switch],[role=tab]';

/** Whether keys belong to the element that has focus: where text goes all but chords with Ctrl or ⌘ that take nothing back (Escape first empties a search), and Space where it presses something. */
export function keepsKey(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof Element)) return false;
  if (chord.startsWith('Mod+') && chord !== 'Mod+Z') return false;
  if (chord === 'Escape' && target instanceof HTMLInputElement && target.type === 'search' && target.value === '') return false;
  if (target.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]:not([contenteditable=false]),[role=textbox],dialog')) return true;
  return chord === 'Space' && target.closest(ownKeys) !== null;
}
