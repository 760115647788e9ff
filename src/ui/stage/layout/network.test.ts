import { expect, it } from 'vitest';
import { serviceCard } from './cards.fixture.ts';
import { arrangeNetwork, curve, isReachedFromOutside, linesOf, pointOn, serviceOrder } from './network.ts';

it('shows the person’s own services first, the cluster’s last', () => {
  const services = [serviceCard('kube-dns', { namespace: 'kube-system' }), serviceCard('kubernetes'), serviceCard('web-10'), serviceCard('web-2')];
  expect(serviceOrder(services).map(({ name }) => name)).toEqual(['web-2', 'web-10', 'kubernetes', 'kube-dns']);
});

it.each([
  { why: 'a NodePort', service: serviceCard('web', { type: 'NodePort' }), loads: [], reached: true },
  { why: 'a LoadBalancer', service: serviceCard('web', { type: 'LoadBalancer' }), loads: [], reached: true },
  { why: 'a ClusterIP with nobody', service: serviceCard('web'), loads: [], reached: false },
  { why: 'a ClusterIP that a load generator aims at', service: serviceCard('web'), loads: [{ name: 'v', target: 'service/default/web', path: '/', requestsPerSecond: 1 }], reached: true },
  { why: 'its namesake elsewhere', service: serviceCard('web', { namespace: 'shop' }), loads: [{ name: 'v', target: 'service/default/web', path: '/', requestsPerSecond: 1 }], reached: false },
])('$why is reached from outside: $reached', ({ service, loads, reached }) => {
  expect(isReachedFromOutside(service, loads)).toBe(reached);
});

it('goes from left to right without overlaps: outside, services, machines', () => {
  const machines = ['a', 'b', 'c'].map((name) => ({ name, width: 256, height: 200 }));
  const places = arrangeNetwork([serviceCard('x'), serviceCard('y')], machines, 1.5);
  const xs = [places.outside.x, ...[...places.services.values()].map(({ x }) => x), ...[...places.machines.values()].map(({ x }) => x)];
  expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  const [x, y] = [...places.services.values()];
  expect((y?.y ?? 0) - (x?.y ?? 0)).toBeGreaterThanOrEqual(72);
});

it('puts outside above the services where the stage is taller than wide, and everything is larger so', () => {
  const machines = ['a', 'b', 'c'].map((name) => ({ name, width: 256, height: 120 }));
  const { outside, services, machines: places } = arrangeNetwork([serviceCard('x'), serviceCard('y')], machines, 0.55);
  expect([...services.values()].map(({ x }) => x)).toEqual([outside.x, outside.x]);
  expect(Math.min(...[...services.values()].map(({ y }) => y))).toBeGreaterThan(outside.y + 60);
  expect(Math.min(...[...places.values()].map(({ x }) => x))).toBeGreaterThan(216);
});

it('bows a line that only goes down, so that it is seen beside what it passes', () => {
  const line = { from: { x: 0, y: 0 }, to: { x: 0, y: 100 } };
  expect(pointOn(line, 0.5)).toEqual({ x: -4.5, y: 50 });
  expect(curve(line)).toBe('M0 0C-6 0 -6 100 0 100');
});

it('moves a dot along the very curve that is drawn', () => {
  const line = { from: { x: 0, y: 0 }, to: { x: 100, y: 40 } };
  expect(pointOn(line, 0)).toEqual(line.from);
  expect(pointOn(line, 1)).toEqual(line.to);
  expect(pointOn(line, 0.5)).toEqual({ x: 50, y: 20 });
  expect(curve(line)).toBe('M0 0C50 0 50 40 100 40');
});

it.each([{ powered: true, kind: 'ready' }, { powered: false, kind: 'not-ready' }])('draws a line to the machine itself where no pod is behind an address of it ($kind)', ({ powered, kind }) => {
  const rect = { x: 400, y: 100, width: 256, height: 200 };
  const lines = linesOf({
    services: [serviceCard('kubernetes', { addresses: ['172.18.0.2', '10.0.0.9'], machines: ['cp-1'] })], loads: [], outside: { x: 0, y: 0, width: 10, height: 10 },
    serviceRect: () => ({ x: 100, y: 0, width: 200, height: 72 }), podRect: () => undefined, machineNamed: (name) => (name === 'cp-1' ? { rect, powered } : undefined),
  });
  expect(lines).toMatchObject([{ kind, to: { x: 400, y: 122 } }]);
});
