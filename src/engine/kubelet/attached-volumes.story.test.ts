import { describe, expect, it } from 'vitest';
import type { Json } from '../../kube/object.ts';
import { persistentVolumeClaims, persistentVolumes, volumeAttachments } from '../../kube/kinds.ts';
import { hash64 } from '../../kube/hash.ts';
import type { KubeletOptions } from './index.ts';
import { nodeStory, script } from './testing/node-story.ts';

const driver = 'disks.example';
const attachment = `csi-${hash64(`disk-1${driver}node-1`)}`;
const mounting = script('sleep 3600', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });

/** A bound claim whose volume comes from there, and a pod that uses it. */
function story(source: Record<string, Json>, options: KubeletOptions = { preloadedImages: ['busybox:1.36'] }) {
  const told = nodeStory(options);
  const size = { storage: '1Gi' };
  told.ask('POST', '/api/v1/persistentvolumes', { metadata: { name: 'pv-1' }, spec: { capacity: size, accessModes: ['ReadWriteOnce'], ...source } });
  told.ask('POST', '/api/v1/namespaces/default/persistentvolumeclaims', { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: size }, volumeName: 'pv-1' } });
  const claim = told.admin.get(persistentVolumeClaims, 'default', 'data');
  if (!claim.ok || !told.admin.get(persistentVolumes, '', 'pv-1').ok) throw new Error('no claim');
  told.admin.updateStatus(persistentVolumeClaims, { ...claim.value, status: { phase: 'Bound' } });
  told.create(mounting);
  return {
    ...told,
    attach: () => {
      told.ask('POST', '/apis/storage.k8s.io/v1/volumeattachments', { metadata: { name: attachment }, spec: { attacher: driver, nodeName: 'node-1', source: { persistentVolumeName: 'pv-1' } } });
    },
    attached: () => {
      const made = told.admin.get(volumeAttachments, '', attachment);
      if (made.ok) told.admin.updateStatus(volumeAttachments, { ...made.value, status: { attached: true } });
    },
  };
}

const csi = { csi: { driver, volumeHandle: 'disk-1' } };

describe('a pod with a disk', () => {
  it('waits until the disk is attached to its node', () => {
    const { run, state, attach, attached, events } = story(csi);
    run(20);
    expect(state()).toBe('ContainerCreating 0/1 restarts 0');
    attach();
    run(5);
    expect(state()).toBe('ContainerCreating 0/1 restarts 0');
    expect(events()).toEqual([]);
    attached();
    run(3);
    expect(state()).toBe('Running 1/1 restarts 0');
  });

  it('complains after two minutes, and goes on waiting', () => {
    const { run, events, attach, attached, state } = story(csi);
    run(120);
    expect(events()).toEqual([]);
    run(5);
    expect(events()).toEqual(['Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data], failed to process volumes=[]: context deadline exceeded']);
    attach();
    attached();
    run(3);
    expect(state()).toBe('Running 1/1 restarts 0');
  });

  it.each<[string, Record<string, Json>, KubeletOptions?]>([
    ['a directory of the node', { hostPath: { path: '/data' } }],
    ['a fake kubelet', csi, { fake: true }],
  ])('does not wait for %s', (_what, source, options) => {
    const { run, state } = story(source, options);
    run(5);
    expect(state()).toBe('Running 1/1 restarts 0');
  });

  it('does not wait for a driver that attaches nothing', () => {
    const { run, state, ask } = story(csi);
    ask('POST', '/apis/storage.k8s.io/v1/csidrivers', { metadata: { name: driver }, spec: { attachRequired: false } });
    run(5);
    expect(state()).toBe('Running 1/1 restarts 0');
  });
});
