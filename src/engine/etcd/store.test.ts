import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { EventQueue } from '../sim/clock.ts';
import { createStore, stamped, type LogEntry, type Store } from './store.ts';

const info = { writer: 'test', verb: 'create', cause: { action: 1 } } as const;
const object = (name: string, labels: Readonly<Record<string, string>> = {}): KubeObject => ({ metadata: { name, labels } });

function freshStore(historyMax?: number): { readonly clock: EventQueue; readonly store: Store; readonly put: (key: string, expectedRevision?: number) => ReturnType<Store['put']> } {
  const clock = new EventQueue(0);
  const store = createStore({ clock, ...(historyMax === undefined ? {} : { historyMax }) });
  const put = (key: string, expectedRevision?: number): ReturnType<Store['put']> =>
    store.put(key, stamped(object(key), store.nextRevision), { ...info, ...(expectedRevision === undefined ? {} : { expectedRevision }) });
  return { clock, store, put };
}

const names = (store: Store, prefix: string, atRevision?: number): readonly (string | undefined)[] | 'compacted' => {
  const range = store.range(prefix, atRevision === undefined ? {} : { atRevision });
  return range === 'compacted' ? range : range.values.map(({ metadata }) => metadata?.name);
};

describe('a store', () => {
  it('gives each write a revision, and takes a write only at the revision expected', () => {
    const { store, put } = freshStore();
    expect(put('/registry/pods/a/x', 0)).toMatchObject({ ok: true, entry: { revision: 2, type: 'ADDED', previousRevision: 0 } });
    expect(put('/registry/pods/a/x', 0)).toMatchObject({ ok: false, reason: 'conflict' });
    expect(put('/registry/pods/a/x', 2)).toMatchObject({ ok: true, entry: { revision: 3, type: 'MODIFIED', previousRevision: 2 } });
    expect(store.delete('/registry/pods/a/x', { ...info, expectedRevision: 2 })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(store.delete('/registry/pods/a/x', info)).toMatchObject({ ok: true, entry: { revision: 4, type: 'DELETED', value: { metadata: { resourceVersion: '4' } } } });
    expect(store.delete('/registry/pods/a/x', info)).toEqual({ ok: false, reason: 'not-found' });
  });

  it('lists by prefix in the order of keys, as it is and as it was', () => {
    const { store, put } = freshStore();
    for (const key of ['/registry/pods/b/z', '/registry/pods/a-b/y', '/registry/pods/a/x', '/registry/podtemplates/a/t']) put(key);
    const before = store.revision;
    store.delete('/registry/pods/a/x', info);
    put('/registry/pods/a/w');
    expect(names(store, '/registry/pods/')).toEqual(['/registry/pods/a-b/y', '/registry/pods/a/w', '/registry/pods/b/z']);
    expect(names(store, '/registry/pods/a/')).toEqual(['/registry/pods/a/w']);
    expect(names(store, '/registry/pods/', before)).toEqual(['/registry/pods/a-b/y', '/registry/pods/a/x', '/registry/pods/b/z']);
    expect(store.get('/registry/pods/a/x', before)).toMatchObject({ metadata: { name: '/registry/pods/a/x' } });
    expect(store.get('/registry/pods/a/x')).toBeUndefined();
  });

  it('tells the story of a key, newest first, with who and why', () => {
    const { store, put } = freshStore();
    put('/registry/pods/a/x');
    put('/registry/pods/a/y');
    put('/registry/pods/a/x');
    store.delete('/registry/pods/a/x', { writer: 'gc', verb: 'delete', cause: { revision: 3 } });
    expect(store.history('/registry/pods/a/x').map(({ revision, type, writer }) => [revision, type, writer])).toEqual([[5, 'DELETED', 'gc'], [4, 'MODIFIED', 'test'], [2, 'ADDED', 'test']]);
  });

  it('forgets what is compacted, and what is there stays', () => {
    const { store, put } = freshStore();
    for (const name of ['x', 'y', 'x', 'x']) put(`/registry/pods/a/${name}`);
    store.compact(4);
    expect(names(store, '/registry/pods/', 3)).toBe('compacted');
    expect(store.watch('/registry/', 3, () => undefined)).toBe('compacted');
    expect(names(store, '/registry/pods/')).toEqual(['/registry/pods/a/x', '/registry/pods/a/y']);
    expect(store.history('/registry/pods/a/x').map(({ revision }) => revision)).toEqual([5]);
  });

  it('bounds its memory by itself', () => {
    const { store, put } = freshStore(100);
    for (let i = 0; i < 1000; i++) put(`/registry/pods/a/${String(i % 7)}`);
    expect(store.log(0).length).toBeLessThanOrEqual(125);
    expect(names(store, '/registry/pods/')).toHaveLength(7);
  });

  it('lets keys with a time to live vanish, unless they are written again', () => {
    const { store, clock } = freshStore();
    const put = (key: string): void => { store.put(key, stamped(object(key), store.nextRevision), { ...info, ttlMs: 3_600_000 }); };
    put('/registry/events/a/one');
    put('/registry/events/a/two');
    clock.runUntil(1_800_000);
    put('/registry/events/a/two');
    clock.runUntil(3_700_000);
    expect(names(store, '/registry/events/')).toEqual(['/registry/events/a/two']);
    clock.runUntil(5_500_000);
    expect(names(store, '/registry/events/')).toEqual([]);
    expect(store.log(0).at(-1)).toMatchObject({ writer: 'etcd', verb: 'expire', cause: { clock: true } });
  });

  it('tells everybody of writes in one order, also of those made while telling', () => {
    const { store, put } = freshStore();
    const first: number[] = [];
    const second: number[] = [];
    store.watch('/registry/pods/', store.revision, ({ revision }) => {
      first.push(revision);
      if (revision === 2) put('/registry/pods/a/more');
    });
    store.watch('/registry/pods/', store.revision, ({ revision }) => { second.push(revision); });
    put('/registry/pods/a/x');
    expect([first, second]).toEqual([[2, 3], [2, 3]]);
  });

  it('refuses writes without a leader', () => {
    const { store, put } = freshStore();
    store.available = false;
    expect(put('/registry/pods/a/x')).toEqual({ ok: false, reason: 'unavailable' });
  });
});

const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), namespace: fc.constantFrom('n', 'm'), remove: fc.boolean() });

