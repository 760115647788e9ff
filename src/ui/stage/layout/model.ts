import type { ExtraCard, NodeCard, PodCard, ServiceCard, WorkloadCard } from '../../../protocol/cards.ts';
import type { LoadSpec } from '../../../scenario/document.ts';
import type { Lens } from '../../session/preferences.ts';
import type { Cards } from '../../session/store.ts';
import { boundsOf, contains, sameRect, type Point, type Rect } from './geometry.ts';
import { densityOf, hullWidth, nextHull, trayColumnsFor, type Density, type Hull } from './hull.ts';
import { goneMachine, homeOf, keepEqual, nextGroups } from './groups.ts';
import { arrange, type MachineBox, type ZoneLabel } from './machines.ts';
import { arrangeNetwork, linesOf, outsideBox, serviceBox, serviceOrder, withSwing, type Line } from './network.ts';
import type { Plane, PlaneInput } from './plane.ts';
import { nextStorage, storageRectOf, type Storage } from './storage.ts';
import { nextWorkloads, type Workloads } from './workloads.ts';

/** What the stage is drawn from. */
export interface StageInput {
  readonly nodes: Cards<NodeCard>;
  readonly pods: Cards<PodCard>;
  readonly services: Cards<ServiceCard>;
  readonly workloads: Cards<WorkloadCard>;
  readonly extras: Cards<ExtraCard>;
  readonly loads: readonly LoadSpec[];
  readonly lens: Lens;
  /** Whether the scenario has a cloud. */
  readonly hasCloud: boolean;
  /** Members of etcd, where there are several. */
  readonly members: PlaneInput['members'];
  /** The layout of the control plane lens, which is loaded when it is wanted first; that lens is drawn only with it. */
  readonly layOutPlane: ((before: Plane | undefined, input: PlaneInput) => Plane) | undefined;
  /** Width ÷ height of the stage. */
  readonly aspect: number;
  /** Only this namespace's services and workloads are drawn; '' for all. */
  readonly namespace: string;
  /** Counts the wishes that pods close the gaps that others have left. */
  readonly tidies: number;
}

/** Everything on the stage with its place. Parts that did not change keep their identity from model to model. */
export interface StageModel {
  readonly input: StageInput;
  readonly density: Density;
  /** Uids of the pods behind any service. */
  readonly served: ReadonlySet<string>;
  /** By node name; the tray of pods without a machine is '', that of pods whose machine is gone `goneMachine`. */
  readonly hulls: ReadonlyMap<string, Hull>;
  /** Boxes in stage pixels: `node:NAME`, `tray`, `gone`, `service:UID`, `outside`, `workload:UID`, `bare:NAMESPACE`, `namespace:NAME`; of the storage lens `extra:UID`, `mounters`, `column:NAME`; of the control plane lens `plane:COMPONENT`. */
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly labels: readonly ZoneLabel[];
  readonly services: readonly ServiceCard[];
  readonly lines: readonly Line[];
  readonly bounds: Rect;
  /** The cards of the workloads lens; undefined in the others. */
  readonly workloads: Workloads | undefined;
  /** The cards of the storage lens; undefined in the others. */
  readonly storage: Storage | undefined;
  /** The cards of the control plane lens; undefined in the others. */
  readonly plane: Plane | undefined;
}

const gap = 20;
const noLabels: readonly ZoneLabel[] = [];

/** The stage after a change; `before` is undefined for the first. */
export function nextModel(before: StageModel | undefined, input: StageInput): StageModel {
  if (input.lens === 'workloads') return workloadsModel(before, input);
  if (input.lens === 'storage') return storageModel(before, input);
  if (input.lens === 'plane' && input.layOutPlane) return planeModel(before, input, input.layOutPlane);
  const density = densityOf(input.pods.size, input.nodes.size);
  const services = keepEqual(before?.services, serviceOrder([...input.services.values()].filter(({ namespace }) => input.namespace === '' || namespace === input.namespace)));
  const served = before?.input.services === input.services && !before.workloads && !before.storage && !before.plane ? before.served : podsBehind(input.services.values());
  const { hulls, boxes, labels } = placeHulls(before, input, density, served, services);
  const same = before?.boxes === boxes && before.hulls === hulls && before.services === services && before.input.loads === input.loads;
  const lines = same ? before.lines : input.lens === 'network' ? networkLines(input, density, hulls, boxes, services) : [];
  return { input, density, served, hulls, boxes, labels, services, lines, bounds: before?.boxes === boxes && before.lines === lines ? before.bounds : withSwing(boundsOf(boxes.values()), lines), workloads: undefined, storage: undefined, plane: undefined };
}

