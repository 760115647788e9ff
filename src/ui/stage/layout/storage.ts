import type { ClaimCard, ClassCard, ExtraCard, PodCard, VolumeCard } from '../../../protocol/cards.ts';
import { PodTable } from '../../../protocol/pod-table.ts';
import { boundsOf, type Rect } from './geometry.ts';
import { keepEqual } from './groups.ts';
import type { PodPlace } from './hull.ts';
import { naturalOrder } from './machines.ts';
import type { Line, Way } from './network.ts';

export interface StorageInput {
  readonly pods: ReadonlyMap<string, PodCard>;
  readonly extras: ReadonlyMap<string, ExtraCard>;
  /** Only this namespace's claims and pods; '' for all. Volumes and classes are of none. */
  readonly namespace: string;
  /** Width ÷ height of the stage. */
  readonly aspect: number;
}

/** The storage lens: pods, the claims that they mount, the volumes behind those, and the classes that made them, from left to right. */
export interface Storage {
  readonly input: StorageInput;
  /** All pods of the cluster that mount a claim. */
  readonly mounters: readonly PodCard[];
  /** Those that are shown, and where, relative to the box `mounters`. */
  readonly pods: readonly PodCard[];
  readonly places: ReadonlyMap<string, PodPlace>;
  readonly claims: readonly ClaimCard[];
  readonly volumes: readonly VolumeCard[];
  readonly classes: readonly ClassCard[];
  /** `extra:UID` of claims, volumes and classes, `mounters` for the pods, `column:NAME` for the headings, `note` for what is said where there is nothing. */
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly lines: readonly Line[];
  /** Claims that are left out because there are too many. */
  readonly hidden: number;
}

export const cardBox = { width: 220, height: 68, gap: 14 } as const;
const podBox = { width: 190, height: 30, gap: 4 } as const;
const columnGap = 60;
const bandGap = 48;
export const headingHeight = 22;
const headingGap = 10;
/** Every card is an element of the page. */
export const claimsMax = 300;
/** On a stage as narrow as a phone's a volume stands below its claim; on one that is about as high as wide, where that shows everything much larger. */
const narrowAspect = 0.7;
const highAspect = 1.1;
const indent = 18;
const drop = 20;
/** What is said where there is nothing, below the headings of what would be there. */
const noteHeight = 196;
const narrowNote = 330;
const bandsMax = 10;
/** Another band is opened only where that shows everything this much larger. */
const gainMin = 1.35;

/** The lens after a change; what did not change keeps its identity. */
export function nextStorage(before: Storage | undefined, input: StorageInput): Storage {
  const mounters = mountersOf(before, input);
  if (before && before.mounters === mounters && before.input.extras === input.extras && before.input.namespace === input.namespace && before.input.aspect === input.aspect) return { ...before, input };
  const seen = <Card extends { readonly namespace: string }>(cards: readonly Card[]): readonly Card[] => (input.namespace === '' ? cards : cards.filter(({ namespace }) => namespace === input.namespace));
  const extras = [...input.extras.values()];
  const all = seen(extras.filter((card) => card.kind === 'PersistentVolumeClaim')).toSorted(byName);
  const claims = keepEqual(before?.claims, all.slice(0, claimsMax));
  const rows = rowsOf(claims, seen(mounters), freeVolumes(extras, all, input.namespace));
  const volumes = keepEqual(before?.volumes, rows.flatMap(({ volume }) => volume ?? []));
  const classes = keepEqual(before?.classes, extras.filter((card) => card.kind === 'StorageClass').toSorted(byName));
  const pods = keepEqual(before?.pods, rows.flatMap((row) => row.pods));
  const placed = arrangeStorage(rows, classes, input.aspect);
  return { input, mounters, pods, claims, volumes, classes, hidden: all.length - claims.length, boxes: placed.boxes, places: keepPlaces(before?.places, placed.places), lines: linesOf(rows, classes, placed) };
}

const rankOf = (namespace: string): number => (namespace.startsWith('kube-') ? 1 : 0);
const byName = (a: { readonly namespace: string; readonly name: string }, b: { readonly namespace: string; readonly name: string }): number =>
  rankOf(a.namespace) - rankOf(b.namespace) || naturalOrder(a.namespace, b.namespace) || naturalOrder(a.name, b.name);

