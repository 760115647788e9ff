import { expect, it } from 'vitest';
import type { NodeCard, PodCard, WorkloadCard } from '../../protocol/cards.ts';
import { announce } from './announce.ts';
import { appWords } from './words.ts';

const words = appWords.en.said;
const cards = <Card extends { readonly uid: string }>(...list: Card[]): ReadonlyMap<string, Card> => new Map(list.map((card) => [card.uid, card]));
const node = (name: string, status: string): NodeCard => ({ uid: name, name, status }) as NodeCard;
const pod = (name: string, health: PodCard['health']): PodCard => ({ uid: name, name, health }) as PodCard;
const deployment = (health: WorkloadCard['health']): WorkloadCard => ({ uid: 'd', kind: 'Deployment', name: 'web', health, desired: 3 }) as WorkloadCard;
const calm = { nodes: cards(node('node-1', 'Ready')), pods: cards(pod('a', 'good'), pod('b', 'good')), workloads: cards(deployment('good')) };

it.each([
  { why: 'a node that is lost', after: { ...calm, nodes: cards(node('node-1', 'NotReady')) }, says: ['Node node-1 is NotReady.'] },
  { why: 'a node that joins', after: { ...calm, nodes: cards(node('node-1', 'Ready'), node('node-2', 'NotReady')) }, says: ['Node node-2 joined.'] },
  { why: 'a node that goes', after: { ...calm, nodes: cards<NodeCard>() }, says: ['Node node-1 is gone.'] },
  { why: 'a cordon, which is no loss', after: { ...calm, nodes: cards(node('node-1', 'Ready,SchedulingDisabled')) }, says: [] },
  { why: 'pods that fail, as a count', after: { ...calm, pods: cards(pod('a', 'bad'), pod('b', 'bad')) }, says: ['2 pods began to fail.'] },
  { why: 'nothing', after: calm, says: [] },
])('tells of $why', ({ after, says }) => {
  expect(announce(calm, after, words)).toEqual(says);
});

it('tells when a roll-out ends, and not when it begins', () => {
  const rolling = { ...calm, workloads: cards(deployment('busy')) };
  expect(announce(calm, rolling, words)).toEqual([]);
  expect(announce(rolling, calm, words)).toEqual(['Deployment web is rolled out.']);
});