/** Machines keep what they were, so that their pods are found in place on the way back. */
function workloadsModel(before: StageModel | undefined, input: StageInput): StageModel {
  const density = densityOf(input.pods.size, 0);
  const workloads = nextWorkloads(before?.workloads, input, density, isTidied(before, input));
  const bounds = before?.boxes === workloads.boxes ? before.bounds : boundsOf(workloads.boxes.values());
  return { input, density, served: noUids, hulls: before?.hulls ?? noHulls, boxes: workloads.boxes, labels: noLabels, services: before?.services ?? [], lines: noLines, bounds, workloads, storage: undefined, plane: undefined };
}

function storageModel(before: StageModel | undefined, input: StageInput): StageModel {
  const storage = nextStorage(before?.storage, input);
  const isSame = before?.storage?.boxes === storage.boxes;
  const boxes = isSame ? before.boxes : before?.storage && sameBoxes(before.boxes, storage.boxes) ? before.boxes : storage.boxes;
  return { input, density: 'tile', served: noUids, hulls: before?.hulls ?? noHulls, boxes, labels: noLabels, services: before?.services ?? [], lines: storage.lines, bounds: before?.boxes === boxes ? before.bounds : boundsOf(boxes.values()), workloads: undefined, storage, plane: undefined };
}

function planeModel(before: StageModel | undefined, input: StageInput, layOut: NonNullable<StageInput['layOutPlane']>): StageModel {
  const plane = layOut(before?.plane, input);
  const { boxes } = plane;
  return { input, density: 'tile', served: noUids, hulls: before?.hulls ?? noHulls, boxes, labels: noLabels, services: before?.services ?? [], lines: noLines, bounds: before?.boxes === boxes ? before.bounds : boundsOf(boxes.values()), workloads: undefined, storage: undefined, plane };
}

const noUids: ReadonlySet<string> = new Set();
const noHulls: StageModel['hulls'] = new Map();
const noLines: readonly Line[] = [];

const podsBehind = (services: Iterable<ServiceCard>): ReadonlySet<string> => new Set([...services].flatMap((service) => [...service.readyPods, ...service.notReadyPods]));

/** Machines and their places. The tray is as wide as they stand, which is known only then: where that changed, it is laid out once more. */
function placeHulls(before: StageModel | undefined, input: StageInput, density: Density, served: ReadonlySet<string>, services: readonly ServiceCard[]): Pick<StageModel, 'hulls' | 'boxes' | 'labels'> {
  const trayColumns = trayColumnsFor(density, hullsWidth(before, input, density));
  const hulls = nextHulls(before, input, density, served, trayColumns);
  const placed = placeBoxes(before, input, density, hulls, services);
  const [tray, gone] = [hulls.get(''), hulls.get(goneMachine)];
  const columns = placed.boxes === before?.boxes ? trayColumns : trayColumnsFor(density, machinesWidth(placed.boxes));
  if (!tray || columns === trayColumns || machinesWidth(placed.boxes) === 0) return { hulls, boxes: placed.boxes, labels: placed.labels };
  const fitted = new Map(hulls).set('', nextHull(tray, { ...tray, trayColumns: columns }));
  if (gone) fitted.set(goneMachine, nextHull(gone, { ...gone, trayColumns: columns }));
  const { boxes, labels } = placeBoxes(before, input, density, fitted, services);
  return { hulls: fitted, boxes, labels };
}

const isTidied = (before: StageModel | undefined, { tidies }: StageInput): boolean => before !== undefined && before.input.tidies !== tidies;

/** Whether every pod stands in both where it stood: what is seen of a model that only says something else about them. */
export function samePlaces(a: StageModel, b: StageModel): boolean {
  if (a.workloads !== b.workloads) return sameMembers(a.workloads?.cards, b.workloads?.cards);
  return a.hulls === b.hulls || sameMembers(a.hulls, b.hulls);
}

function sameMembers(a: ReadonlyMap<string, Pick<Hull, 'places'>> | undefined, b: ReadonlyMap<string, Pick<Hull, 'places'>> | undefined): boolean {
  if (a?.size !== b?.size) return false;
  for (const [id, { places }] of b ?? []) if (a?.get(id)?.places !== places) return false;
  return true;
}

