import { expect, it } from 'vitest';
import { replicaSets } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { problemOf } from './chaos-workloads.ts';

it('a workload with too few pods is found', () => {
  expect(problemOf(replicaSets, { metadata: { name: 'few' }, spec: { replicas: 2 } } as KubeObject, [])).toBe('wants 2 pods, has 0, 0 of them ready');
});
