import { create } from 'zustand';
import { usePreferences, type Lens } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { nextModel, samePlaces, type StageModel } from './layout/model.ts';
import { departFrom, glidingPodsMax } from './morph.ts';
import { isPressed, usePress } from './press.ts';

interface StageState {
  readonly model: StageModel | undefined;
  readonly aspect: number;
  readonly namespace: string;
  /** The person has moved the view; it no longer follows the cluster by itself. */
  readonly moved: boolean;
  /** Id of what the keyboard is on while the stage is painted; '' for nothing. */
  readonly focusId: string;
  /** Counts the wishes to see everything. */
  readonly fits: number;
  /** Counts the wishes that pods close the gaps that others have left. */
  readonly tidies: number;
}

/** The stage as it is laid out now. Follows the session while {@link connectStage} is on. */
export const useStage = create<StageState>()(() => ({ model: undefined, aspect: 1.4, namespace: '', moved: false, focusId: '', fits: 0, tidies: 0 }));

/** Whether there are too many pods to be made, moved or faded all at once. */
export const hasMany = ({ model }: StageState): boolean => (model?.input.pods.size ?? 0) > glidingPodsMax;

/** Brings the whole cluster into view. */
export const fitStage = (): void => { useStage.setState((state) => ({ moved: false, fits: state.fits + 1 })); };

let layOutPlane: StageModel['input']['layOutPlane'];

/** The lens that is chosen; the one before for as long as the layout of the control plane lens is on its way. */
function lensToDraw(model: StageModel | undefined): Lens {
  const { lens } = usePreferences.getState();
  return lens !== 'plane' || layOutPlane ? lens : (model?.input.lens ?? 'cluster');
}

/** Loads that layout when it is wanted first. */
function fetchPlane(then: () => void): void {
  if (layOutPlane || usePreferences.getState().lens !== 'plane') return;
  import('./layout/plane.ts').then(({ nextPlane }) => { layOutPlane = nextPlane; then(); }, () => undefined);
}

/** So long, in real time, nothing has come or gone before pods close the gaps that others have left: a pod that takes its place comes sooner, mostly. */
const tidyAfterMs = 1200;
let tidyTimer: ReturnType<typeof setTimeout> | undefined;

/** Lets pods close up when the stage has come to rest; never while one of them is pointed at. Painted pods stay where they are: there are too many to be followed. */
function tidySoon(): void {
  clearTimeout(tidyTimer);
  tidyTimer = setTimeout(() => {
    if (isPressed() || document.querySelector('.pod:hover,.pod:focus') !== null) tidySoon();
    else useStage.setState(({ tidies }) => ({ tidies: tidies + 1 }));
  }, tidyAfterMs);
}

/** Who stands on which side; the list of before while that is the same, for nothing else of a member moves it. */
function sidesOf(before: StageModel['input']['members'] = noMembers, members: StageModel['input']['members'] = noMembers): StageModel['input']['members'] {
  const isSame = before.length === members.length && members.every(({ name, side }, index) => before[index]?.name === name && before[index].side === side);
  return isSame ? before : members;
}

const noMembers: StageModel['input']['members'] = [];

/** Lays the stage out anew whenever cards, lens, namespace or shape of the stage change; under a pressed pointer not before its release, so that the click reaches what was pressed. Returns what stops it. */
export function connectStage(): () => void {
  const update = (): void => {
    if (isPressed()) return;
    const { nodes, pods, services, workloads, extras, loads, cloud, heads } = useSession.getState();
    const { aspect, namespace, tidies, model } = useStage.getState();
    const input = { nodes, pods, services, workloads, extras, loads, aspect, namespace, tidies, lens: lensToDraw(model), hasCloud: cloud !== undefined, members: sidesOf(model?.input.members, heads?.members), layOutPlane };
    const old = model?.input;
    if (old && old.nodes === nodes && old.pods === pods && old.services === services && old.loads === loads && old.workloads === workloads && old.extras === extras && old.aspect === aspect && old.namespace === namespace && old.tidies === tidies && old.lens === input.lens && old.hasCloud === input.hasCloud && old.members === input.members) return;
    if (model) departFrom(model, input.lens);
    const next = nextModel(model, input);
    useStage.setState({ model: next });
    if (next.density !== 'canvas' && (!model || !samePlaces(model, next))) tidySoon();
  };
  update();
  fetchPlane(update);
  const stops = [useSession.subscribe(update), usePreferences.subscribe(() => { fetchPlane(update); update(); }), useStage.subscribe(update), usePress.subscribe(update), () => { clearTimeout(tidyTimer); }];
  return () => { stops.forEach((stop) => { stop(); }); };
}
