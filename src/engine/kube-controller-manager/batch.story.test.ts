import { describe, expect, it } from 'vitest';
import { cronJobs, daemonSets, jobs, nodes, persistentVolumeClaims, pods, statefulSets } from '../../kube/kinds.ts';
import { story } from './testing/fresh-cluster.ts';
import type { StoryCluster } from './testing/story-cluster.ts';

const template = (app: string, image = 'nginx:1.25') => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'app', image }] } });
const names = (cluster: StoryCluster): string[] => cluster.list(pods).map(({ metadata }) => metadata?.name ?? '').sort();
const images = (cluster: StoryCluster): string[] => [...cluster.list(pods)].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1)).map(({ spec }) => spec?.containers[0]?.image ?? '');

describe('StatefulSets', () => {
  const set = (name: string, extra: object = {}) => ({ metadata: { name }, spec: { serviceName: name, replicas: 3, selector: { matchLabels: { app: name } }, template: template(name), ...extra } });

  it('start in order and stop in reverse', () => {
    const cluster = story();
    cluster.unready.add('line-1');
    cluster.create(statefulSets, set('line'));
    cluster.run(2);
    expect(names(cluster)).toEqual(['line-0', 'line-1']);
    cluster.merge(pods, 'line-1', { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }, 'status');
    cluster.run(2);
    expect(names(cluster)).toEqual(['line-0', 'line-1', 'line-2']);
    expect(cluster.get(statefulSets, 'line').status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
    expect(cluster.get(pods, 'line-2').spec).toMatchObject({ hostname: 'line-2', subdomain: 'line' });
    cluster.merge(statefulSets, 'line', { spec: { replicas: 1 } });
    cluster.run(3);
    expect(names(cluster)).toEqual(['line-0']);
    expect(cluster.events('StatefulSet')).toEqual([
      ...[0, 1, 2].map((n) => `Normal SuccessfulCreate Create Pod line-${String(n)} in StatefulSet line successful`),
      ...[2, 1].map((n) => `Normal SuccessfulDelete Delete Pod line-${String(n)} in StatefulSet line successful`),
    ]);
  });

  it('roll from the last to the partition', () => {
    const cluster = story();
    cluster.create(statefulSets, set('roll', { updateStrategy: { rollingUpdate: { partition: 1 } } }));
    cluster.run(3);
    cluster.merge(statefulSets, 'roll', { spec: { template: template('roll', 'nginx:2') } });
    cluster.run(5);
    expect(images(cluster)).toEqual(['nginx:1.25', 'nginx:2', 'nginx:2']);
    cluster.remove(pods, 'roll-0');
    cluster.run(2);
    expect(images(cluster)).toEqual(['nginx:1.25', 'nginx:2', 'nginx:2']);
    cluster.merge(statefulSets, 'roll', { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    cluster.run(3);
    expect(images(cluster)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
    const { currentRevision, updateRevision } = cluster.get(statefulSets, 'roll').status ?? {};
    expect(currentRevision).toBe(updateRevision);
  });

  it('all at once with Parallel, their claims kept or removed', () => {
    const cluster = story();
    for (const name of ['tidy-0', 'tidy-1']) cluster.unready.add(name);
    cluster.create(statefulSets, set('tidy', {
      replicas: 2, podManagementPolicy: 'Parallel', persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } } }],
    }));
    cluster.run(2);
    expect(names(cluster)).toEqual(['tidy-0', 'tidy-1']);
    expect(cluster.list(persistentVolumeClaims).map(({ metadata }) => [metadata?.name, metadata?.ownerReferences?.[0]?.kind])).toEqual([['data-tidy-0', 'StatefulSet'], ['data-tidy-1', 'StatefulSet']]);
    expect(cluster.get(pods, 'tidy-1').spec?.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-tidy-1' } });
    cluster.merge(statefulSets, 'tidy', { spec: { replicas: 1 } });
    cluster.run(5);
    expect(cluster.list(persistentVolumeClaims).map(({ metadata }) => metadata?.name)).toEqual(['data-tidy-0']);
    cluster.remove(statefulSets, 'tidy');
    cluster.run(5);
    expect([cluster.list(persistentVolumeClaims), cluster.list(pods)]).toEqual([[], []]);
  });
});

describe('DaemonSets', () => {
  const set = (name: string, extra: object = {}, spec: object = {}) => ({ metadata: { name }, spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { ...template(name).spec, ...spec } }, ...extra } });
  const places = (cluster: StoryCluster) => cluster.list(pods).map(({ spec }) => spec?.nodeName).sort();

  it('run on every node that fits, also on those that come later', () => {
    const cluster = story({ nodes: [{}, {}, { spec: { taints: [{ key: 'only', effect: 'NoSchedule' }] } }] });
    cluster.create(daemonSets, set('join'));
    cluster.run(2);
    expect(places(cluster)).toEqual(['node-1', 'node-2']);
    cluster.addNode('late');
    cluster.run(2);
    expect(places(cluster)).toEqual(['late', 'node-1', 'node-2']);
    expect(cluster.get(daemonSets, 'join').status).toEqual({ currentNumberScheduled: 3, numberMisscheduled: 0, desiredNumberScheduled: 3, numberReady: 3, observedGeneration: 1, updatedNumberScheduled: 3, numberAvailable: 3 });
    cluster.merge(nodes, 'node-2', { spec: { taints: [{ key: 'broken', effect: 'NoExecute' }] } });
    cluster.run(3);
    expect(places(cluster)).toEqual(['late', 'node-1']);
    cluster.merge(nodes, 'node-2', { spec: { taints: null } });
    cluster.run(3);
    expect(places(cluster)).toEqual(['late', 'node-1', 'node-2']);
  });

  it('replace one pod after the other, or surge', () => {
    const cluster = story();
    cluster.create(daemonSets, set('roll'));
    cluster.run(3);
    cluster.merge(daemonSets, 'roll', { spec: { template: { spec: { containers: [{ name: 'app', image: 'nonexistent:5' }] } } } });
    cluster.run(5);
    expect(images(cluster).sort()).toEqual(['nginx:1.25', 'nginx:1.25', 'nonexistent:5']);
    cluster.merge(daemonSets, 'roll', { spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:2' }] } } } });
    cluster.run(9);
    expect(images(cluster)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
    cluster.merge(daemonSets, 'roll', { spec: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, template: { spec: { containers: [{ name: 'app', image: 'nonexistent:6' }] } } } });
    cluster.run(5);
    expect(images(cluster).sort()).toEqual(['nginx:2', 'nginx:2', 'nginx:2', 'nonexistent:6']);
  });
});

describe('Jobs', () => {
  const job = (name: string, spec: object) => ({ metadata: { name }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox' }] } }, ...spec } });
  const conditions = (cluster: StoryCluster, name: string) => (cluster.get(jobs, name).status?.conditions ?? []).map(({ type, status, reason, message }) => `${type} ${status} ${reason ?? ''} ${message ?? ''}`);
  const finishAll = (cluster: StoryCluster, exitCode: number) => {
    for (const { metadata, status } of cluster.list(pods)) if (status?.phase === 'Running') cluster.finish(metadata?.name ?? '', exitCode);
  };

  it('run as many pods as asked for, so many at a time, and count each once', () => {
    const cluster = story();
    cluster.create(jobs, job('many', { completions: 3, parallelism: 2 }));
    cluster.run(3);
    expect(cluster.get(jobs, 'many').status).toMatchObject({ active: 2, ready: 2 });
    finishAll(cluster, 0);
    cluster.run(4);
    expect(cluster.get(jobs, 'many').status).toMatchObject({ active: 1, succeeded: 2 });
    finishAll(cluster, 0);
    cluster.run(4);
    const { status } = cluster.get(jobs, 'many');
    expect(status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0 });
    expect(status?.active).toBeUndefined();
    expect(conditions(cluster, 'many')).toEqual(['SuccessCriteriaMet True CompletionsReached Reached expected number of succeeded pods', 'Complete True CompletionsReached Reached expected number of succeeded pods']);
    expect(cluster.list(pods).flatMap(({ metadata }) => metadata?.finalizers ?? [])).toEqual([]);
    expect(cluster.events('Job').at(-1)).toBe('Normal Completed Job completed');
  });

  it('fail after too many failures, with a back-off between them', () => {
    const cluster = story();
    cluster.create(jobs, job('bad', { backoffLimit: 1 }));
    cluster.run(2);
    finishAll(cluster, 1);
    cluster.run(5);
    expect(cluster.list(pods)).toHaveLength(1);
    cluster.run(8);
    expect(cluster.list(pods)).toHaveLength(2);
    finishAll(cluster, 1);
    cluster.run(3);
    expect(cluster.get(jobs, 'bad').status?.failed).toBe(2);
    expect(conditions(cluster, 'bad')).toEqual(['FailureTarget True BackoffLimitExceeded Job has reached the specified backoff limit', 'Failed True BackoffLimitExceeded Job has reached the specified backoff limit']);
  });

  it('end at their deadline, and take their pods along', () => {
    const cluster = story();
    cluster.create(jobs, job('slow', { activeDeadlineSeconds: 3 }));
    cluster.run(2.5);
    expect(cluster.get(jobs, 'slow').status?.active).toBe(1);
    cluster.run(5);
    expect(conditions(cluster, 'slow')).toEqual(['FailureTarget True DeadlineExceeded Job was active longer than specified deadline', 'Failed True DeadlineExceeded Job was active longer than specified deadline']);
    expect(cluster.list(pods)).toEqual([]);
  });

  it('with indexes: failures per index, a success policy, a failure policy', () => {
    const cluster = story();
    cluster.create(jobs, job('perindex', { completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 0 }));
    cluster.create(jobs, job('leader', { completions: 3, parallelism: 3, completionMode: 'Indexed', successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 1 }] } }));
    cluster.create(jobs, job('policy', { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'a', operator: 'In', values: [42] } }] } }));
    cluster.run(2);
    const byName = (prefix: string) => names(cluster).filter((name) => name.startsWith(prefix));
    for (const name of byName('perindex-')) cluster.finish(name, 1);
    cluster.finish(byName('leader-1')[0] ?? '', 0);
    const victim = byName('policy-')[0] ?? '';
    cluster.finish(victim, 42);
    cluster.run(5);
    expect(cluster.get(jobs, 'perindex').status).toMatchObject({ failedIndexes: '0,1', failed: 2 });
    expect(conditions(cluster, 'perindex')).toEqual(['FailureTarget True FailedIndexes Job has failed indexes', 'Failed True FailedIndexes Job has failed indexes']);
    expect(conditions(cluster, 'leader')).toEqual(['SuccessCriteriaMet True SuccessPolicy Matched rules at index 0', 'Complete True SuccessPolicy Matched rules at index 0']);
    expect(cluster.get(jobs, 'leader').status?.completedIndexes).toBe('1');
    expect(conditions(cluster, 'policy').at(-1)).toBe(`Failed True PodFailurePolicy Container a for pod default/${victim} failed with exit code 42 matching FailJob rule at index 0`);
    expect(cluster.get(jobs, 'policy').status?.failed).toBe(1);
  });

  it('stand still while suspended', () => {
    const cluster = story();
    cluster.create(jobs, job('idle', { suspend: true }));
    cluster.run(3);
    expect(cluster.list(pods)).toEqual([]);
    expect(conditions(cluster, 'idle')).toEqual(['Suspended True JobSuspended Job suspended']);
    cluster.merge(jobs, 'idle', { spec: { suspend: false } });
    cluster.run(3);
    expect(cluster.list(pods)).toHaveLength(1);
    expect(conditions(cluster, 'idle')).toEqual(['Suspended False JobResumed Job resumed']);
    cluster.merge(jobs, 'idle', { spec: { suspend: true } });
    cluster.run(3);
    expect(cluster.list(pods)).toEqual([]);
    expect(cluster.get(jobs, 'idle').status?.failed).toBeUndefined();
  });

  it('are removed when their time to live is over', () => {
    const cluster = story();
    cluster.create(jobs, job('gone', { ttlSecondsAfterFinished: 4 }));
    cluster.run(2);
    finishAll(cluster, 0);
    cluster.run(3);
    expect(cluster.list(jobs)).toHaveLength(1);
    cluster.run(5);
    expect([cluster.list(jobs), cluster.list(pods)]).toEqual([[], []]);
  });
});

describe('CronJobs', () => {
  it('start Jobs by the minute and keep a history', () => {
    const cluster = story();
    cluster.create(cronJobs, { metadata: { name: 'tick' }, spec: { schedule: '* * * * *', successfulJobsHistoryLimit: 2, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'b' }] } } } } } });
    for (let minute = 0; minute < 4; minute++) {
      cluster.run(62);
      for (const { metadata, status } of cluster.list(pods)) if (status?.phase === 'Running') cluster.finish(metadata?.name ?? '', 0);
    }
    cluster.run(5);
    const all = cluster.list(jobs);
    expect(all).toHaveLength(2);
    expect(all.every(({ metadata }) => /^tick-\d+$/.test(metadata?.name ?? ''))).toBe(true);
    expect(cluster.get(cronJobs, 'tick').status?.active).toBeUndefined();
    const events = cluster.events('CronJob').map((line) => line.replace(/tick-\d+/, 'tick-N'));
    expect(events.slice(0, 2)).toEqual(['Normal SuccessfulCreate Created job tick-N', 'Normal SawCompletedJob Saw completed job: tick-N, condition: Complete']);
    expect(events).toContain('Normal SuccessfulDelete Deleted job tick-N');
  });
});
