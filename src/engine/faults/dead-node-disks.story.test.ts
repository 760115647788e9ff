import { describe, expect, it } from 'vitest';
import type { CoreV1Event, V1Node, V1Pod, V1VolumeAttachment } from '../../kube/generated/types.ts';
import { usualMachines } from '../../scenario/machines.ts';
import { administrator, Cluster } from '../index.ts';

const statefulSet = {
  metadata: { name: 'db' },
  spec: {
    serviceName: 'db', replicas: 1, selector: { matchLabels: { app: 'db' } },
    template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] } },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  },
};

/** A StatefulSet of one pod with a disk, on a machine whose power has been cut for long. */
function story() {
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => {
    const answer = cluster.api.handle({ method, path, body, user: administrator, cause: { clock: true }, ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' as const } : {}) });
    if (answer.code >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const items = <T>(path: string): readonly T[] => (ask('GET', path) as { items: readonly T[] }).items;
  const pod = () => items<V1Pod>('/api/v1/namespaces/default/pods')[0];
  run(30);
  ask('POST', '/apis/apps/v1/namespaces/default/statefulsets', statefulSet);
  run(30);
  const first = pod()?.spec?.nodeName ?? '';
  return {
    cluster, run, ask, first, pod,
    node: (name: string) => ask('GET', `/api/v1/nodes/${name}`) as V1Node,
    attachedTo: () => items<V1VolumeAttachment>('/apis/storage.k8s.io/v1/volumeattachments').map(({ spec }) => spec.nodeName),
    told: (reason: string) => items<CoreV1Event>('/api/v1/namespaces/default/events').filter((event) => event.reason === reason).map(({ message, count }) => `${String(count ?? 1)} ${(message ?? '').replace(/pvc-[0-9a-f-]+/, 'PV')}`),
    isRunning: () => pod()?.status?.phase === 'Running' && pod()?.metadata?.deletionTimestamp === undefined,
  };
}

describe('the disk of a pod', () => {
  it('is in use on its node, and in no other place once the pod has gone', () => {
    const { run, ask, first, node, attachedTo, isRunning } = story();
    expect(isRunning()).toBe(true);
    expect(attachedTo()).toEqual([first]);
    expect(node(first).status?.volumesInUse).toEqual([expect.stringMatching(/^kubernetes\.io\/csi\/disk\.drydock\.dev\^pvc-/)]);
    ask('PATCH', '/apis/apps/v1/namespaces/default/statefulsets/db', { spec: { replicas: 0 } });
    run(60);
    expect(attachedTo()).toEqual([]);
    expect(node(first).status?.volumesInUse).toBeUndefined();
  });

  it('stays for six minutes on a node that has died, even when the pod was removed by force', () => {
    const { cluster, run, ask, first, attachedTo, told, isRunning, pod } = story();
    cluster.inflict({ type: 'power-off', node: first });
    run(400);
    expect(pod()?.metadata?.deletionTimestamp).toBeDefined();
    ask('DELETE', '/api/v1/namespaces/default/pods/db-0?gracePeriodSeconds=0');
    run(340);
    expect(pod()?.spec?.nodeName).not.toBe(first);
    expect([isRunning(), attachedTo()]).toEqual([false, [first]]);
    expect(told('FailedAttachVolume')).toEqual(['1 Multi-Attach error for volume "PV" Volume is already exclusively attached to one node and can\'t be attached to another']);
    run(60);
    expect(isRunning()).toBe(true);
    expect(attachedTo()).toEqual([pod()?.spec?.nodeName]);
  });

  it('moves within seconds once the node was declared out of service: its pods go without anybody deleting them by force', () => {
    const { cluster, run, ask, first, attachedTo, isRunning, pod } = story();
    cluster.inflict({ type: 'power-off', node: first });
    run(120);
    ask('PATCH', `/api/v1/nodes/${first}`, { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] } });
    run(60);
    expect(pod()?.spec?.nodeName).not.toBe(first);
    expect(isRunning()).toBe(true);
    expect(attachedTo()).toEqual([pod()?.spec?.nodeName]);
  });
});