describe('laws', () => {
  it('what was there at a revision, and what a watch tells from it, give what is there now', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, cut) => {
      const { store, put } = freshStore();
      const run = (part: typeof steps): void => {
        for (const { name, namespace, remove } of part) {
          const key = `/registry/pods/${namespace}/${name}`;
          if (remove) store.delete(key, info);
          else put(key);
        }
      };
      const middle = steps.length === 0 ? 0 : cut % (steps.length + 1);
      run(steps.slice(0, middle));
      const from = store.revision;
      run(steps.slice(middle));
      const range = store.range('/registry/pods/', { atRevision: from });
      if (range === 'compacted') throw new Error('nothing was compacted');
      const state = new Map(range.values.map((value) => [value.metadata?.name ?? '', value]));
      store.watch('/registry/pods/', from, ({ key, type, value }: LogEntry) => { if (type === 'DELETED') state.delete(key); else state.set(key, value); });
      const now = store.range('/registry/pods/');
      expect([...state.values()].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1))).toEqual(now === 'compacted' ? now : [...now.values].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1)));
    }));
  });
});

it('lets no lease run out without a leader; the next one gives each its whole time again', () => {
  const clock = new EventQueue(0);
  const store = createStore({ clock });
  store.put('/registry/events/a/x', { metadata: { resourceVersion: String(store.nextRevision) } }, { writer: 'w', verb: 'create', cause: { clock: true }, ttlMs: 120_000 });
  clock.runUntil(90_000);
  store.available = false;
  clock.runUntil(600_000);
  expect(store.get('/registry/events/a/x')).toBeDefined();
  store.available = true;
  clock.runUntil(719_000);
  expect(store.get('/registry/events/a/x')).toBeDefined();
  clock.runUntil(780_000);
  expect(store.get('/registry/events/a/x')).toBeUndefined();
});
