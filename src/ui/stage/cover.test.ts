import { expect, it } from 'vitest';
import { covered } from './cover.ts';
import { byUid, nodeCard, podCard, serviceCard, stageInput } from './layout/cards.fixture.ts';
import { contains } from './layout/geometry.ts';
import { nextModel, rectOf } from './layout/model.ts';
import { nextPlane } from './layout/plane.ts';

const cards = { nodes: byUid(nodeCard('node-1'), nodeCard('node-2')), pods: byUid(podCard('web', 'node-1')), services: byUid(serviceCard('web', { readyPods: ['uid-web'] })) };
const middle = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({ x: x + width / 2, y: y + height / 2 });

it.each(['service:uid-web', 'outside', 'pod:uid-web', 'node:node-2'])('nothing that travels is drawn over %s', (id) => {
  const model = nextModel(undefined, stageInput({ ...cards, lens: 'network' }));
  const rect = rectOf(model, id);
  expect(rect && covered(model).some((cover) => contains(cover, middle(rect)))).toBe(true);
});

it('is seen until it has reached its pod', () => {
  const model = nextModel(undefined, stageInput({ ...cards, lens: 'network' }));
  const pod = rectOf(model, 'pod:uid-web');
  expect(pod && covered(model).some((cover) => contains(cover, { x: pod.x - 2, y: pod.y + pod.height / 2 }))).toBe(false);
});

it.each([1.5, 0.6])('nor over a component or a kubelet of the control plane, on a stage of the shape %f', (aspect) => {
  const model = nextModel(undefined, stageInput({ ...cards, lens: 'plane', layOutPlane: nextPlane, aspect }));
  for (const id of ['plane:api', 'plane:manager', 'plane:legend', 'node:node-1']) {
    const rect = rectOf(model, id);
    expect(rect && covered(model).filter((cover) => contains(cover, middle(rect)))).toHaveLength(1);
  }
  const group = rectOf(model, 'plane:kubelets');
  expect(group && covered(model).filter((cover) => contains(cover, { x: group.x + 20, y: group.y + 10 })), 'the heading of the kubelets').toHaveLength(1);
});
