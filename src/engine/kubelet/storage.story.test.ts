import { describe, expect, it } from 'vitest';
import { nodeStory, one, script } from './testing/node-story.ts';

const mounting = (text: string, emptyDir: Record<string, string>): Record<string, never> => one(
  { command: ['sh', '-c', text], volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }, { volumes: [{ name: 'cache', emptyDir }] },
) as Record<string, never>;
/** What a command in the pod prints, and what it complains of. */
const told = (story: ReturnType<typeof nodeStory>, command: readonly string[]): { readonly stdout: string; readonly stderr: string } => {
  const answer = story.exec(command);
  return 'stdout' in answer ? answer : { stdout: '', stderr: answer.message ?? '' };
};
const conditionOf = (story: ReturnType<typeof nodeStory>, type: string) => story.node().status?.conditions?.find((condition) => condition.type === type);

describe('files', () => {
  it('are as large as dd, fallocate and truncate make them, and take their time', () => {
    const story = nodeStory();
    story.create(script('sleep 3600'));
    story.run(10);
    expect(told(story, ['sh', '-c', 'fallocate -l 10M /tmp/a; truncate -s 2K /tmp/b; ls -l /tmp/a /tmp/b; du /tmp']).stdout).toMatch(/ 10485760 .*\/tmp\/a\n.* 2048 .*\/tmp\/b\n10242\t\/tmp\n$/);
    expect(told(story, ['dd', 'if=/dev/zero', 'of=/tmp/c', 'bs=1M', 'count=5']).stderr).toBe('5+0 records in\n5+0 records out\n');
    expect(told(story, ['sh', '-c', 'cp /tmp/c /tmp/d; rm /tmp/c; du -s /tmp/d']).stdout).toBe('5120\t/tmp/d\n');
    expect(told(story, ['sh', '-c', 'dd if=/none of=/tmp/e count=1; fallocate -l much /tmp/e']).stderr).toBe("dd: can't open '/none': No such file or directory\nfallocate: invalid number 'much'\n");
    expect(told(story, ['sh', '-c', 'echo hello > /tmp/t; dd if=/tmp/t of=/tmp/u count=1; cat /tmp/u']).stdout).toBe('hello\n');
  });
});

describe('a pod that writes too much', () => {
  it('goes when its emptyDir is above its limit, and nothing of it is left on the disk', () => {
    const story = nodeStory();
    story.create(mounting('sleep 5; dd if=/dev/zero of=/cache/big bs=1M count=600; sleep 3600', { sizeLimit: '500Mi' }));
    story.run(30);
    expect(story.pod().status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Usage of EmptyDir volume "cache" exceeds the limit "500Mi". ' });
    expect(story.events()).toContain('Warning Evicted Usage of EmptyDir volume "cache" exceeds the limit "500Mi". ');
    expect(story.conditions().some((condition) => condition.startsWith('DisruptionTarget'))).toBe(false);
    expect(conditionOf(story, 'DiskPressure')?.status).toBe('False');
  });

  it('stays when it keeps below', () => {
    const story = nodeStory();
    story.create(mounting('dd if=/dev/zero of=/cache/big bs=1M count=400; sleep 3600', { sizeLimit: '500Mi' }));
    story.run(60);
    expect(story.state()).toBe('Running 1/1 restarts 0');
  });

  it('goes when a container is above its own limit', () => {
    const story = nodeStory();
    story.create(one({ command: ['sh', '-c', 'fallocate -l 2G /var/big; sleep 3600'], resources: { limits: { 'ephemeral-storage': '1Gi' } } }) as Record<string, never>);
    story.run(30);
    expect(story.pod().status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ' });
  });
});

describe('a disk that is nearly full', () => {
  it('brings DiskPressure: unused images go, then the pod that has most above its request; nobody else gets in until five minutes later', () => {
    const story = nodeStory({ nodeEvents: true }, { capacity: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '20Gi' } });
    story.create(one({ image: 'nginx:1.25' }) as Record<string, never>, 'passing');
    story.create(one({ command: ['sh', '-c', 'fallocate -l 5G /var/a; sleep 3600'], resources: { requests: { 'ephemeral-storage': '6Gi' } } }) as Record<string, never>, 'modest');
    story.run(20);
    story.remove('passing');
    story.run(5);
    story.create(script('fallocate -l 14G /var/b; sleep 3600'), 'greedy');
    story.run(30);
    expect(story.pod('greedy').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(story.pod('greedy').status?.message).toMatch(/^The node was low on resource: ephemeral-storage\. Threshold quantity: 2147483680, available: \d+(Ki|Mi|)\. Container app was using 14Gi, request is 0, has larger consumption of ephemeral-storage\. $/);
    expect(story.conditions('greedy')).toContainEqual(expect.stringMatching(/^DisruptionTarget True TerminationByKubelet The node was low/));
    expect(story.pod('modest').status?.phase).toBe('Running');
    expect(conditionOf(story, 'DiskPressure')).toMatchObject({ status: 'True', reason: 'KubeletHasDiskPressure' });
    expect(story.node().status?.images?.flatMap(({ names }) => names ?? [])).not.toContain('docker.io/library/nginx:1.25');
    expect(story.events('node-1')).toEqual(expect.arrayContaining(['Normal NodeHasDiskPressure Node node-1 status is now: NodeHasDiskPressure', 'Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage']));
    story.create(script('sleep 3600'), 'late');
    story.run(2);
    expect(story.pod('late').status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Pod was rejected: The node had condition: [DiskPressure]. ' });
    story.run(330);
    expect(conditionOf(story, 'DiskPressure')?.status).toBe('False');
    expect(story.events('node-1')).toContainEqual(expect.stringContaining('NodeHasNoDiskPressure'));
  });
});
