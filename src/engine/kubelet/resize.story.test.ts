import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../kube/generated/types.ts';
import { pods } from '../../kube/kinds.ts';
import type { Json } from '../../kube/object.ts';
import { compareResizes, type WaitingResize } from './resize-queue.ts';
import { nodeStory, one, script } from './testing/node-story.ts';

type Story = ReturnType<typeof nodeStory>;
const alike = (list: Record<string, string>): Record<string, Json> => ({ requests: list, limits: list });
const serving = (cpu: string): Record<string, Json> => one({ image: 'nginx', resources: alike({ cpu }) });

function resize(story: Story, list: Record<string, string>, name = 'app'): void {
  const answer = story.admin.patch(pods, { namespace: 'default', name }, { spec: { containers: [{ name: 'app', resources: alike(list) }] } }, { subresource: 'resize' });
  expect(answer.ok).toBe(true);
}
const told = (story: Story, name = 'app'): string[] => story.events(name).filter((line) => / (Resize|Killing|Started)/.test(line));
const condition = (story: Story, type: string, name = 'app') => story.pod(name).status?.conditions?.find((found) => found.type === type);
const shown = (story: Story, name = 'app') => {
  const status = story.pod(name).status?.containerStatuses?.[0];
  return [status?.allocatedResources?.['cpu'], status?.resources?.limits?.['cpu'], status?.restartCount];
};

describe('a pod that gets other resources while it runs', () => {
  it('is granted them, says that they are on their way, and then that they are there', () => {
    const story = nodeStory();
    story.create(serving('1'));
    story.run(10);
    resize(story, { cpu: '2' });
    story.run(0.2);
    expect(shown(story)).toEqual(['2', '1', 0]);
    expect(condition(story, 'PodResizeInProgress')).toMatchObject({ status: 'True', observedGeneration: 2 });
    story.run(2);
    expect(shown(story)).toEqual(['2', '2', 0]);
    expect(condition(story, 'PodResizeInProgress')).toBeUndefined();
    const summary = '{"containers":[{"name":"app","resources":{"limits":{"cpu":"2"},"requests":{"cpu":"2"}}}],"generation":2}';
    expect(told(story).slice(1)).toEqual([`Normal ResizeStarted Pod resize started: ${summary}`, `Normal ResizeCompleted Pod resize completed: ${summary}`]);
    expect(story.pod().status?.observedGeneration).toBe(2);
  });

  it('is restarted where its policy for that resource says so', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx', resources: alike({ cpu: '1' }), resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }));
    story.run(10);
    resize(story, { cpu: '2' });
    story.run(20);
    expect(shown(story)).toEqual(['2', '2', 1]);
    expect(told(story).map((line) => line.replace(/: \{.*/, ''))).toEqual([
      'Normal Started Container started', 'Normal ResizeStarted Pod resize started', 'Normal Killing Container app resize requires restart', 'Normal ResizeCompleted Pod resize completed',
    ]);
  });

  it.each([
    { why: 'never: the node is too small', cpu: '5', reason: 'Infeasible', message: "Node didn't have enough capacity: cpu, requested: 5000, capacity: 4000" },
    { why: 'later: others have it now', cpu: '3', reason: 'Deferred', message: "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000" },
  ])('hears that it gets them $why, once', ({ cpu, reason, message }) => {
    const story = nodeStory();
    story.create(serving('1'));
    story.create(serving('2'), 'other');
    story.run(10);
    resize(story, { cpu });
    story.run(400);
    expect(condition(story, 'PodResizePending')).toMatchObject({ status: 'True', reason, message, observedGeneration: 2 });
    const summary = `{"containers":[{"name":"app","resources":{"limits":{"cpu":"${cpu}"},"requests":{"cpu":"${cpu}"}}}],"generation":2,"error":${JSON.stringify(message)}}`;
    expect(told(story).slice(1)).toEqual([`Warning Resize${reason} Pod resize ${reason}: ${summary}`]);
    expect(shown(story)).toEqual(['1', '1', 0]);
    resize(story, { cpu: '1' });
    story.run(2);
    expect(condition(story, 'PodResizePending')).toBeUndefined();
  });

  it('starts again with what it was granted, not with what it waits for', () => {
    const story = nodeStory();
    story.create(serving('1'));
    story.create(serving('2'), 'other');
    story.run(10);
    resize(story, { cpu: '3' });
    story.run(2);
    story.kubelet.killContainer('default', 'app', 'app', 1);
    story.run(30);
    expect(shown(story)).toEqual(['1', '1', 1]);
  });

  it('takes of the node what it was granted: what it waits for keeps nobody else out', () => {
    const story = nodeStory();
    story.create(serving('1'));
    story.create(serving('2'), 'other');
    story.run(10);
    resize(story, { cpu: '3' });
    story.run(2);
    story.create(serving('1'), 'third');
    story.run(10);
    expect(story.state('third')).toBe('Running 1/1 restarts 0');
  });

  it('comes back after a power cut with what it had, and goes on waiting', () => {
    const story = nodeStory();
    story.create(serving('1'));
    story.create(serving('2'), 'other');
    story.run(10);
    resize(story, { cpu: '3' });
    story.run(2);
    story.kubelet.powerOff();
    story.run(5);
    story.kubelet.powerOn();
    story.run(30);
    expect(shown(story)).toEqual(['1', '1', 1]);
    expect(condition(story, 'PodResizePending')).toMatchObject({ reason: 'Deferred' });
    story.remove('other');
    story.run(60);
    expect(shown(story)).toEqual(['3', '3', 1]);
  });

  it('keeps a limit of memory for as long as it uses more than the new one', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx', resources: alike({ memory: '256Mi' }) }));
    story.run(10);
    const used = story.kubelet.usage().pods.values().next().value?.memoryBytes ?? 0;
    expect(used).toBeGreaterThan(1024);
    resize(story, { memory: '1Ki' });
    story.run(60);
    const problem = `attempting to set pod memory limit (1024) below current usage (${String(used)}), attempting to set container "app" memory limit (1024) below current usage (${String(used)})`;
    expect(condition(story, 'PodResizeInProgress')).toMatchObject({ reason: 'Error', message: `cannot decrease memory limits: [${problem}]`, observedGeneration: 2 });
    expect(told(story).map((line) => line.split(' ')[1])).toEqual(['Started', 'ResizeStarted', 'ResizeError']);
    expect(story.pod().status?.containerStatuses?.[0]?.resources?.limits).toEqual({ memory: '256Mi' });
    resize(story, { memory: '128Mi' });
    story.run(5);
    expect(condition(story, 'PodResizeInProgress')).toBeUndefined();
    expect(story.pod().status?.containerStatuses?.[0]?.resources?.limits).toEqual({ memory: '128Mi' });
    story.run(60);
    expect(told(story).map((line) => line.split(' ')[1])).toEqual(['Started', 'ResizeStarted', 'ResizeError', 'ResizeStarted', 'ResizeCompleted']);
  });

  it('gets a limit that is just above what it uses, not one that is just that', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx', resources: alike({ memory: '256Mi' }) }));
    story.run(10);
    const used = story.kubelet.usage().pods.values().next().value?.memoryBytes ?? 0;
    resize(story, { memory: String(used) });
    story.run(5);
    expect(condition(story, 'PodResizeInProgress')).toMatchObject({ reason: 'Error' });
    resize(story, { memory: String(used + 1) });
    story.run(5);
    expect(condition(story, 'PodResizeInProgress')).toBeUndefined();
  });

  it('gets a lower limit of memory as soon as it uses less, without being asked again', () => {
    const story = nodeStory();
    story.create(one({ image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', '100M', '--timeout', '30s'], resources: alike({ memory: '256Mi' }) }));
    story.run(20);
    resize(story, { memory: '50Mi' });
    story.run(5);
    expect(condition(story, 'PodResizeInProgress')).toMatchObject({ reason: 'Error' });
    story.run(60);
    expect(condition(story, 'PodResizeInProgress')).toBeUndefined();
    expect(told(story).filter((line) => line.includes('ResizeCompleted'))).toHaveLength(1);
  });

  it('is looked at again after three minutes, also where nothing has happened on the node', () => {
    const story = nodeStory();
    const label = (value: string | null) => story.ask('PATCH', '/api/v1/nodes/node-1', { metadata: { labels: { deck: value } } });
    label('upper');
    story.create({ ...serving('1'), nodeSelector: { deck: 'upper' } });
    story.run(10);
    label(null);
    story.run(1);
    resize(story, { cpu: '2' });
    story.run(5);
    expect(condition(story, 'PodResizePending')).toMatchObject({ reason: 'Deferred' });
    label('upper');
    story.run(100);
    expect(condition(story, 'PodResizePending')).toMatchObject({ reason: 'Deferred' });
    story.run(100);
    expect(shown(story)).toEqual(['2', '2', 0]);
  });

  it('says so of a sidecar as well', () => {
    const story = nodeStory();
    story.create(script('sleep 1000', { initContainers: [{ name: 'side', image: 'nginx', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } }] }));
    story.run(10);
    const answer = story.admin.patch(pods, { namespace: 'default', name: 'app' }, { spec: { initContainers: [{ name: 'side', resources: { requests: { cpu: '200m' } } }] } }, { subresource: 'resize' });
    expect(answer.ok).toBe(true);
    story.run(5);
    expect(story.pod().status?.initContainerStatuses?.[0]?.resources).toEqual({ requests: { cpu: '200m' } });
    expect(told(story).at(-1)).toBe('Normal ResizeCompleted Pod resize completed: {"initContainers":[{"name":"side","resources":{"requests":{"cpu":"200m"}}}],"containers":[{"name":"app","resources":{}}],"generation":2}');
  });
});

