import { expect, it } from 'vitest';
import type { V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { TriggerTimes } from './trigger-times.ts';

const at = (second: number): string => `2026-01-01T09:00:${String(second).padStart(2, '0')}Z`;
const pod = (name: string, turned?: number): V1Pod => ({
  metadata: { name, namespace: 'default' }, spec: { containers: [] },
  status: turned === undefined ? {} : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(turned) }] },
});
const born = (second: number): V1Service => ({ metadata: { name: 'web', namespace: 'default', creationTimestamp: at(second) } });

it('is the birth of the Service at first, then the first of the turns that were not known', () => {
  const triggers = new TriggerTimes();
  const service = born(0);
  let pods: readonly V1Pod[] = [];
  const look = (...changed: readonly string[]): string | undefined => triggers.look('default/web', {
    service, changed: changed.map((name) => `default/${name}`), pods: () => pods, podOf: (key) => pods.find(({ metadata }) => `default/${metadata?.name ?? ''}` === key),
  });
  expect(look()).toBe(at(0));
  expect(look()).toBeUndefined();
  pods = [pod('a', 7), pod('b', 5), pod('c')];
  expect(look('a', 'b', 'c')).toBe(at(5));
  pods = [pod('a', 7), pod('b', 9), pod('c')];
  expect(look('a', 'b')).toBe(at(9));
  pods = [pod('a', 7)];
  expect(look('b', 'c')).toBeUndefined();
});

it('looks at all pods where the Service changed, and is its birth where another took its name', () => {
  const triggers = new TriggerTimes();
  const pods = [pod('a', 3)];
  const look = (service: V1Service): string | undefined => triggers.look('default/web', { service, changed: [], pods: () => pods, podOf: () => undefined });
  expect(look(born(0))).toBe(at(0));
  expect(look(born(0))).toBeUndefined();
  pods.push(pod('b', 4));
  expect(look(born(0))).toBe(at(4));
  expect(look(born(8))).toBe(at(8));
  triggers.forget('default/web');
  expect(look(born(2))).toBe(at(2));
});
