import type { LogEntry } from '../engine/index.ts';
import type * as t from '../kube/generated/types.ts';
import { deepEqual } from '../kube/json.ts';
import { keyOf, type KubeObject } from '../kube/object.ts';
import { fromLabelSelector, fromMap, matches, type Selector } from '../kube/selectors.ts';
import type { Explanation, HistoryEntry, Presence, Relation } from '../protocol/messages.ts';
import type { Records } from './records.ts';
import { whySentence } from './why.ts';

const historyShown = 60;

/** Why an object is as it is, what was written to it and because of what, and what it is related to. */
export function explain(store: Records, uid: string, isPowered: (node: string) => boolean): Explanation {
  const all = store.range('/registry/');
  const objects = all === 'compacted' ? [] : all.values;
  const object = objects.find((candidate) => candidate.metadata?.uid === uid);
  if (!object) return { why: { en: '', ko: '' }, history: historyOf(store, store.log(0).findLast(({ value }) => value.metadata?.uid === uid), uid), relations: [] };
  const machine = machineOf(object);
  const beside = { isOff: machine !== undefined && !isPowered(machine), said: lastSaid(objects, uid) };
  return { why: whySentence(object, beside), history: historyOf(store, store.at(Number(object.metadata?.resourceVersion)), uid), relations: relationsOf(object, objects) };
}

/** Whether an object is there; `comesLater` tells of one that is not whether it came into being after that. */
export function presenceOf(store: Pick<Records, 'range'>, uid: string, comesLater: (uid: string) => boolean = () => false): Presence {
  const all = store.range('/registry/');
  if (all !== 'compacted' && all.values.some(({ metadata }) => metadata?.uid === uid)) return 'there';
  return comesLater(uid) ? 'unborn' : 'gone';
}

/** The machine that reports on an object; undefined where none does. */
function machineOf(object: KubeObject): string | undefined {
  if (object.kind === 'Node') return object.metadata?.name;
  return object.kind === 'Pod' ? (object as t.V1Pod).spec?.nodeName : undefined;
}

/** Of the newest Event about an object; of two of one moment the one that was written last. */
function lastSaid(objects: readonly KubeObject[], uid: string): string {
  let newest: t.CoreV1Event | undefined;
  for (const object of objects) {
    const event = object as t.CoreV1Event;
    if (event.kind === 'Event' && event.involvedObject.uid === uid && Number(event.metadata.resourceVersion) > Number(newest?.metadata.resourceVersion ?? 0)) newest = event;
  }
  return newest?.message ?? '';
}

/** What became of an object, the newest first, from its last write on; nothing of others that had its name before. */
function historyOf(store: Records, last: LogEntry | undefined, uid: string): readonly HistoryEntry[] {
  if (!last) return [];
  return store.history(last.key).filter(({ value }) => value.metadata?.uid === uid).slice(0, historyShown).map((write) => ({
    revision: write.revision,
    atMs: write.timeMs,
    writer: write.writer,
    verb: write.verb,
    type: write.type,
    fields: write.type === 'MODIFIED' ? changedFields(write.previous, write.value) : [],
    causeRevision: write.cause.revision ?? 0,
    causeAction: write.cause.action ?? -1,
  }));
}

const uninteresting = new Set(['metadata.resourceVersion', 'metadata.managedFields', 'metadata.generation']);

