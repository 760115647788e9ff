import { describe, expect, it } from 'vitest';
import { nodeStory } from './node-story.ts';

describe('a node', () => {
  it('registers with its labels, conditions and lease', () => {
    const story = nodeStory({}, { labels: { 'topology.kubernetes.io/zone': 'zone-a' } });
    story.run(1);
    const { metadata, status } = story.node();
    expect(metadata?.labels).toMatchObject({ 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': 'zone-a' });
    expect(status?.capacity).toEqual({ cpu: '4', 'ephemeral-storage': '100Gi', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory: '8Gi', pods: '110' });
    expect(status?.conditions?.map(({ type, status: value, reason, message }) => `${type} ${value} ${reason ?? ''} ${message ?? ''}`)).toEqual([
      'MemoryPressure False KubeletHasSufficientMemory kubelet has sufficient memory available', 'DiskPressure False KubeletHasNoDiskPressure kubelet has no disk pressure',
      'PIDPressure False KubeletHasSufficientPID kubelet has sufficient PID available', 'Ready True KubeletReady kubelet is posting ready status',
    ]);
    const before = story.lease().spec?.renewTime;
    expect(story.lease()).toMatchObject({ spec: { holderIdentity: 'node-1', leaseDurationSeconds: 40 }, metadata: { ownerReferences: [{ kind: 'Node', name: 'node-1' }] } });
    story.run(20);
    expect(story.lease().spec?.renewTime).not.toBe(before);
  });
});
