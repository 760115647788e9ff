import { expect, it } from 'vitest';
import type * as t from '../kube/generated/types.ts';
import { gallery } from '../lessons/gallery.ts';
import { explain } from './explain.ts';
import { Session } from './session.ts';

it('an object that is gone keeps its history: who made it, who ended it', () => {
  const session = new Session(gallery[0].scenario);
  session.replay();
  const pods = session.cluster.store.range('/registry/pods/default/');
  const { name = '', uid = '' } = (pods === 'compacted' ? [] : pods.values)[0]?.metadata ?? {};
  session.act({ type: 'kubectl', line: `kubectl delete pod ${name}` }, { output: () => undefined, done: () => undefined });
  session.advanceTo(session.nowMs + 60_000);
  const { history, relations } = explain(session.cluster.store, uid, () => true);
  expect(history[0]).toMatchObject({ writer: expect.stringMatching(/^system:node:/) as string, type: 'DELETED' });
  expect(history.map(({ writer }) => writer)).toContain('kubernetes-admin');
  expect(history.at(-1)).toMatchObject({ writer: 'system:serviceaccount:kube-system:replicaset-controller', type: 'ADDED' });
  expect(relations).toEqual([]);
});

it('says of a pod whose machine has lost its power that nothing is heard of it any more', () => {
  const session = new Session(gallery[0].scenario);
  session.replay();
  const pods = session.cluster.store.range('/registry/pods/default/');
  const [pod] = (pods === 'compacted' ? [] : pods.values) as readonly t.V1Pod[];
  const { uid = '' } = pod?.metadata ?? {};
  const why = (): string => explain(session.cluster.store, uid, (node) => session.cluster.powered(node)).why.en;
  expect(why()).toMatch(/^Running: /);
  session.act({ type: 'fault', fault: { type: 'power-off', node: pod?.spec?.nodeName ?? '' } }, { output: () => undefined, done: () => undefined });
  expect(why()).toMatch(/does not answer.* The last that was heard of the pod is "Running: /);
});
