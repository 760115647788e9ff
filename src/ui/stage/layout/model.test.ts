import { describe, expect, it } from 'vitest';
import { byUid, nodeCard, podCard, serviceCard, stageInput } from './cards.fixture.ts';
import { boundsOf, centreOf } from './geometry.ts';
import { fastestMs } from '../../../kube/testing/patience.ts';
import { goneMachine } from './groups.ts';
import { hit, nextModel, podRect, rectOf, samePlaces, type StageModel } from './model.ts';

const nodes = byUid(nodeCard('cp-1', { roles: ['control-plane'] }), nodeCard('node-1'), nodeCard('node-2'));
const web = [podCard('web-a', 'node-1'), podCard('web-b', 'node-2'), podCard('web-c', '')] as const;
const services = byUid(serviceCard('web', { type: 'NodePort', readyPods: ['uid-web-a'], notReadyPods: ['uid-web-b'] }), serviceCard('dns', { namespace: 'kube-system' }));
const cluster = stageInput({ nodes, pods: byUid(...web), services });

const placeOf = (model: StageModel, uid: string) => podRect(model.hulls, model.boxes, model.input.pods.get(uid));

describe('the stage', () => {
  const model = nextModel(undefined, cluster);

  it('puts every pod inside its machine, and those without one into the tray', () => {
    for (const [uid, box] of [['uid-web-a', 'node:node-1'], ['uid-web-b', 'node:node-2'], ['uid-web-c', 'tray']] as const) {
      const [pod, machine] = [placeOf(model, uid), model.boxes.get(box)];
      expect(pod && machine && pod.x >= machine.x && pod.y >= machine.y && pod.x + pod.width <= machine.x + machine.width && pod.y + pod.height <= machine.y + machine.height).toBe(true);
    }
  });

  it('makes the tray as wide as the machines stand, also after the stage became narrow', () => {
    const widths = [1.6, 0.4, 1.6].reduce<StageModel[]>((models, aspect) => [...models, nextModel(models.at(-1), { ...cluster, aspect })], [])
      .map(({ boxes }) => [boxes.get('tray')?.width, boundsOf([...boxes].filter(([id]) => id.startsWith('node:')).map(([, rect]) => rect)).width]);
    for (const [tray = 0, machines = 0] of widths) expect(Math.abs(tray - machines)).toBeLessThan(24);
    expect(widths[1]?.[0]).toBeLessThan(widths[0]?.[0] ?? 0);
  });

  it('puts a pod whose machine is gone into a lane of its own, below those that wait', () => {
    const after = nextModel(model, { ...cluster, nodes: byUid(nodeCard('node-2')) });
    expect(after.hulls.get('')?.pods.map(({ name }) => name)).toEqual(['web-c']);
    expect(after.hulls.get(goneMachine)?.pods.map(({ name }) => name)).toEqual(['web-a']);
    expect(after.boxes.get('gone')?.y).toBeGreaterThan(after.boxes.get('tray')?.y ?? Infinity);
    expect(rectOf(after, 'pod:uid-web-a')?.y).toBeGreaterThan(after.boxes.get('gone')?.y ?? Infinity);
    expect(model.boxes.has('gone')).toBe(false);
  });

  it('finds what lies under a point', () => {
    const pod = placeOf(model, 'uid-web-a');
    expect(pod && hit(model, centreOf(pod))).toBe('pod:uid-web-a');
    const machine = model.boxes.get('node:cp-1');
    expect(machine && hit(model, { x: machine.x + 5, y: machine.y + 5 })).toBe('node:cp-1');
    expect(hit(model, { x: -1000, y: -1000 })).toBe('');
  });

  it('keeps the identity of everything that did not change', () => {
    const busier = { ...web[0], cpuUsedMilli: 200 };
    const after = nextModel(model, { ...cluster, pods: byUid(busier, web[1], web[2]) });
    expect(after.hulls.get('node-2')).toBe(model.hulls.get('node-2'));
    expect(after.hulls.get('node-1')).not.toBe(model.hulls.get('node-1'));
    expect(after.hulls.get('node-1')?.places).toBe(model.hulls.get('node-1')?.places);
    expect(after.boxes).toBe(model.boxes);
    expect(nextModel(after, { ...after.input }).hulls).toBe(after.hulls);
  });

  it('keeps pods in place while others come, and across a look through the other lens', () => {
    const more = nextModel(model, { ...cluster, pods: byUid(podCard('web-new', 'node-1'), ...web) });
    expect(placeOf(more, 'uid-web-a')).toEqual(placeOf(model, 'uid-web-a'));
    const network = nextModel(more, { ...more.input, lens: 'network' });
    const back = nextModel(network, { ...more.input, lens: 'cluster' });
    expect(placeOf(back, 'uid-web-a')).toEqual(placeOf(more, 'uid-web-a'));
    expect(placeOf(back, 'uid-web-new')).toEqual(placeOf(more, 'uid-web-new'));
  });

  describe('a crowded machine', () => {
    const crowded = (count: number, before?: StageModel): StageModel => {
      const pods = byUid(...Array.from({ length: count }, (_, index) => podCard(`p${String(index)}`, 'node-1', { cpuRequestMilli: 20 })));
      return nextModel(before, before ? { ...before.input, pods } : { ...cluster, pods });
    };
    const shapeIn = (model: StageModel) => model.hulls.get('node-1')?.places.get('uid-p0')?.shape;

    it.each([{ count: 12, shape: 'tile' }, { count: 25, shape: 'label' }, { count: 61, shape: 'cell' }, { count: 110, shape: 'cell' }])('draws each of $count pods as a $shape and is not much higher than an empty one', ({ count, shape }) => {
      const model = crowded(count);
      expect(shapeIn(model)).toBe(shape);
      expect((model.boxes.get('node:node-1')?.height ?? NaN) / (model.boxes.get('node:node-2')?.height ?? NaN)).toBeLessThan(1.5);
    });

    it('does not change its look with each pod that comes and goes', () => {
      const full = crowded(25, crowded(24));
      expect([shapeIn(crowded(24, full)), shapeIn(crowded(18, full)), shapeIn(crowded(18))]).toEqual(['label', 'tile', 'tile']);
    });
  });

  it.each([
    { count: 20, density: 'tile' },
    { count: 500, density: 'compact' },
    { count: 2000, density: 'canvas' },
  ])('draws $count pods as $density', ({ count, density }) => {
    const pods = byUid(...Array.from({ length: count }, (_, index) => podCard(`p${index}`, index % 2 ? 'node-1' : 'node-2')));
    expect(nextModel(undefined, { ...cluster, pods }).density).toBe(density);
  });
});

