import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { createContainerRuntime, type ContainerExit, type ContainerSpec, type RuntimeContainer } from '../index.ts';

/** Runs a container; `exits` tells how it ended and when. */
export function runContainer(spec: Partial<ContainerSpec>) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const runtime = createContainerRuntime({ clock, random: new RandomStreams(3).stream('runtime') });
  const exits: (ContainerExit & { atMs: number })[] = [];
  const container = runtime.start({
    name: 'app', image: 'busybox', hostname: 'web-2', ports: [], env: () => new Map([['GREETING', 'hello'], ['EMPTY', '']]), mounts: [], nodeCpuMilli: 4000,
    terminationMessagePath: '/dev/termination-log', podIP: '10.244.0.2', ...spec,
  }, {
    exited: (exit) => { exits.push({ ...exit, atMs: clock.nowMs }); }, changed: () => undefined, usageChanged: () => undefined, stirred: () => undefined, resolve: (host) => (host === 'web' || /^web\.default\.svc\.cluster\.local\.?$/.test(host) ? ['10.96.0.5'] : []),
    send: (to) => (to.host === 'web' ? { ok: true, status: 200, body: 'welcome\n', latencyMs: 3 } : { ok: false, reason: to.host === '10.0.0.9' ? 'timeout' : 'no such host', latencyMs: 10 }),
  }) as RuntimeContainer;
  return { clock, container, exits, logs: () => container.logs.text({}) };
}