function nextHulls(before: StageModel | undefined, input: StageInput, density: Density, served: ReadonlySet<string>, trayColumns: number): ReadonlyMap<string, Hull> {
  const podsOf = nextGroups(before, input);
  const common = { lens: input.lens, density, served, trayColumns, tidy: isTidied(before, input) };
  const hulls = new Map<string, Hull>();
  let changed = before === undefined;
  const add = (name: string, node: NodeCard | undefined): void => {
    const old = before?.hulls.get(name);
    const hull = nextHull(old, { ...common, node, pods: podsOf(name) });
    changed ||= hull !== old;
    hulls.set(name, hull);
  };
  for (const node of input.nodes.values()) add(node.name, node);
  add('', undefined);
  if (podsOf(goneMachine).length > 0) add(goneMachine, undefined);
  return !changed && before && before.hulls.size === hulls.size ? before.hulls : hulls;
}

/** The tray is as wide as the machines were arranged last, or two of them at first. */
function hullsWidth(before: StageModel | undefined, input: StageInput, density: Density): number {
  const one = hullWidth(density, input.lens);
  const fallback = input.lens === 'network' ? one : one * 2 + gap;
  if (!before || before.density !== density || before.input.lens !== input.lens) return fallback;
  return machinesWidth(before.boxes) || fallback;
}

const machinesOf = (boxes: StageModel['boxes']): Rect => boundsOf([...boxes].filter(([id]) => id.startsWith('node:')).map(([, rect]) => rect));
const widths = new WeakMap<StageModel['boxes'], number>();

/** How wide the machines stand; 0 for none. Boxes stay the same for many frames. */
function machinesWidth(boxes: StageModel['boxes']): number {
  let width = widths.get(boxes);
  if (width === undefined) {
    width = machinesOf(boxes).width;
    widths.set(boxes, width);
  }
  return width;
}

function placeBoxes(before: StageModel | undefined, input: StageInput, density: Density, hulls: ReadonlyMap<string, Hull>, services: readonly ServiceCard[]): Pick<StageModel, 'boxes' | 'labels'> {
  if (before && sameFootprints(before.hulls, hulls) && before.services === services && before.input.aspect === input.aspect && before.input.lens === input.lens) return before;
  const machines = [...hulls].flatMap(([name, { node, width, height }]): MachineBox[] => (node ? [{ name, zone: node.zone, controlPlane: isControlPlane(node), width, height }] : []));
  const boxes = new Map<string, Rect>();
  const labels = input.lens === 'network' ? placeNetwork(boxes, machines, services, input.aspect) : placeCluster(boxes, machines, input.aspect, density);
  placeTray(boxes, '', hulls.get(''));
  placeTray(boxes, goneMachine, hulls.get(goneMachine));
  return before && sameBoxes(before.boxes, boxes) && before.input.lens === input.lens ? before : { boxes, labels };
}

export const isControlPlane = (node: NodeCard): boolean => node.roles.includes('control-plane');

function placeCluster(boxes: Map<string, Rect>, machines: readonly MachineBox[], aspect: number, density: Density): readonly ZoneLabel[] {
  const { places, labels } = arrange(machines, { aspect, gap: density === 'tile' ? gap : 12 });
  for (const { name, width, height } of machines) boxes.set(`node:${name}`, { ...(places.get(name) ?? { x: 0, y: 0 }), width, height });
  return labels;
}

function placeNetwork(boxes: Map<string, Rect>, machines: readonly MachineBox[], services: readonly ServiceCard[], aspect: number): readonly ZoneLabel[] {
  const places = arrangeNetwork(services, machines, aspect);
  for (const { name, width, height } of machines) boxes.set(`node:${name}`, { ...(places.machines.get(name) ?? { x: 0, y: 0 }), width, height });
  for (const [uid, place] of places.services) boxes.set(`service:${uid}`, { ...place, width: serviceBox.width, height: serviceBox.height });
  boxes.set('outside', { ...places.outside, width: outsideBox.width, height: outsideBox.height });
  return noLabels;
}

/** Below the machines, so that nothing moves when pods begin to wait; what is left of machines that are gone comes last. */
function placeTray(boxes: Map<string, Rect>, name: string, tray: Hull | undefined): void {
  if (!tray || (boxes.size === 0 && tray.pods.length === 0)) return;
  const machines = machinesOf(boxes);
  const above = boxes.get('tray') ?? machines;
  boxes.set(boxIdOf(name), { x: machines.x, y: above.y + above.height + gap, width: Math.max(tray.width, machines.width), height: tray.height });
}

