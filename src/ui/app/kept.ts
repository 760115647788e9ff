import { gallery } from '../../lessons/gallery.ts';
import { checkScenario } from '../../scenario/check.ts';
import type { Scenario } from '../../scenario/document.ts';
import { isLinkProblem, packScenario, unpackScenario } from '../../scenario/link.ts';
import { lenses, type Lens } from '../session/preferences.ts';
import { speeds } from '../timeline/select.ts';
import type { Left } from './left.ts';

const storageKey = 'drydock.left';
/** A tab's storage holds some five million characters, and packing more than this takes longer than a page has that is being closed. */
const keptCharsMax = 2_000_000;

/** As it is stored: what a link holds, and where the person's own part of it begins. */
interface Kept {
  readonly packed: string;
  /** Up to when it went; what was packed may end before. */
  readonly untilMs: number;
  /** Id of the lesson that was opened; '' for none. */
  readonly lesson: string;
  /** How many of the actions it was opened with. */
  readonly opened: number;
  readonly lens: Lens;
  readonly speed: number;
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

function keptText({ opened, scenario, lens, speed }: Left): string {
  const packed = packedOnce(scenario);
  return packed === '' ? '' : JSON.stringify({ packed, untilMs: scenario.untilMs, lesson: opened.lesson?.id ?? '', opened: opened.scenario.actions.length, lens, speed } satisfies Kept);
}

/** What was packed last: a tab that is left again and again while only time passes packs once. */
let packedLast: { readonly scenario: Scenario; readonly packed: string } | undefined;

/** A scenario, packed with this moment or an earlier one for its end; '' where it holds too much. */
function packedOnce(scenario: Scenario): string {
  if (!packedLast || !isSameStory(packedLast.scenario, scenario)) packedLast = { scenario, packed: charsOf(scenario, keptCharsMax) > keptCharsMax ? '' : packScenario(scenario) };
  return packedLast.packed;
}

/** Whether two scenarios hold the very same, but for the moment at which they end, which is no earlier in the second. */
function isSameStory(a: Scenario, b: Scenario): boolean {
  const parts = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof Scenario)[]);
  return a.untilMs <= b.untilMs && [...parts].every((part) => part === 'untilMs' || a[part] === b[part]);
}

/** About how long a value is as text; counted up to `max`. */
function charsOf(value: unknown, max: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 4;
  let chars = 2;
  for (const [key, part] of Object.entries(value)) {
    chars += key.length + 4 + charsOf(part, max - chars);
    if (chars > max) break;
  }
  return chars;
}

/** What the tab kept; undefined for nothing, and for whatever it holds that cannot be read. */
export function readKept(storage: Pick<Storage, 'getItem'> = sessionStorage): Left | undefined {
  try {
    const { packed, untilMs, lesson: id, opened, lens: kept, speed } = JSON.parse(storage.getItem(storageKey) ?? '{}') as Partial<Kept>;
    if (typeof packed !== 'string' || packed.length > keptCharsMax) return undefined;
    const unpacked = unpackScenario(packed);
    if (isLinkProblem(unpacked)) return undefined;
    const scenario = typeof untilMs === 'number' && untilMs > unpacked.untilMs ? checkScenario({ ...unpacked, untilMs }) : unpacked;
    const lesson = gallery.find((entry) => entry.id === id);
    return { opened: { scenario: lesson?.scenario ?? { ...scenario, actions: scenario.actions.slice(0, Number(opened) || 0) }, lesson }, scenario, lens: lenses.find((lens) => lens === kept) ?? 'cluster', speed: speeds.find((known) => known === speed) ?? 0, isReloaded: true };
  } catch {
    return undefined;
  }
}