/** Paths of the fields that differ, two levels deep (three below `status.conditions` would be noise). */
function changedFields(before: KubeObject | undefined, after: KubeObject): readonly string[] {
  const paths: string[] = [];
  const outer = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  for (const key of outer) {
    const [left, right] = [fieldOf(before, key), fieldOf(after, key)];
    if (left === right) continue;
    const inner = new Set([...Object.keys(Object(left) as object), ...Object.keys(Object(right) as object)]);
    if (typeof right !== 'object' || Array.isArray(right)) paths.push(key);
    else for (const name of inner) if (!deepEqual(fieldOf(left, name), fieldOf(right, name))) paths.push(`${key}.${name}`);
  }
  return paths.filter((path) => !uninteresting.has(path));
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;

function relationsOf(object: KubeObject, objects: readonly KubeObject[]): readonly Relation[] {
  const uid = object.metadata?.uid;
  const owners = new Set(object.metadata?.ownerReferences?.map((owner) => owner.uid));
  const relations: Relation[] = [];
  for (const other of objects) {
    if (other === object || other.kind === 'Event' || other.kind === 'Lease') continue;
    const relation = owners.has(other.metadata?.uid ?? '') ? 'owner' : other.metadata?.ownerReferences?.some((owner) => owner.uid === uid) ? 'owns' : relationOf(object, other);
    if (relation) relations.push({ relation, kind: other.kind ?? '', namespace: other.metadata?.namespace ?? '', name: other.metadata?.name ?? '', uid: other.metadata?.uid ?? '' });
  }
  return relations;
}

function relationOf(object: KubeObject, other: KubeObject): Relation['relation'] | undefined {
  if (object.kind === 'Pod' && other.kind === 'Node') return (object as t.V1Pod).spec?.nodeName === other.metadata?.name ? 'runs on' : undefined;
  if (object.kind === 'Node' && other.kind === 'Pod') return (other as t.V1Pod).spec?.nodeName === object.metadata?.name ? 'runs' : undefined;
  if (standsOn(object, other)) return 'uses';
  if (standsOn(other, object)) return 'used by';
  if (object.metadata?.namespace !== other.metadata?.namespace) return undefined;
  if (selects(object, other)) return 'selects';
  if (selects(other, object)) return 'selected by';
  if (uses(object, other)) return 'uses';
  return uses(other, object) ? 'used by' : undefined;
}

/** A claim stands on its volume and its class, a volume on its class: they may be of different namespaces. */
function standsOn({ kind, metadata, spec }: Stored, thing: KubeObject): boolean {
  const name = thing.metadata?.name;
  if (kind === 'PersistentVolumeClaim' && thing.kind === 'PersistentVolume') {
    const { claimRef } = (thing as t.V1PersistentVolume).spec ?? {};
    return spec?.volumeName === name || (claimRef?.namespace === metadata?.namespace && claimRef?.name === metadata?.name && claimRef?.uid === metadata?.uid);
  }
  return (kind === 'PersistentVolumeClaim' || kind === 'PersistentVolume') && thing.kind === 'StorageClass' && spec?.storageClassName === name;
}

interface Stored extends KubeObject {
  readonly spec?: { readonly volumeName?: string; readonly storageClassName?: string };
}

function selects(selecting: KubeObject, pod: KubeObject): boolean {
  if (pod.kind !== 'Pod') return false;
  const selector = selectorOf(selecting);
  return selector !== undefined && matches(selector, pod.metadata?.labels);
}

function selectorOf(object: KubeObject): Selector | undefined {
  if (object.kind === 'Service') {
    const selector = (object as t.V1Service).spec?.selector;
    return selector && Object.keys(selector).length > 0 ? fromMap(selector) : undefined;
  }
  if (object.kind === 'NetworkPolicy') return fromLabelSelector((object as t.V1NetworkPolicy).spec?.podSelector);
  if (object.kind === 'PodDisruptionBudget') return fromLabelSelector((object as t.V1PodDisruptionBudget).spec?.selector);
  return undefined;
}

const usable = new Set(['ConfigMap', 'Secret', 'PersistentVolumeClaim', 'ServiceAccount']);

/** Whether a pod names a ConfigMap, Secret, claim or service account. */
function uses(pod: KubeObject, thing: KubeObject): boolean {
  if (pod.kind !== 'Pod' || !usable.has(thing.kind ?? '')) return false;
  return namesIn(pod as t.V1Pod).has(`${thing.kind ?? ''} ${keyOf(thing).split('/').at(-1) ?? ''}`);
}

function namesIn({ spec }: t.V1Pod): ReadonlySet<string> {
  const names = new Set<string>([`ServiceAccount ${spec?.serviceAccountName ?? ''}`]);
  for (const volume of spec?.volumes ?? []) {
    names.add(`ConfigMap ${volume.configMap?.name ?? ''}`).add(`Secret ${volume.secret?.secretName ?? ''}`).add(`PersistentVolumeClaim ${volume.persistentVolumeClaim?.claimName ?? ''}`);
    for (const source of volume.projected?.sources ?? []) names.add(`ConfigMap ${source.configMap?.name ?? ''}`).add(`Secret ${source.secret?.name ?? ''}`);
  }
  for (const container of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    for (const { valueFrom } of container.env ?? []) names.add(`ConfigMap ${valueFrom?.configMapKeyRef?.name ?? ''}`).add(`Secret ${valueFrom?.secretKeyRef?.name ?? ''}`);
    for (const source of container.envFrom ?? []) names.add(`ConfigMap ${source.configMapRef?.name ?? ''}`).add(`Secret ${source.secretRef?.name ?? ''}`);
  }
  return names;
}
