import type { NodeCard, PodCard } from '../../../protocol/cards.ts';
import { PodTable, type PodChange } from '../../../protocol/pod-table.ts';
import type { Cards } from '../../session/store.ts';

interface GroupsInput {
  readonly nodes: Cards<NodeCard>;
  readonly pods: Cards<PodCard>;
}

/** What the groups were before. */
interface Before {
  readonly input: GroupsInput & { readonly lens: string };
  readonly hulls: ReadonlyMap<string, { readonly pods: readonly PodCard[] }>;
}

/** Key of the pods that are bound to a machine that has no Node any more. No machine has such a name. */
export const goneMachine = '(gone)';

/** Under which key a pod stands: its machine, none, or one that is gone. */
export const homeOf = ({ node }: Pick<PodCard, 'node'>, isThere: (machine: string) => boolean): string => (node === '' || isThere(node) ? node : goneMachine);

type Groups = (machine: string) => readonly PodCard[];

const noPods: readonly PodCard[] = [];

/** `before` where both hold the same things in the same order. */
export function keepEqual<Item>(before: readonly Item[] | undefined, after: readonly Item[]): readonly Item[] {
  return before?.length === after.length && before.every((item, index) => item === after[index]) ? before : after;
}

/**
 * Pods by the machine they are bound to; those of no machine under '', those of one that is gone under {@link goneMachine}. Groups that did not change keep their
 * identity. While the machines stay the same, only what changed is looked at.
 */
export function nextGroups(before: Before | undefined, input: GroupsInput): Groups {
  const kept: Groups = (machine) => before?.hulls.get(machine)?.pods ?? noPods;
  if (!before || before.input.lens === 'workloads' || before.input.lens === 'storage' || before.input.lens === 'plane' || !sameMachines(before.input.nodes, input.nodes)) return allGroups(kept, input);
  if (before.input.pods === input.pods) return kept;
  const changes = input.pods instanceof PodTable && before.input.pods instanceof PodTable ? input.pods.changesSince(before.input.pods) : undefined;
  if (!changes) return allGroups(kept, input);
  const changed = changedGroups(kept, changes, (pod) => homeOf(pod, (machine) => before.hulls.has(machine)), input.pods as PodTable);
  return (machine) => changed.get(machine) ?? kept(machine);
}

function sameMachines(a: Cards<NodeCard>, b: Cards<NodeCard>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const uid of b.keys()) if (!a.has(uid)) return false;
  return true;
}

function allGroups(kept: Groups, { nodes, pods }: GroupsInput): Groups {
  const names = new Set([...nodes.values()].map((node) => node.name));
  const groups = new Map<string, PodCard[]>();
  for (const pod of pods.values()) {
    const name = homeOf(pod, (machine) => names.has(machine));
    const group = groups.get(name);
    if (group) group.push(pod);
    else groups.set(name, [pod]);
  }
  const same = new Map([...groups].map(([name, group]) => [name, keepEqual(kept(name), group)]));
  return (machine) => same.get(machine) ?? noPods;
}

/** The groups with a pod that came, went or changed, each oldest first. */
function changedGroups(kept: Groups, changes: readonly PodChange[], home: (pod: PodCard) => string, table: PodTable): ReadonlyMap<string, readonly PodCard[]> {
  const news = new Map<string, Map<string, PodCard | undefined>>();
  const tell = (home: string, uid: string, card: PodCard | undefined): void => {
    const group = news.get(home) ?? new Map<string, PodCard | undefined>();
    news.set(home, group.set(uid, card));
  };
  for (const { before, after } of changes) {
    if (before) tell(home(before), before.uid, undefined);
    if (after) tell(home(after), after.uid, after);
  }
  return new Map([...news].map(([home, cards]) => [home, groupAfter(kept(home), cards, table)]));
}

function groupAfter(before: readonly PodCard[], cards: ReadonlyMap<string, PodCard | undefined>, table: PodTable): readonly PodCard[] {
  const known = new Set<string>();
  const stayed: PodCard[] = [];
  for (const pod of before) {
    const isNews = cards.has(pod.uid);
    if (isNews) known.add(pod.uid);
    const card = isNews ? cards.get(pod.uid) : pod;
    if (card) stayed.push(card);
  }
  const came = [...cards.values()].filter((card): card is PodCard => card !== undefined && !known.has(card.uid));
  if (came.length === 0) return stayed;
  return [...stayed, ...came].sort((a, b) => table.rowOf(a.uid) - table.rowOf(b.uid));
}
