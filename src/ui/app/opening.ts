import { gallery } from '../../lessons/gallery.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Frame } from '../../protocol/messages.ts';
import type { Scenario } from '../../scenario/document.ts';
import { isLinkProblem, unpackScenario, type LinkProblem } from '../../scenario/link.ts';
import { showFailure, useNotices } from '../design/index.ts';
import { firstPicture } from '../session/first-picture.ts';
import { exerciseBeginning, learnExercises, useExercises } from '../session/exercises.ts';
import { loadScenario, pause, play, startWorker } from '../session/link.ts';
import { lenses, usePreferences, type Lens } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useTransport } from '../timeline/transport.ts';
import { writeAddress } from './address.ts';
import { keepStanding } from './left.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

/** What the page is to show. */
export interface Opening {
  readonly scenario: Scenario;
  readonly lesson: Lesson | undefined;
  readonly problem: LinkProblem | undefined;
  readonly lens: Lens;
}

/**
 * What an address asks for: `#s=…` is a shared scenario, with `&lens=…` the lens that it was shared from, `#lesson=ID` one of the gallery, `#exercise=ID` an
 * exercise (of those that have been fetched), anything else the gallery's first.
 * A link that cannot be read opens the first one too, and says why.
 */
export function openingFor(hash: string): Opening {
  const [first] = gallery;
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const shared = asked.get('s');
  if (shared === null) {
    const exercise = useExercises.getState().known.find(({ id }) => id === asked.get('exercise'));
    const lesson = exercise ?? gallery.find(({ id }) => id === asked.get('lesson')) ?? first;
    return { scenario: lesson.scenario, lesson, problem: undefined, lens: lesson.lens ?? 'cluster' };
  }
  const scenario = unpackScenario(shared);
  if (isLinkProblem(scenario)) return { scenario: first.scenario, lesson: first, problem: scenario, lens: 'cluster' };
  return { scenario, lesson: undefined, problem: undefined, lens: lenses.find((lens) => lens === asked.get('lens')) ?? 'cluster' };
}

/** Fetches the exercises, where an address asks for one; without them it is answered with the gallery's first. */
const fetchAsked = async (hash: string): Promise<unknown> => (/^#exercise=/.test(hash) ? learnExercises().catch(() => undefined) : undefined);

/**
 * Starts the engine on what the address asks for. A scenario of the gallery is alive at once; a shared moment stands still, as it
 * was left. A later address in the same tab is followed. `still` is the first frame of the gallery's first scenario: it is seen
 * before the engine is fetched. Resolves when the engine's own first picture stands.
 */
export async function openPage(still: Frame): Promise<void> {
  const open = (): Promise<void> => {
    const { scenario, lesson, problem, lens } = openingFor(location.hash);
    const opening = openScenario(scenario, lesson, lens);
    if (problem) useNotices.getState().show(appWords[usePreferences.getState().locale].link[problem.problem], 'bad', { isLasting: true });
    return opening;
  };
  addEventListener('hashchange', () => { void fetchAsked(location.hash).then(open); });
  if (location.hash.startsWith('#exercise=')) await fetchAsked(location.hash);
  const opened = open();
  if (useShell.getState().opened?.scenario !== gallery[0].scenario) startWorker();
  else {
    useSession.getState().takeStill(still);
    void firstPicture().then(startWorker);
  }
  void firstPicture().then(async () => { (await import('./keeping.ts')).beginKeeping(); });
  return opened;
}

/** Puts a scenario on the stage in place of the one before; one of the gallery runs at once. Whatever speed and lens were chosen before, this one starts at 1×, on the lens that shows it best. What was done to the one before can be gone back to. */
export function openScenario(scenario: Scenario, lesson: Lesson | undefined = gallery.find((entry) => entry.scenario === scenario) ?? exerciseBeginning(scenario), lens: Lens = lesson?.lens ?? 'cluster'): Promise<void> {
  keepStanding(scenario);
  useShell.getState().setOpened({ scenario, lesson });
  useNotices.getState().clear();
  useSession.getState().select(undefined);
  useTransport.setState({ speed: 1 });
  usePreferences.getState().setLens(lens);
  return run(scenario, lesson ? 1 : 0);
}

/** The same for what somebody chose on the page: the address says it from then on. */
export function openChosen(scenario: Scenario): void {
  void openScenario(scenario);
  writeAddress(useShell.getState().opened?.lesson, true);
}

/** After a crash: a fresh engine, brought to where the scenario ends. It stands still there. */
export function goOnFrom(scenario: Scenario): Promise<void> {
  startWorker();
  useSession.getState().takeCrash(undefined);
  useSession.getState().select(undefined);
  return run(scenario, 0);
}

async function run(scenario: Scenario, speed: number): Promise<void> {
  try {
    await loadScenario(scenario);
    await (speed > 0 ? play(speed) : pause());
  } catch (error) {
    if (!useSession.getState().crash) showFailure(error);
  }
}
