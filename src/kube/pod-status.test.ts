import { describe, expect, it } from 'vitest';
import type { V1ContainerStatus, V1Pod } from './generated/types.ts';
import { podLimits, podRequests } from './pod-resources.ts';
import { containersReady, isPodReady, isPodTerminal, podStatusWord, restartsOf } from './pod-status.ts';
import { qosClassOf } from './qos.ts';

type State = V1ContainerStatus['state'];

const status = (name: string, state: State, more: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({ name, image: 'a', imageID: '', ready: false, restartCount: 0, state, ...more });
const waiting = (reason: string): State => ({ waiting: { reason } });
const ended = (exitCode: number, reason?: string, signal?: number): State => ({ terminated: { exitCode, reason, signal } });
const running: State = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const readyCondition = (value: string) => [{ type: 'Ready', status: value }];
const two = { containers: [{ name: 'a' }, { name: 'b' }] };
const withInit = { containers: [{ name: 'a' }], initContainers: [{ name: 'i' }, { name: 'j' }] };
const withSidecar = { containers: [{ name: 'a' }], initContainers: [{ name: 's', restartPolicy: 'Always' }, { name: 'j' }] };

describe('podStatusWord', () => {
  it.each<[string, V1Pod]>([
    ['Pending', { status: { phase: 'Pending' } }],
    ['SchedulingGated', { status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] } }],
    ['Evicted', { status: { phase: 'Failed', reason: 'Evicted' } }],
    ['ContainerCreating', { spec: two, status: { phase: 'Pending', containerStatuses: [status('a', waiting('ContainerCreating')), status('b', waiting('ContainerCreating'))] } }],
    ['CrashLoopBackOff', { spec: two, status: { phase: 'Running', containerStatuses: [status('a', waiting('CrashLoopBackOff')), status('b', running, { ready: true })] } }],
    ['Error', { spec: two, status: { phase: 'Failed', containerStatuses: [status('a', ended(1, 'Error')), status('b', ended(0, 'Completed'))] } }],
    ['ExitCode:3', { spec: two, status: { phase: 'Failed', containerStatuses: [status('a', ended(3))] } }],
    ['Signal:9', { spec: two, status: { phase: 'Failed', containerStatuses: [status('a', ended(137, undefined, 9))] } }],
    ['Completed', { spec: two, status: { phase: 'Succeeded', containerStatuses: [status('a', ended(0, 'Completed')), status('b', ended(0, 'Completed'))] } }],
    ['Running', { spec: two, status: { phase: 'Running', conditions: readyCondition('True'), containerStatuses: [status('a', ended(0, 'Completed')), status('b', running, { ready: true })] } }],
    ['NotReady', { spec: two, status: { phase: 'Running', conditions: readyCondition('False'), containerStatuses: [status('a', ended(0, 'Completed')), status('b', running, { ready: true })] } }],
    ['Init:0/2', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', running), status('j', waiting('PodInitializing'))] } }],
    ['Init:1/2', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', ended(0, 'Completed')), status('j', running)] } }],
    ['Init:Error', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', ended(1, 'Error')), status('j', waiting('PodInitializing'))] } }],
    ['Init:ExitCode:2', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', ended(2))] } }],
    ['Init:CrashLoopBackOff', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', waiting('CrashLoopBackOff'))] } }],
    ['PodInitializing', { spec: withInit, status: { phase: 'Pending', initContainerStatuses: [status('i', ended(0)), status('j', ended(0))], containerStatuses: [status('a', waiting('PodInitializing'))] } }],
    ['Init:1/2', { spec: withSidecar, status: { phase: 'Pending', initContainerStatuses: [status('s', running, { started: true, ready: true }), status('j', running)] } }],
    ['Terminating', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Running' } }],
    ['Unknown', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Running', reason: 'NodeLost' } }],
    ['Completed', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Succeeded', reason: 'Completed' } }],
  ])('%s', (word, pod) => {
    expect(podStatusWord(pod)).toBe(word);
  });
});

describe('counts', () => {
  const lastState = ended(1, 'Error');
  const pod: V1Pod = { spec: withSidecar, status: {
    phase: 'Running', conditions: readyCondition('True'),
    initContainerStatuses: [status('s', running, { ready: true, started: true, restartCount: 2, lastState }), status('j', ended(0, 'Completed'), { restartCount: 5 })],
    containerStatuses: [status('a', running, { ready: true, restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:09Z' } } })],
  } };

  it('sidecars among the ready and the restarts, other init containers not', () => {
    expect(containersReady(pod)).toEqual({ ready: 2, total: 2 });
    expect(restartsOf(pod)).toEqual({ count: 3, lastAt: '2026-01-01T00:00:09Z' });
  });

  it('ready and over', () => {
    expect(isPodReady(pod)).toBe(true);
    expect(isPodReady({ status: { conditions: readyCondition('False') } })).toBe(false);
    expect(['Pending', 'Running', 'Succeeded', 'Failed'].map((phase) => isPodTerminal({ status: { phase } }))).toEqual([false, false, true, true]);
  });
});

const asks = (requests: Record<string, string>, limits: Record<string, string> = {}) => ({ requests, limits });

describe('qosClassOf', () => {
  it.each<[string, V1Pod]>([
    ['BestEffort', { spec: two }],
    ['Burstable', { spec: { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }] } }],
    ['Burstable', { spec: { containers: [{ name: 'a', resources: asks({ cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '1Gi' }) }, { name: 'b' }] } }],
    ['Guaranteed', { spec: { containers: [{ name: 'a', resources: asks({ cpu: '1', memory: '1Gi' }, { cpu: '1000m', memory: '1024Mi' }) }] } }],
    ['BestEffort', { spec: { containers: [{ name: 'a', resources: asks({ cpu: '0', 'e.com/gpu': '1' }) }] } }],
  ])('%s', (expected, pod) => {
    expect(qosClassOf(pod)).toBe(expected);
  });
});

describe('podRequests', () => {
  const gi = 1024 ** 3;

  it.each<[string, V1Pod['spec'], { cpuMilli: number; memoryBytes: number }]>([
    ['the sum of the containers', { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }, { name: 'b', resources: asks({ cpu: '500m', memory: '1Gi' }) }] }, { cpuMilli: 1500, memoryBytes: gi }],
    ['or the biggest of the init containers', { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }], initContainers: [{ name: 'i', resources: asks({ cpu: '3' }) }, { name: 'j', resources: asks({ cpu: '2' }) }] }, { cpuMilli: 3000, memoryBytes: 0 }],
    ['sidecars beside both', { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }], initContainers: [{ name: 's', restartPolicy: 'Always', resources: asks({ cpu: '1' }) }, { name: 'j', resources: asks({ cpu: '2' }) }] }, { cpuMilli: 3000, memoryBytes: 0 }],
    ['a later sidecar is not there yet', { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }], initContainers: [{ name: 'j', resources: asks({ cpu: '2' }) }, { name: 's', restartPolicy: 'Always', resources: asks({ cpu: '1' }) }] }, { cpuMilli: 2000, memoryBytes: 0 }],
    ['overhead on top', { containers: [{ name: 'a', resources: asks({ cpu: '1' }) }], overhead: { cpu: '250m', memory: '1Gi' } }, { cpuMilli: 1250, memoryBytes: gi }],
    ['what the pod itself asks for wins', { containers: [{ name: 'a', resources: asks({ cpu: '1', memory: '1Gi' }) }], resources: asks({ cpu: '2' }) }, { cpuMilli: 2000, memoryBytes: gi }],
    ['less than a thousandth counts as one', { containers: [{ name: 'a', resources: asks({ cpu: '100u' }) }] }, { cpuMilli: 1, memoryBytes: 0 }],
  ])('%s', (_, spec, expected) => {
    expect(podRequests({ spec })).toMatchObject(expected);
  });

  it('counts other resources by name and once per spec', () => {
    const spec = { containers: [{ name: 'a', resources: asks({ 'e.com/gpu': '2', 'ephemeral-storage': '1Ki' }) }] };
    expect(podRequests({ spec })).toMatchObject({ ephemeralBytes: 1024, others: { 'e.com/gpu': 2 } });
    expect(podRequests({ spec })).toBe(podRequests({ metadata: { name: 'b' }, spec }));
    expect(podLimits({ spec })).toMatchObject({ cpuMilli: 0, others: {} });
  });
});