/** Whether every machine is as large as it was and belongs where it did. */
function sameFootprints(a: StageModel['hulls'], b: StageModel['hulls']): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [name, hull] of b) {
    const was = a.get(name);
    if (was === hull) continue;
    if (was?.width !== hull.width || was.height !== hull.height || was.node?.zone !== hull.node?.zone || was.node?.roles.join() !== hull.node?.roles.join()) return false;
  }
  return true;
}

function sameBoxes(a: ReadonlyMap<string, Rect>, b: ReadonlyMap<string, Rect>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, rect] of a) {
    const other = b.get(id);
    if (!other || !sameRect(rect, other)) return false;
  }
  return true;
}

export const boxIdOf = (machine: string): string => (machine === '' ? 'tray' : machine === goneMachine ? goneId : `node:${machine}`);
const goneId = 'gone';

/** Where a pod is on the stage. */
export function podRect(hulls: ReadonlyMap<string, Hull>, boxes: ReadonlyMap<string, Rect>, pod: PodCard | undefined): Rect | undefined {
  if (!pod) return undefined;
  const machine = homeOf(pod, (name) => hulls.get(name)?.places.has(pod.uid) ?? false);
  const place = hulls.get(machine)?.places.get(pod.uid);
  const box = boxes.get(boxIdOf(machine));
  return place && box && { ...place.rect, x: box.x + place.rect.x, y: box.y + place.rect.y };
}

/** Where anything is on the stage, by its id, in whatever lens is on. */
export function rectOf(model: StageModel, id: string): Rect | undefined {
  const uid = id.startsWith('pod:') ? id.slice(4) : '';
  const { workloads, storage, plane, boxes } = model;
  if (plane) return plane.parts.get(id) ?? boxes.get(id);
  if (storage) return storageRectOf(storage, id);
  if (!workloads) return uid === '' ? boxes.get(id) : podRect(model.hulls, boxes, model.input.pods.get(uid));
  const home = workloads.homes.get(uid === '' ? id : uid) ?? '';
  const card = workloads.cards.get(home);
  const rect = uid === '' ? card?.marks.get(id) : card?.places.get(uid)?.rect;
  const box = boxes.get(home);
  return rect && box ? { ...rect, x: box.x + rect.x, y: box.y + rect.y } : boxes.get(id);
}

/** Id of the pod or machine at a point of the stage; '' for the water between. */
export function hit(model: StageModel, point: Point): string {
  if (model.storage || model.plane) return '';
  if (model.workloads) return hitCard(model, model.workloads, point);
  for (const [name, hull] of model.hulls) {
    const box = model.boxes.get(boxIdOf(name));
    if (!box || !contains(box, point)) continue;
    const inside = { x: point.x - box.x, y: point.y - box.y };
    for (const [uid, { rect }] of hull.places) if (contains(rect, inside)) return `pod:${uid}`;
    return hull.node ? `node:${name}` : '';
  }
  return '';
}

function hitCard({ boxes }: StageModel, { cards }: Workloads, point: Point): string {
  for (const [id, { places }] of cards) {
    const box = boxes.get(id);
    if (!box || !contains(box, point)) continue;
    const inside = { x: point.x - box.x, y: point.y - box.y };
    for (const [uid, { rect }] of places) if (contains(rect, inside)) return `pod:${uid}`;
    return id;
  }
  return '';
}

function networkLines(input: StageInput, density: Density, hulls: ReadonlyMap<string, Hull>, boxes: ReadonlyMap<string, Rect>, services: readonly ServiceCard[]): readonly Line[] {
  const outside = boxes.get('outside');
  if (!outside) return [];
  const machineOf = (uid: string) => {
    const name = homeOf(input.pods.get(uid) ?? { node: '' }, (machine) => hulls.has(machine));
    const rect = boxes.get(boxIdOf(name));
    return rect && { name, rect };
  };
  return linesOf({
    services, loads: input.loads, outside,
    serviceRect: (uid) => boxes.get(`service:${uid}`),
    podRect: (uid) => podRect(hulls, boxes, input.pods.get(uid)),
    machineNamed: (name) => {
      const rect = boxes.get(`node:${name}`);
      return rect && { rect, powered: hulls.get(name)?.node?.powered ?? false };
    },
    ...(density === 'tile' ? {} : { machineOf }),
  });
}
