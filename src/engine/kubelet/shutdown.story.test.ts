import { describe, expect, it } from 'vitest';
import { groupOf, shutdownGroups } from './shutdown.ts';
import { nodeStory, one, script } from './testing/node-story.ts';

describe('the time for a shutdown', () => {
  it.each([
    { why: 'none by default', machine: {}, groups: [] },
    { why: 'all of it for everybody', machine: { shutdownGracePeriodSeconds: 30 }, groups: [[0, 30], [2_000_000_000, 0]] },
    { why: 'some of it kept for critical pods', machine: { shutdownGracePeriodSeconds: 30, shutdownGracePeriodCriticalPodsSeconds: 10 }, groups: [[0, 20], [2_000_000_000, 10]] },
    { why: 'none where more is kept than there is', machine: { shutdownGracePeriodSeconds: 5, shutdownGracePeriodCriticalPodsSeconds: 10 }, groups: [] },
  ])('$why', ({ machine, groups }) => {
    expect(shutdownGroups(machine).map(({ priority, seconds }) => [priority, seconds])).toEqual(groups);
  });

  it.each([[-10, 0], [0, 0], [1_000_000, 0], [1_999_999_999, 0], [2_000_000_000, 1], [2_000_001_000, 1]])('a pod of priority %d is in group %d', (priority, group) => {
    expect(groupOf(priority, shutdownGroups({ shutdownGracePeriodSeconds: 30, shutdownGracePeriodCriticalPodsSeconds: 10 }))).toBe(group);
  });
});

describe('a machine that is shut down', () => {
  const stubborn = script("trap '' TERM; sleep 1000");
  const start = (machine: object = { shutdownGracePeriodSeconds: 20, shutdownGracePeriodCriticalPodsSeconds: 5 }) => {
    const story = nodeStory({ nodeEvents: true }, machine);
    const moments = { startedMs: 0, doneMs: -1 };
    return {
      ...story,
      shutDown: () => {
        moments.startedMs = story.clock.nowMs;
        story.kubelet.shutDown(() => { moments.doneMs = story.clock.nowMs; });
      },
      /** Seconds that it took; undefined while it lasts. */
      took: () => (moments.doneMs < 0 ? undefined : (moments.doneMs - moments.startedMs) / 1000),
      status: (name: string) => { const { phase, reason, message } = story.pod(name).status ?? {}; return { phase, reason, message }; },
    };
  };
  const words = { phase: 'Failed', reason: 'Terminated', message: 'Pod was terminated in response to imminent node shutdown.' };

  it('goes at once where it has no grace period', () => {
    const story = start({});
    story.create(stubborn);
    story.run(10);
    story.shutDown();
    expect(story.took()).toBe(0);
    expect(story.status('app').phase).toBe('Running');
  });

  it('ends ordinary pods first, then critical ones, each within what is left for it', () => {
    const story = start();
    story.create(stubborn, 'ordinary');
    story.create({ ...stubborn, priorityClassName: 'system-node-critical' }, 'critical');
    story.run(10);
    story.shutDown();
    story.run(14);
    expect([story.status('ordinary').phase, story.status('critical').phase]).toEqual(['Running', 'Running']);
    story.run(2);
    expect([story.status('ordinary'), story.status('critical').phase]).toEqual([words, 'Running']);
    story.run(6);
    expect(story.status('critical')).toEqual(words);
    expect(story.took()).toBeGreaterThanOrEqual(20);
    expect(story.took()).toBeLessThan(21);
    expect(story.conditions('critical')).toContain('DisruptionTarget True TerminationByKubelet Pod was terminated in response to imminent node shutdown.');
  });

  it('is gone as soon as its pods are: those that listen, and those with a short grace period of their own', () => {
    const story = start();
    story.create(one({ image: 'nginx' }), 'listens');
    story.create({ ...stubborn, terminationGracePeriodSeconds: 3 }, 'short');
    story.run(10);
    story.shutDown();
    story.run(10);
    expect(story.took()).toBeGreaterThan(2.9);
    expect(story.took()).toBeLessThan(5);
    expect([story.status('listens'), story.status('short')]).toEqual([words, words]);
  });

  it('says so, and takes no pods any more', () => {
    const story = start();
    story.create(stubborn);
    story.run(10);
    story.shutDown();
    story.run(1);
    expect(story.node().status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False', reason: 'KubeletNotReady', message: 'node is shutting down' });
    expect(story.events('node-1')).toEqual(expect.arrayContaining(['Normal Shutdown Shutdown manager detected shutdown event', 'Normal NodeNotReady Node node-1 status is now: NodeNotReady']));
    story.create(one({ image: 'nginx' }), 'late');
    story.run(1);
    expect(story.status('late')).toEqual({ phase: 'Failed', reason: 'NodeShutdown', message: 'Pod was rejected: Pod was rejected as the node is shutting down.' });
  });

  it('comes back, ready', () => {
    const story = start();
    story.create(one({ image: 'nginx' }));
    story.run(10);
    story.kubelet.shutDown(() => { story.kubelet.powerOff(); });
    story.run(10);
    expect(story.kubelet.isOn).toBe(false);
    story.kubelet.powerOn();
    story.run(10);
    expect(story.node().status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    story.create(one({ image: 'nginx' }), 'next');
    story.run(10);
    expect([story.status('app').reason, story.status('next').phase]).toEqual(['Terminated', 'Running']);
  });
});