/** Pods that mount claims. Most frames change only others, or what pods use: then it is looked only at what changed. */
function mountersOf(before: Storage | undefined, { pods }: StorageInput): readonly PodCard[] {
  if (before?.input.pods === pods) return before.mounters;
  const changes = before && pods instanceof PodTable && before.input.pods instanceof PodTable ? pods.changesSince(before.input.pods) : undefined;
  if (before && changes?.every((change) => !change.before?.claims && !change.after?.claims)) return before.mounters;
  return keepEqual(before?.mounters, [...pods.values()].filter(({ claims }) => claims !== undefined).sort(byName));
}

/** Volumes by the claim that has them, and those that no claim here has. */
function freeVolumes(extras: readonly ExtraCard[], claims: readonly ClaimCard[], namespace: string): { readonly of: (claim: ClaimCard) => VolumeCard | undefined; readonly others: readonly VolumeCard[] } {
  const volumes = extras.filter((card) => card.kind === 'PersistentVolume').sort(byName);
  const byVolume = new Map(volumes.map((volume) => [volume.name, volume]));
  const byClaim = new Map(volumes.filter(({ claim }) => claim !== '').map((volume) => [volume.claim, volume]));
  const of = (claim: ClaimCard): VolumeCard | undefined => byVolume.get(claim.volume) ?? (claim.phase === 'Pending' ? byClaim.get(`${claim.namespace}/${claim.name}`) : undefined);
  const taken = new Set(claims.map((claim) => of(claim)));
  const isHere = ({ claim }: VolumeCard): boolean => namespace === '' || claim === '' || claim.startsWith(`${namespace}/`);
  return { of, others: volumes.filter((volume) => !taken.has(volume) && isHere(volume)) };
}

/** What stands beside one another: a claim with its volume and the pods that mount it first here, or a volume alone. */
interface Row {
  readonly claim: ClaimCard | undefined;
  readonly pods: readonly PodCard[];
  readonly volume: VolumeCard | undefined;
  /** All pods that mount the claim, wherever they stand. */
  readonly mountedBy: readonly PodCard[];
}

function rowsOf(claims: readonly ClaimCard[], mounters: readonly PodCard[], { of, others }: ReturnType<typeof freeVolumes>): readonly Row[] {
  const byClaim = new Map<string, PodCard[]>();
  for (const pod of mounters) {
    for (const name of pod.claims ?? []) {
      const key = `${pod.namespace}/${name}`;
      byClaim.set(key, [...(byClaim.get(key) ?? []), pod]);
    }
  }
  const placed = new Set<string>();
  const rows = claims.map((claim): Row => {
    const mountedBy = byClaim.get(`${claim.namespace}/${claim.name}`) ?? [];
    const pods = mountedBy.filter(({ uid }) => !placed.has(uid));
    for (const { uid } of pods) placed.add(uid);
    return { claim, pods, volume: of(claim), mountedBy };
  });
  // A pod whose claim does not exist waits for it: it is shown, alone.
  const lost = mounters.filter((pod) => !placed.has(pod.uid) && (pod.claims ?? []).some((name) => claims.every((claim) => claim.name !== name || claim.namespace !== pod.namespace)));
  return [...rows, ...(claims.length < claimsMax ? lost.map((pod): Row => ({ claim: undefined, pods: [pod], volume: undefined, mountedBy: [] })) : []), ...others.map((volume): Row => ({ claim: undefined, pods: [], volume, mountedBy: [] }))];
}

interface Placed {
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly places: ReadonlyMap<string, PodPlace>;
  /** Whether lines to the classes have room. */
  readonly hasClassLines: boolean;
}

function arrangeStorage(rows: readonly Row[], classes: readonly ClassCard[], aspect: number): Placed {
  const wide = Array.from({ length: Math.min(bandsMax, Math.max(1, rows.length)) }, (_, index): Shape => ({ bands: index + 1, narrow: false }));
  const shapes: readonly Shape[] = aspect < narrowAspect ? [narrowShape] : [...wide, ...(aspect < highAspect && rows.length > 0 ? [narrowShape] : [])];
  let best: Placed = { boxes: new Map(), places: new Map(), hasClassLines: false };
  let bestZoom = 0;
  for (const shape of shapes) {
    const placed = placeRows(rows, classes, shape);
    const { width, height } = boundsOf(placed.boxes.values());
    const zoom = Math.min(aspect / Math.max(1, width), 1 / Math.max(1, height));
    if (zoom > bestZoom * gainMin) [best, bestZoom] = [placed, zoom];
  }
  return best;
}

