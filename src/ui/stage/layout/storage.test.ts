import { describe, expect, it } from 'vitest';
import type { ClaimCard, ClassCard, ExtraCard, VolumeCard } from '../../../protocol/cards.ts';
import { byUid, podCard, stageInput } from './cards.fixture.ts';
import type { Rect } from './geometry.ts';
import { nextModel, rectOf } from './model.ts';
import { claimsMax, nextStorage, type StorageInput } from './storage.ts';

const claim = (name: string, change: Partial<ClaimCard> = {}): ClaimCard => ({ kind: 'PersistentVolumeClaim', uid: `claim-${name}`, namespace: 'default', name, phase: 'Bound', capacity: '1Gi', storageClass: 'standard', volume: `pv-${name}`, accessModes: 'RWO', ...change });
const volume = (name: string, change: Partial<VolumeCard> = {}): VolumeCard => ({ kind: 'PersistentVolume', uid: `volume-${name}`, namespace: '', name: `pv-${name}`, phase: 'Bound', capacity: '1Gi', accessModes: 'RWO', reclaimPolicy: 'Delete', storageClass: 'standard', claim: `default/${name}`, reach: '', attachedTo: [], message: '', ...change });
const standard: ClassCard = { kind: 'StorageClass', uid: 'class-standard', namespace: '', name: 'standard', provisioner: 'p', reclaimPolicy: 'Delete', bindingMode: 'Immediate', isDefault: true, canExpand: true };
const pod = (name: string, ...claims: readonly string[]) => podCard(name, 'node-1', claims.length > 0 ? { claims } : {});
const input = (extras: readonly ExtraCard[], pods: readonly ReturnType<typeof pod>[], change: Partial<StorageInput> = {}): StorageInput => ({ extras: byUid(...extras), pods: byUid(...pods), namespace: '', aspect: 1.5, ...change });

const pair = (name: string): readonly ExtraCard[] => [claim(name), volume(name)];
const usual = input([...pair('a'), ...pair('b'), standard, volume('spare', { claim: '', phase: 'Available' })], [pod('one', 'a'), pod('two', 'b'), pod('idle')]);