describe('resizes that wait', () => {
  const pod = (cpu: string, limit?: string, priority = 0): V1Pod => ({ spec: { priority, containers: [{ name: 'app', resources: { requests: { cpu, memory: '1Gi' }, ...(limit ? { limits: { cpu: limit, memory: '1Gi' } } : {}) } }] } });
  const waiting = (wanted: V1Pod, deferredSince?: string): WaitingResize => ({ pod: wanted, allocated: pod('1'), deferredSince });
  it.each([
    { why: 'asks for no more', first: waiting(pod('500m')), second: waiting(pod('2', '2', 1000), '2026-01-01T00:00:00Z') },
    { why: 'has the higher priority', first: waiting(pod('2', undefined, 10)), second: waiting(pod('2', '2', 5), '2026-01-01T00:00:00Z') },
    { why: 'is Guaranteed', first: waiting(pod('2', '2')), second: waiting(pod('2'), '2026-01-01T00:00:00Z') },
    { why: 'has waited longer', first: waiting(pod('2'), '2026-01-01T00:00:00Z'), second: waiting(pod('2'), '2026-01-01T00:00:01Z') },
    { why: 'has been put off already', first: waiting(pod('2'), '2026-01-01T00:00:00Z'), second: waiting(pod('2')) },
  ])('begin with the one that $why', ({ first, second }) => {
    expect([compareResizes(first, second), compareResizes(second, first)]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(compareResizes(first, second)).toBeLessThan(0);
    expect(compareResizes(second, first)).toBeGreaterThan(0);
  });
});