interface Shape {
  readonly bands: number;
  readonly narrow: boolean;
}

const narrowShape: Shape = { bands: 1, narrow: true };

const podsHeight = (pods: readonly PodCard[]): number => Math.max(0, pods.length * (podBox.height + podBox.gap) - podBox.gap);
const rowHeight = ({ pods, claim, volume }: Row, narrow: boolean): number =>
  Math.max(podsHeight(pods), narrow && claim && volume ? cardBox.height * 2 + drop : claim || volume ? cardBox.height : 0) + cardBox.gap;

function placeRows(rows: readonly Row[], classes: readonly ClassCard[], { bands, narrow }: Shape): Placed {
  const boxes = new Map<string, Rect>();
  const places = new Map<string, PodPlace>();
  const claimX = podBox.width + columnGap;
  const volumeX = narrow ? claimX + indent : claimX + cardBox.width + columnGap;
  const bandWidth = volumeX + cardBox.width;
  const total = rows.reduce((sum, row) => sum + rowHeight(row, narrow), 0);
  const top = headingHeight + headingGap;
  let [band, y, end] = [0, top, top];
  for (const row of rows) {
    if (y > top && y - top + rowHeight(row, narrow) / 2 > total / bands) [band, y] = [band + 1, top];
    const left = band * (bandWidth + bandGap);
    const lift = row.claim ? Math.max(0, (cardBox.height - podsHeight(row.pods)) / 2) : 0;
    row.pods.forEach(({ uid }, index) => { places.set(uid, { shape: 'line', rect: { x: left, y: y + lift + index * (podBox.height + podBox.gap), width: podBox.width, height: podBox.height } }); });
    if (row.claim) boxes.set(`extra:${row.claim.uid}`, { x: left + claimX, y, width: cardBox.width, height: cardBox.height });
    if (row.volume) boxes.set(`extra:${row.volume.uid}`, { x: left + volumeX, y: y + (narrow && row.claim ? cardBox.height + drop : 0), width: cardBox.width, height: cardBox.height });
    y += rowHeight(row, narrow);
    end = Math.max(end, y);
  }
  for (let index = 0; index <= band; index++) placeHeadings(boxes, index, index * (bandWidth + bandGap), { claimX, volumeX, narrow, isEmpty: rows.length === 0 });
  if (rows.length === 0) boxes.set('note', { x: 0, y: narrow ? 0 : top, width: narrow ? narrowNote : bandWidth, height: noteHeight });
  if (places.size > 0) boxes.set('mounters', { x: 0, y: 0, width: band * (bandWidth + bandGap) + podBox.width, height: end });
  placeClasses(boxes, rows, classes, narrow ? { x: 0, top: rows.length === 0 ? noteHeight + headingGap * 2 : end } : { x: band * (bandWidth + bandGap) + bandWidth + columnGap, top: 0 });
  return { boxes, places, hasClassLines: band === 0 && !narrow };
}

const heading = (x: number, width: number, y = 0): Rect => ({ x, y, width, height: headingHeight });

interface Columns {
  readonly claimX: number;
  readonly volumeX: number;
  readonly narrow: boolean;
  readonly isEmpty: boolean;
}

/** Above a band; on a narrow stage claims and volumes share one, and there is none above nothing. */
function placeHeadings(boxes: Map<string, Rect>, index: number, left: number, { claimX, volumeX, narrow, isEmpty }: Columns): void {
  if (narrow && isEmpty) return;
  boxes.set(`column:pods:${String(index)}`, heading(left, podBox.width));
  boxes.set(`column:${narrow ? 'both' : 'claims'}:${String(index)}`, heading(left + claimX, narrow ? cardBox.width + indent : cardBox.width));
  if (!narrow) boxes.set(`column:volumes:${String(index)}`, heading(left + volumeX, cardBox.width));
}