const meets = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the storage lens', () => {
  const storage = nextStorage(undefined, usual);
  const at = (id: string): Rect => storage.boxes.get(`extra:${id}`) ?? { x: NaN, y: NaN, width: 0, height: 0 };

  it('goes from pods over claims and volumes to classes, each claim beside its volume and its pod', () => {
    expect([storage.places.get('uid-one')?.rect.x ?? NaN, at('claim-a').x, at('volume-a').x, at('class-standard').x].every((x, index, all) => index === 0 || x > (all[index - 1] ?? Infinity))).toBe(true);
    expect(at('claim-a').y).toBe(at('volume-a').y);
    expect(at('claim-b').y).toBeGreaterThan(at('claim-a').y);
    expect(at('volume-spare').y, 'what no claim has comes last').toBeGreaterThan(at('volume-b').y);
  });

  it('draws the pods that mount something, and no others', () => {
    expect(storage.pods.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('has a line for each mount, each binding and each class', () => {
    expect(storage.lines.map(({ id, kind }) => `${id} ${kind}`).sort()).toEqual([
      'claim-a:volume-a ready', 'claim-b:volume-b ready', 'uid-one:claim-a ready', 'uid-two:claim-b ready', 'volume-a:class-standard ready', 'volume-b:class-standard ready', 'volume-spare:class-standard ready',
    ]);
  });

  it('draws a claim that waits with a dashed line to its class', () => {
    const waiting = nextStorage(undefined, input([claim('late', { phase: 'Pending', volume: '' }), standard], [podCard('p', '', { claims: ['late'] })]));
    expect(waiting.lines.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['uid-p:claim-late not-ready', 'claim-late:class-standard not-ready']);
  });

  it('shows a claim once where several pods mount it, and a pod once where it mounts several', () => {
    const shared = nextStorage(undefined, input([...pair('a'), ...pair('b')], [pod('one', 'a', 'b'), pod('two', 'a')]));
    expect([...shared.places.keys()]).toEqual(['uid-one', 'uid-two']);
    expect(shared.lines.filter(({ podUid }) => podUid.startsWith('uid-'))).toHaveLength(3);
  });

  it('keeps a claim whose pod is gone, and shows a pod whose claim does not exist', () => {
    const after = nextStorage(storage, { ...usual, pods: byUid(pod('two', 'b'), pod('lost', 'nowhere')) });
    expect(after.claims.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(after.pods.map(({ name }) => name)).toEqual(['two', 'lost']);
  });

  it('keeps the volume of a claim that is gone, until it goes itself', () => {
    const released = nextStorage(storage, { ...usual, extras: byUid(...pair('b'), standard, volume('a', { phase: 'Released' })) });
    expect(released.volumes.map(({ name, phase }) => `${name} ${phase}`)).toEqual(['pv-b Bound', 'pv-a Released']);
  });

  it('looks at one namespace: its claims, pods and volumes, and the volumes that are free', () => {
    const other = nextStorage(undefined, { ...usual, namespace: 'shop' });
    expect([other.claims.length, other.pods.length, other.volumes.map(({ name }) => name)]).toEqual([0, 0, ['pv-spare']]);
  });

  it('is the same where only pods change that mount nothing', () => {
    const after = nextStorage(storage, { ...usual, pods: byUid(pod('one', 'a'), pod('two', 'b'), pod('other')) });
    expect([after.boxes.size, after.claims === storage.claims, after.volumes === storage.volumes]).toEqual([storage.boxes.size, true, true]);
    for (const [uid, place] of storage.places) expect(after.places.get(uid)).toBe(place);
  });

  it.each([{ claims: 1, aspect: 1.5 }, { claims: 12, aspect: 1.5 }, { claims: 12, aspect: 0.5 }, { claims: 12, aspect: 0.9 }, { claims: 150, aspect: 1.5 }])('puts nothing over anything else: $claims claims at $aspect', ({ claims, aspect }) => {
    const names = Array.from({ length: claims }, (_, index) => `data-${String(index)}`);
    const many = nextStorage(undefined, input([...names.flatMap(pair), standard, { ...standard, uid: 'class-2', name: 'other' }], names.flatMap((name) => [pod(`${name}-x`, name), pod(`${name}-y`, name)]), { aspect }));
    const rects = [...[...many.boxes].filter(([id]) => id !== 'mounters').map(([, rect]) => rect), ...[...many.places.values()].map(({ rect }) => rect)];
    expect(rects.length).toBeGreaterThanOrEqual(claims * 4 + 2);
    expect(rects.filter((rect, index) => rects.some((other, at) => at > index && meets(rect, other)))).toEqual([]);
  });

  it.each([{ aspect: 1.5 }, { aspect: 0.5 }])('has room for what is said where there is nothing, beside the classes and below the headings: at $aspect', ({ aspect }) => {
    const nothing = [...nextStorage(undefined, input([standard], [], { aspect })).boxes];
    expect(nothing.map(([id]) => id)).toContain('note');
    expect(nothing.flatMap(([id, rect], index) => nothing.slice(index + 1).filter(([, other]) => meets(rect, other)).map(([other]) => `${id} ${other}`))).toEqual([]);
    expect(nextStorage(undefined, { ...usual, aspect }).boxes.has('note')).toBe(false);
  });

  it('leads straight down from a claim to its volume on a narrow stage, and names what stands there', () => {
    const narrow = nextStorage(undefined, { ...usual, aspect: 0.5 });
    const line = narrow.lines.find(({ id }) => id === 'claim-a:volume-a');
    expect([line?.isDown, line && line.to.x - line.from.x]).toEqual([true, 0]);
    expect((line?.to.y ?? 0) - (line?.from.y ?? 0)).toBeGreaterThanOrEqual(16);
    expect([...narrow.boxes.keys()].filter((id) => id.startsWith('column:'))).toEqual(['column:pods:0', 'column:both:0', 'column:classes:0']);
  });

  it('says how many claims it leaves out', () => {
    const names = Array.from({ length: claimsMax + 7 }, (_, index) => `data-${String(index)}`);
    const many = nextStorage(undefined, input(names.map((name) => claim(name)), []));
    expect([many.claims.length, many.hidden]).toEqual([claimsMax, 7]);
  });

  it('is a lens of the stage: pods and claims have a place there, and machines are found in place on the way back', () => {
    const cluster = stageInput({ pods: usual.pods, extras: usual.extras });
    const first = nextModel(undefined, cluster);
    const there = nextModel(first, { ...cluster, lens: 'storage' });
    expect([rectOf(there, 'pod:uid-one'), rectOf(there, 'extra:claim-a')].every((rect) => rect !== undefined)).toBe(true);
    expect(rectOf(there, 'pod:uid-idle')).toBeUndefined();
    expect(nextModel(there, cluster).boxes).toEqual(first.boxes);
  });
});
