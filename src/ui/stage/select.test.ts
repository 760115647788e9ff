import { describe, expect, it } from 'vitest';
import type { EventLine, PodCard } from '../../protocol/cards.ts';
import { bytesText, cpuText, hueOf, nodeHealth, podLabel, rateText, serviceHealth, serviceLabel, shortStatus, splitName, usageOf, waitReasons } from './select.ts';
import { whyNoPods } from '../design/no-pods.ts';
import { serviceCard } from './layout/cards.fixture.ts';
import { stageWords } from './words.ts';

const pod: PodCard = {
  uid: 'u1', namespace: 'default', name: 'web-6f7d9c8b5-x2k4p', node: 'node-1', status: 'Running', health: 'good', containersReady: 1, containers: 1, restarts: 0,
  ip: '10.0.1.2', cpuRequestMilli: 100, memoryRequestBytes: 128 * 2 ** 20, cpuUsedMilli: 25, memoryUsedBytes: 64 * 2 ** 20, ownerUid: 'rs', workload: 'Deployment/web', image: 'nginx',
};

it.each([
  { why: 'a Deployment', name: 'web-6f7d9c8b5-x2k4p', workload: 'Deployment/web', base: 'web', tail: 'x2k4p' },
  { why: 'a DaemonSet', name: 'kube-proxy-4xk2p', workload: 'DaemonSet/kube-proxy', base: 'kube-proxy', tail: '4xk2p' },
  { why: 'a StatefulSet', name: 'db-0', workload: 'StatefulSet/db', base: 'db-0', tail: '' },
  { why: 'a kubelet', name: 'etcd-cp-1', workload: 'Node/cp-1', base: 'etcd', tail: 'cp-1' },
  { why: 'nobody', name: 'just-a-pod', workload: '', base: 'just-a-pod', tail: '' },
  { why: 'an owner of another name', name: 'adopted', workload: 'ReplicaSet/web', base: 'adopted', tail: '' },
])('splits the name of a pod of $why', ({ base, tail, ...card }) => {
  expect(splitName(card)).toEqual({ base, tail });
});

describe('what a pod is called', () => {
  it('begins with Pod NAME and goes on with its state in words', () => {
    expect(podLabel(pod, stageWords.en)).toBe('Pod web-6f7d9c8b5-x2k4p, Running, as wanted, 1 of 1 ready, on node-1');
  });
  it('tells restarts and the lack of a node', () => {
    expect(podLabel({ ...pod, node: '', status: 'Pending', health: 'busy', containersReady: 0, restarts: 1 }, stageWords.en)).toBe('Pod web-6f7d9c8b5-x2k4p, Pending, on its way, 0 of 1 ready, 1 restart, on no node');
  });
  it('follows the language', () => {
    expect(podLabel(pod, stageWords.ko)).toMatch(/^파드 web-6f7d9c8b5-x2k4p, Running, 정상/);
  });
});

it('gives all pods of a workload one hue, and two namespaces their own', () => {
  expect(hueOf(pod)).toBe(hueOf({ ...pod, name: 'web-6f7d9c8b5-zzzzz' }));
  const distinct = new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => hueOf({ ...pod, workload: `Deployment/${name}` })));
  expect(distinct.size).toBeGreaterThan(4);
});

it.each([
  { why: 'half of its memory', change: {}, usage: 0.5 },
  { why: 'more cpu than it asked for', change: { cpuUsedMilli: 400 }, usage: 1 },
  { why: 'a tenth of 100m while it asks for nothing', change: { cpuRequestMilli: 0, cpuUsedMilli: 10, memoryUsedBytes: 0 }, usage: 0.1 },
])('fills a pod that uses $why to $usage', ({ change, usage }) => {
  expect(usageOf({ ...pod, ...change })).toBe(usage);
});

it.each([
  { status: 'Ready', powered: true, health: 'good' },
  { status: 'Ready,SchedulingDisabled', powered: true, health: 'busy' },
  { status: 'NotReady', powered: true, health: 'bad' },
  { status: 'Unknown', powered: true, health: 'bad' },
  { status: 'Ready', powered: false, health: 'bad' },
])('a node that is $status with power $powered is $health', ({ health, ...card }) => {
  expect(nodeHealth(card)).toBe(health);
});

it.each([
  { ready: 2, notReady: 0, health: 'good' },
  { ready: 1, notReady: 1, health: 'busy' },
  { ready: 0, notReady: 1, health: 'bad' },
  { ready: 0, notReady: 0, health: 'done' },
])('a service with $ready ready and $notReady unready pods is $health', ({ ready, notReady, health }) => {
  const uids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
  expect(serviceHealth({ readyPods: uids(ready), notReadyPods: uids(notReady) })).toBe(health);
});

it('writes figures as Kubernetes people read them', () => {
  expect([cpuText(250), cpuText(1250), cpuText(4000)]).toEqual(['250m', '1.25', '4']);
  expect([bytesText(0), bytesText(128 * 2 ** 20), bytesText(3.84 * 2 ** 30)]).toEqual(['0B', '128Mi', '3.8Gi']);
  expect([rateText(0), rateText(0.42), rateText(12.4), rateText(1234)]).toEqual(['0', '0.4', '12', '1.2k']);
});

it('finds the newest reason why a pod waits', () => {
  const event = (message: string, objectUid = 'u1', reason = 'FailedScheduling'): EventLine => ({ uid: message, atMs: 0, type: 'Warning', reason, message, kind: 'Pod', namespace: 'default', name: 'x', objectUid, source: 'default-scheduler', count: 1 });
  const reasons = waitReasons([pod], [event('0/3 nodes'), event('0/4 nodes'), event('other pod', 'u2'), event('pulled', 'u1', 'Pulled')]);
  expect([...reasons]).toEqual([['u1', '0/4 nodes']]);
});

it.each([
  { status: 'ContainerCreating', short: 'Creating' },
  { status: 'Init:CrashLoopBackOff', short: 'Init:CrashLoop' },
  { status: 'Init:0/2', short: 'Init:0/2' },
  { status: 'Running', short: 'Running' },
])('a small tile says $short for $status', ({ status, short }) => {
  expect(shortStatus(status)).toBe(short);
});

it.each([
  { why: 'no selector', change: { selector: '' }, says: 'It has no selector' },
  { why: 'nothing matches', change: {}, says: 'No pod in namespace default has the labels app=shop' },
  { why: 'none is ready', change: { notReadyPods: ['a', 'b'] }, says: 'None of the 2 pods' },
  { why: 'the API server is', change: { name: 'kubernetes', selector: '', addresses: ['172.18.0.2'], machines: ['cp-1'] }, says: 'the API server itself on cp-1 (172.18.0.2)' },
  { why: 'somebody wrote addresses', change: { selector: '', addresses: ['10.0.0.9'] }, says: 'not pods: 10.0.0.9' },
  { why: 'an alias', change: { type: 'ExternalName', selector: '' }, says: 'DNS alias' },
])('a service says why no pod is behind it: $why', ({ change, says }) => {
  const service = serviceCard('shop', change);
  expect(whyNoPods(service, stageWords.en.noPodsBecause)).toContain(says);
  expect(serviceLabel(service, stageWords.en)).toContain(says);
  expect(whyNoPods({ ...service, readyPods: ['c'] }, stageWords.en.noPodsBecause)).toBe('');
});
