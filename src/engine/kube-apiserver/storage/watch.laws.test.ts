import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

type Step =
  | { readonly do: 'create' | 'delete'; readonly name: string }
  | { readonly do: 'label'; readonly name: string; readonly value: string }
  | { readonly do: 'bind'; readonly name: string; readonly node: string };

const name = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('create' as const, 'delete' as const), name }),
  fc.record({ do: fc.constant('label' as const), name, value: fc.constantFrom('web', 'db') }),
  fc.record({ do: fc.constant('bind' as const), name, node: fc.constantFrom('node-1', 'node-2') }),
);

const selections = ['', 'labelSelector=app%3Dweb', 'fieldSelector=spec.nodeName%3Dnode-1', 'fieldSelector=metadata.name%3Da', 'labelSelector=app!%3Dweb&fieldSelector=spec.nodeName%3Dnode-2'] as const;
const collections = ['/api/v1/pods', pods, '/api/v1/namespaces/other/pods'] as const;

function run({ ask }: ReturnType<typeof freshServer>, steps: readonly Step[]): void {
  for (const each of steps) {
    const path = `${pods}/${each.name}`;
    if (each.do === 'create') ask('POST', pods, pod(each.name));
    else if (each.do === 'delete') ask('DELETE', `${path}?gracePeriodSeconds=0`);
    else if (each.do === 'label') ask('PATCH', path, { metadata: { labels: { app: each.value } } }, { contentType: 'application/merge-patch+json' });
    else if (each.do === 'bind') ask('POST', `${path}/binding`, { target: { kind: 'Node', name: each.node } });
  }
}

const listOf = (cluster: ReturnType<typeof freshServer>, path: string): { readonly items: readonly KubeObject[]; readonly revision: string } => {
  const { items, metadata } = cluster.ask('GET', path).body as { items: readonly V1Pod[]; metadata: { resourceVersion: string } };
  return { items, revision: metadata.resourceVersion };
};

describe('a watch', () => {
  it('leads from any list to the list at the end, whatever it is narrowed to', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), fc.constantFrom(...selections), fc.constantFrom(...collections), fc.boolean(), (steps, cut, selection, collection, late) => {
      const cluster = freshServer();
      const path = selection === '' ? collection : `${collection}?${selection}`;
      run(cluster, steps.slice(0, cut));
      const { items, revision } = listOf(cluster, path);
      const state = new Map(items.map((item) => [item.metadata?.name, item]));
      const open = (): ReturnType<typeof cluster.watch> => cluster.watch(`${path}${path.includes('?') ? '&' : '?'}watch=1&resourceVersion=${revision}`);
      const early = late ? undefined : open();
      run(cluster, steps.slice(cut));
      for (const { type, object } of (early ?? open()).events) {
        expect(state.has(object.metadata?.name)).toBe(type !== 'ADDED');
        if (type === 'DELETED') state.delete(object.metadata?.name);
        else state.set(object.metadata?.name, object);
      }
      const sorted = [...state.values()].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
      expect(sorted).toEqual(listOf(cluster, path).items);
    }), { numRuns: 150 });
  });

  it('begins with what is there where no revision is named, and marks the end of it where asked', () => {
    const cluster = freshServer();
    cluster.ask('POST', pods, pod('a'));
    expect(cluster.watch(`${pods}?watch=1`).events.map(({ type }) => type)).toEqual(['ADDED']);
    const { events } = cluster.watch(`${pods}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[1]?.object.metadata).toMatchObject({ annotations: { 'k8s.io/initial-events-end': 'true' }, resourceVersion: String(cluster.store.revision) });
  });

  it('says that a revision is gone, or has not come yet', () => {
    const { server, store, ask } = freshServer();
    for (let i = 0; i < 5; i++) ask('POST', pods, pod(`p${String(i)}`));
    store.compact(store.revision - 1);
    const open = (revision: number): unknown => server.watch({ method: 'GET', path: `${pods}?watch=1&resourceVersion=${String(revision)}`, user: { name: 'x', groups: ['system:masters'] }, cause: { clock: true } }, () => undefined);
    expect(open(2)).toMatchObject({ code: 410, reason: 'Expired' });
    expect(open(9999)).toMatchObject({ code: 504, reason: 'Timeout' });
  });
});
