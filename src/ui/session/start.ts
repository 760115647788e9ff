import { gallery } from '../../lessons/gallery.ts';
import type { Scenario } from '../../scenario/document.ts';
import { isLinkProblem, unpackScenario, type LinkProblem } from '../../scenario/link.ts';
import { loadScenario, play, startWorker } from './link.ts';
import { useSession } from './store.ts';

/** Name of the part of the address that holds a scenario: `#s=…`. */
export const linkKey = 's';

/** What the page's address asks for. */
export function scenarioOfAddress(hash: string): Scenario | LinkProblem | undefined {
  const packed = new URLSearchParams(hash.replace(/^#/, '')).get(linkKey);
  return packed === null ? undefined : unpackScenario(packed);
}

/**
 * Starts the engine and opens what the address asks for, or the first scenario of the gallery. A shared moment opens paused, as
 * it was left; everything else is alive at once.
 */
export async function startPage(): Promise<void> {
  startWorker();
  const asked = scenarioOfAddress(location.hash);
  if (asked && isLinkProblem(asked)) useSession.getState().takeLinkProblem(asked);
  const shared = asked && !isLinkProblem(asked) ? asked : undefined;
  await openScenario(shared ?? gallery[0].scenario, shared ? undefined : gallery[0].editorText);
  if (!shared) await play(1);
}

/** Opens a scenario in place of what is there. The editor shows `editorText`, or what was applied last in it. */
export async function openScenario(scenario: Scenario, editorText?: string): Promise<void> {
  await loadScenario(scenario);
  useSession.getState().takeScenario(scenario, editorText ?? lastApplied(scenario));
}

function lastApplied({ manifests, actions }: Scenario): string {
  for (const { action } of [...actions].reverse()) if (action.type === 'apply') return action.yaml;
  return manifests.at(-1) ?? '';
}

/** Starts the engine anew at the last good moment, paused, after it broke. */
export async function recover(scenario: Scenario): Promise<void> {
  startWorker();
  await loadScenario(scenario);
  useSession.getState().takeCrash(undefined);
}
