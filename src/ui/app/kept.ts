import { gallery } from '../../lessons/gallery.ts';
import { isLinkProblem, packScenario, unpackScenario } from '../../scenario/link.ts';
import { lenses, type Lens } from '../session/preferences.ts';
import type { Left } from './left.ts';

const storageKey = 'drydock.left';
/** A tab's storage holds some five million characters, and packing more than this takes longer than a page has that is being closed. */
const keptCharsMax = 2_000_000;

/** As it is stored: what a link holds, and where the person's own part of it begins. */
interface Kept {
  readonly packed: string;
  /** Id of the lesson that was opened; '' for none. */
  readonly lesson: string;
  /** How many of the actions it was opened with. */
  readonly opened: number;
  readonly lens: Lens;
}

/** Keeps in the tab what a reload would lose; nothing where there is nothing to keep, or too much. */
export function writeKept(left: Left | undefined, storage: Pick<Storage, 'setItem' | 'removeItem'> = sessionStorage): void {
  try {
    const text = left ? keptText(left) : '';
    if (text !== '' && text.length <= keptCharsMax) storage.setItem(storageKey, text);
    else storage.removeItem(storageKey);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

function keptText({ opened, scenario, lens }: Left): string {
  const textChars = scenario.actions.reduce((sum, { action }) => sum + (action.type === 'apply' ? action.yaml.length : 0), 0);
  if (textChars > keptCharsMax) return '';
  return JSON.stringify({ packed: packScenario(scenario), lesson: opened.lesson?.id ?? '', opened: opened.scenario.actions.length, lens } satisfies Kept);
}

/** What the tab kept; undefined for nothing, and for whatever it holds that cannot be read. */
export function readKept(storage: Pick<Storage, 'getItem'> = sessionStorage): Left | undefined {
  try {
    const { packed, lesson: id, opened, lens: kept } = JSON.parse(storage.getItem(storageKey) ?? '{}') as Partial<Kept>;
    if (typeof packed !== 'string' || packed.length > keptCharsMax) return undefined;
    const scenario = unpackScenario(packed);
    if (isLinkProblem(scenario)) return undefined;
    const lesson = gallery.find((entry) => entry.id === id);
    return { opened: { scenario: lesson?.scenario ?? { ...scenario, actions: scenario.actions.slice(0, Number(opened) || 0) }, lesson }, scenario, lens: lenses.find((lens) => lens === kept) ?? 'cluster', isReloaded: true };
  } catch {
    return undefined;
  }
}