/** Each class beside the middle of what is of it, in the order of these middles, none over another; on a narrow stage below everything. */
function placeClasses(boxes: Map<string, Rect>, rows: readonly Row[], classes: readonly ClassCard[], { x, top }: { readonly x: number; readonly top: number }): void {
  if (classes.length > 0 || x > 0) boxes.set('column:classes:0', heading(x, cardBox.width, top));
  const middleOf = ({ name }: ClassCard): number => {
    const own = rows.filter(({ claim, volume }) => (volume ?? claim)?.storageClass === name).flatMap(({ claim, volume }) => boxes.get(`extra:${(volume ?? claim)?.uid ?? ''}`) ?? []);
    return own.length === 0 ? Infinity : own.reduce((sum, rect) => sum + rect.y, 0) / own.length;
  };
  let y = top + headingHeight + headingGap;
  for (const { card, middle } of classes.map((each) => ({ card: each, middle: middleOf(each) })).sort((a, b) => (a.middle === b.middle ? 0 : a.middle - b.middle))) {
    if (x > 0 && middle !== Infinity) y = Math.max(y, middle);
    boxes.set(`extra:${card.uid}`, { x, y, width: cardBox.width, height: cardBox.height });
    y += cardBox.height + cardBox.gap;
  }
}

/** Solid where something is mounted, bound or made, dashed where it is not yet. */
function linesOf(rows: readonly Row[], classes: readonly ClassCard[], { boxes, places, hasClassLines }: Placed): readonly Line[] {
  const lines: Line[] = [];
  const draw = (from: Rect | undefined, to: Rect | undefined, line: Omit<Line, 'from' | 'to' | 'pods'>): void => {
    if (!from || !to) return;
    const isBelow = to.y > from.y + from.height && Math.abs(to.x - from.x) <= indent;
    const ends: Way = isBelow ? { from: { x: to.x + indent, y: from.y + from.height }, to: { x: to.x + indent, y: to.y }, isDown: true } : { from: { x: from.x + from.width, y: from.y + from.height / 2 }, to: { x: to.x, y: to.y + to.height / 2 } };
    lines.push({ ...line, ...ends, pods: 1 });
  };
  const box = (uid: string | undefined): Rect | undefined => boxes.get(`extra:${uid ?? ''}`);
  const classOf = (name: string): ClassCard | undefined => classes.find((each) => each.name === name);
  for (const { claim, volume, mountedBy } of rows) {
    const chain = [...(claim ? [claim.uid] : []), ...(volume ? [volume.uid] : [])];
    const isBound = claim?.phase === 'Bound' || claim?.phase === 'Terminating';
    for (const pod of mountedBy) draw(places.get(pod.uid)?.rect, box(claim?.uid), { id: `${pod.uid}:${claim?.uid ?? ''}`, kind: isBound && pod.node !== '' ? 'ready' : 'not-ready', serviceUid: claim?.uid ?? '', podUid: pod.uid, chain });
    const users = mountedBy.map(({ uid }) => uid);
    draw(box(claim?.uid), box(volume?.uid), { id: `${claim?.uid ?? ''}:${volume?.uid ?? ''}`, kind: isBound ? 'ready' : 'not-ready', serviceUid: claim?.uid ?? '', podUid: volume?.uid ?? '', chain: users });
    const made = volume ?? claim;
    const origin = made && classOf(made.storageClass);
    if (hasClassLines && made && origin) draw(box(made.uid), box(origin.uid), { id: `${made.uid}:${origin.uid}`, kind: volume ? 'ready' : 'not-ready', serviceUid: origin.uid, podUid: made.uid, chain: [...chain, ...users] });
  }
  return lines;
}

function keepPlaces(before: ReadonlyMap<string, PodPlace> | undefined, after: ReadonlyMap<string, PodPlace>): ReadonlyMap<string, PodPlace> {
  return new Map([...after].map(([uid, place]) => {
    const was = before?.get(uid);
    return [uid, was?.rect.x === place.rect.x && was.rect.y === place.rect.y ? was : place];
  }));
}

/** Where a pod or a card is on the stage. */
export function storageRectOf({ boxes, places }: Storage, id: string): Rect | undefined {
  return id.startsWith('pod:') ? places.get(id.slice(4))?.rect : boxes.get(id);
}