describe('gaps that pods have left', () => {
  const four = ['a', 'b', 'c', 'd'].map((name) => podCard(name, 'node-1'));
  const [, , ...rest] = four;

  it.each(['cluster', 'network', 'workloads'] as const)('stay until they are to be closed: %s', (lens) => {
    const before = nextModel(undefined, stageInput({ lens, nodes: byUid(nodeCard('node-1')), pods: byUid(...four), services: byUid(serviceCard('web', { readyPods: four.map(({ uid }) => uid) })) }));
    const gone = nextModel(before, { ...before.input, pods: byUid(...rest) });
    expect(rectOf(gone, 'pod:uid-c')).toEqual(rectOf(before, 'pod:uid-c'));
    expect(samePlaces(before, gone)).toBe(false);
    const tidy = nextModel(gone, { ...gone.input, tidies: 1 });
    expect([rectOf(tidy, 'pod:uid-d'), rectOf(tidy, 'pod:uid-c')]).toEqual([rectOf(before, 'pod:uid-a'), rectOf(before, 'pod:uid-b')]);
    expect(tidy.lines.map(({ podUid }) => podUid)).toEqual(gone.lines.map(({ podUid }) => podUid));
    const again = nextModel(tidy, { ...tidy.input, tidies: 2 });
    expect(samePlaces(tidy, again)).toBe(true);
    expect(again.boxes).toBe(tidy.boxes);
  });
});

describe('the network lens', () => {
  const model = nextModel(undefined, { ...cluster, lens: 'network' });

  it('draws solid lines to pods that get traffic, dashed ones to those that do not, and one from outside', () => {
    expect(model.lines.map(({ kind, podUid }) => [kind, podUid])).toEqual([['outside', ''], ['ready', 'uid-web-a'], ['not-ready', 'uid-web-b']]);
  });

  it('has room for the lines that go down along the services where outside stands above them', () => {
    const upright = nextModel(undefined, { ...cluster, lens: 'network', aspect: 0.5 });
    const [outside, service] = [upright.boxes.get('outside'), upright.boxes.get('service:uid-web')];
    expect(outside?.x).toBe(service?.x);
    expect(upright.bounds.x).toBeLessThan((service?.x ?? NaN) - 6);
    const wide = nextModel(undefined, { ...cluster, lens: 'network', aspect: 4 });
    expect([wide.bounds.x, wide.boxes.get('outside')?.x]).toEqual([0, 0]);
  });

  it('ends each line at its pod', () => {
    const line = model.lines.find(({ podUid }) => podUid === 'uid-web-a');
    const pod = placeOf(model, 'uid-web-a');
    expect(line?.to).toEqual(pod && { x: pod.x, y: pod.y + pod.height / 2 });
  });

  it('shows only the services of the namespace that is looked at', () => {
    expect(nextModel(model, { ...model.input, namespace: 'kube-system' }).services.map(({ name }) => name)).toEqual(['dns']);
  });

  it('has one line to each machine when pods are too many for their own', () => {
    const pods = Array.from({ length: 500 }, (_, index) => podCard(`p${index}`, index % 2 ? 'node-1' : 'node-2'));
    const many = nextModel(undefined, { ...cluster, lens: 'network', pods: byUid(...pods), services: byUid(serviceCard('web', { readyPods: pods.map(({ uid }) => uid) })) });
    expect(many.lines.map(({ kind, pods: count }) => [kind, count])).toEqual([['ready', 250], ['ready', 250]]);
  });
});

it('lays 1,000 pods out anew in a few milliseconds when 50 of them change', () => {
  const many = Array.from({ length: 100 }, (_, index) => nodeCard(`node-${index}`));
  const pods = Array.from({ length: 1000 }, (_, index) => podCard(`p${index}`, `node-${index % 100}`));
  const before = nextModel(undefined, stageInput({ nodes: byUid(...many), pods: byUid(...pods) }));
  const changed = byUid(...pods.map((pod, index) => (index < 50 ? { ...pod, cpuUsedMilli: 9 } : pod)));
  let model = before;
  expect(fastestMs(10, () => { model = nextModel(before, { ...before.input, pods: changed }); })).toBeLessThan(50);
  expect(model.hulls.get('node-0')?.pods[0]?.cpuUsedMilli).toBe(9);
});
