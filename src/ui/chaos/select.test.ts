import { expect, it } from 'vitest';
import type { NodeCard, PodCard } from '../../protocol/cards.ts';
import { brokenNow, canCut, choiceMax, choicesOf, cutOff, killCandidates, loseCandidates, mendOf, nextMachine, powerOffCandidates } from './select.ts';

const node = (name: string, change: Partial<NodeCard> = {}): NodeCard => ({ uid: name, name, status: 'Ready', powered: true, roles: [], zone: 'a', taints: [], cpuAllocatableMilli: 4000, memoryAllocatableBytes: 1024, podsMax: 110, cpuRequestedMilli: 0, memoryRequestedBytes: 0, cpuUsedMilli: 0, memoryUsedBytes: 0, ...change });
const pod = (name: string, change: Partial<PodCard> = {}): PodCard => ({ uid: name, namespace: 'default', name, node: 'node-1', status: 'Running', health: 'good', containersReady: 1, containers: 1, restarts: 0, ip: '', cpuRequestMilli: 0, memoryRequestBytes: 0, cpuUsedMilli: 0, memoryUsedBytes: 0, ownerUid: '', workload: '', image: '', ...change });

it('takes the power of workers that have some, never of the control plane', () => {
  const nodes = [node('cp-1', { roles: ['control-plane'] }), node('node-1'), node('node-2', { powered: false })];
  expect(powerOffCandidates(nodes).map(({ name }) => name)).toEqual(['node-1']);
});

it('loses machines of a cloud only, and none that is gone already', () => {
  const nodes = [node('cp-1', { roles: ['control-plane'] }), node('deck-1'), node('deck-2', { powered: false, lost: true })];
  expect(loseCandidates(nodes, true).map(({ name }) => name)).toEqual(['deck-1']);
  expect(loseCandidates(nodes, false)).toEqual([]);
});

it.each([
  { why: 'the person’s own pods first', pods: [pod('web'), pod('dns', { namespace: 'kube-system' })], names: ['web'] },
  { why: 'the cluster’s own where there are no others', pods: [pod('dns', { namespace: 'kube-system' })], names: ['dns'] },
  { why: 'nobody on a machine without power', pods: [pod('web', { node: 'node-2' })], names: [] },
  { why: 'nobody who does not run', pods: [pod('web', { status: 'Pending' })], names: [] },
])('kills $why', ({ pods, names }) => {
  expect(killCandidates(pods, [node('node-1'), node('node-2', { powered: false })]).map(({ name }) => name)).toEqual(names);
});

it('adds the next machine where there are fewest', () => {
  const machine = nextMachine([node('cp-1', { roles: ['control-plane'], zone: 'z' }), node('node-1'), node('node-9'), node('node-3', { zone: 'b' })]);
  expect(machine.name).toBe('node-10');
  expect(machine.labels?.['topology.kubernetes.io/zone']).toBe('b');
  expect(machine.capacity).toEqual({ cpu: '4000m', memory: '1024', pods: '110' });
});

it('cuts some machines off from some others', () => {
  const nodes = new Map(['cp-1', 'cp-2', 'node-1'].map((name) => [name, node(name)]));
  expect([[], ['cp-1'], ['cp-1', 'gone'], ['cp-1', 'cp-2', 'node-1']].map((names) => canCut(new Set(names), nodes))).toEqual([false, true, true, false]);
  expect(cutOff([{ type: 'partition', nodes: ['cp-1'] }])).toEqual(['cp-1']);
  expect(cutOff([])).toEqual([]);
  expect(brokenNow([], [{ type: 'partition', nodes: ['cp-1'] }]).map(mendOf)).toEqual([{ type: 'heal' }]);
});

it('tells what is broken, and how each is mended', () => {
  const broken = brokenNow([node('node-1', { powered: false })], [{ type: 'api-refusals', percent: 30 }]);
  expect(broken.map(mendOf)).toEqual([{ type: 'power-on', node: 'node-1' }, { type: 'api-refusals', percent: 0 }]);
  expect(brokenNow([], [{ type: 'etcd-leader-lost' }]).map(mendOf)).toEqual([{ type: 'etcd-leader-elected' }]);
  const lost = brokenNow([node('deck-1', { powered: false, lost: true })], []);
  expect(lost).toEqual([{ type: 'lose-instance', node: 'deck-1' }]);
  expect(lost.map(mendOf)).toEqual([undefined]);
  expect(brokenNow([node('node-1')], [{ type: 'api-refusals', percent: 30 }, { type: 'api-refusals', percent: 0 }])).toEqual([]);
});

const fleet = Array.from({ length: 60 }, (_, number) => `node-${String(number + 1).padStart(2, '0')}`).reverse();

it.each([
  { why: 'the first by name, of many', text: '', chosen: [], first: 'node-01', last: 'node-24', count: choiceMax, more: 36 },
  { why: 'those that a part of the name finds', text: ' NODE-5 ', chosen: [], first: 'node-50', last: 'node-59', count: 10, more: 0 },
  { why: 'what is chosen, whatever is looked for', text: 'node-5', chosen: ['node-60', 'node-01'], first: 'node-01', last: 'node-60', count: 12, more: 0 },
  { why: 'no machine that is gone', text: 'node-60', chosen: ['gone'], first: 'node-60', last: 'node-60', count: 1, more: 0 },
  { why: 'nothing where no name fits', text: 'x', chosen: [], first: undefined, last: undefined, count: 0, more: 0 },
])('lets be cut off: $why', ({ text, chosen, first, last, count, more }) => {
  const choices = choicesOf(fleet, new Set(chosen), text);
  expect([choices.shown[0], choices.shown.at(-1), choices.shown.length, choices.more]).toEqual([first, last, count, more]);
});

it('lets every machine be found', () => {
  for (const name of fleet) expect(choicesOf(fleet, new Set(), name).shown).toEqual([name]);
});
