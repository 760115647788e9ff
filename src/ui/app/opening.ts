import { gallery } from '../../lessons/gallery.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { isLinkProblem, unpackScenario, type LinkProblem } from '../../scenario/link.ts';
import { useNotices } from '../design/index.ts';
import { loadScenario, play, startWorker } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

/** What the page is to show. */
export interface Opening {
  readonly scenario: Scenario;
  readonly lesson: Lesson | undefined;
  readonly problem: LinkProblem | undefined;
}

/**
 * What an address asks for: `#s=…` is a shared scenario, `#lesson=ID` one of the gallery, anything else the gallery's first.
 * A link that cannot be read opens the first one too, and says why.
 */
export function openingFor(hash: string): Opening {
  const [first] = gallery;
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const shared = asked.get('s');
  if (shared === null) {
    const lesson = gallery.find(({ id }) => id === asked.get('lesson')) ?? first;
    return { scenario: lesson.scenario, lesson, problem: undefined };
  }
  const scenario = unpackScenario(shared);
  if (isLinkProblem(scenario)) return { scenario: first.scenario, lesson: first, problem: scenario };
  return { scenario, lesson: undefined, problem: undefined };
}

/** Starts the engine on what the address asks for, and lets it run. A later address in the same tab is followed. */
export function openPage(): void {
  const open = (): void => {
    const { scenario, lesson, problem } = openingFor(location.hash);
    if (problem) useNotices.getState().show(appWords[usePreferences.getState().locale].link[problem.problem], 'bad');
    openScenario(scenario, lesson);
  };
  startWorker();
  open();
  addEventListener('hashchange', open);
}

/** Puts a scenario on the stage in place of the one before, and lets it run. */
export function openScenario(scenario: Scenario, lesson: Lesson | undefined = gallery.find((entry) => entry.scenario === scenario)): void {
  useShell.getState().setOpened({ scenario, lesson });
  useSession.getState().select(undefined);
  run(scenario);
}

/** After a crash: a fresh engine, brought to where the scenario ends. */
export function goOnFrom(scenario: Scenario): void {
  startWorker();
  useSession.getState().takeCrash(undefined);
  useSession.getState().select(undefined);
  run(scenario);
}

function run(scenario: Scenario): void {
  loadScenario(scenario).then(() => play(1)).catch((error: unknown) => {
    if (!useSession.getState().crash) useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad');
  });
}
