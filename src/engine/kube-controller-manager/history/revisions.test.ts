import { describe, expect, it } from 'vitest';
import type { V1PodTemplateSpec } from '../../../kube/generated/types.ts';
import { revisionHash, type Versioned } from './revisions.ts';

/** The template of the StatefulSet `web` in Kubernetes' documentation, as releases before 1.34 wrote it: with a time of creation that is null. */
function web(image: string, terminationGracePeriodSeconds: number): Versioned {
  const template = {
    metadata: { creationTimestamp: null, labels: { app: 'nginx' } },
    spec: {
      containers: [{
        name: 'nginx', image, imagePullPolicy: 'IfNotPresent', resources: {}, ports: [{ containerPort: 80, name: 'web', protocol: 'TCP' }],
        terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', volumeMounts: [{ mountPath: '/usr/share/nginx/html', name: 'www' }],
      }],
      dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {}, terminationGracePeriodSeconds,
    },
  };
  return { spec: { template: template as unknown as V1PodTemplateSpec } };
}

describe('the hash of a revision', () => {
  it.each([
    { image: 'k8s.gcr.io/nginx-slim:0.8', seconds: 30, hash: 'b46f789c4' },
    { image: 'registry.k8s.io/nginx-slim:0.24', seconds: 10, hash: '7757fc6447' },
  ])('is $hash for $image, as clusters named it', ({ image, seconds, hash }) => {
    expect(revisionHash(web(image, seconds), 0)).toBe(hash);
  });

  it('is another with every count of collisions', () => {
    const owner = web('nginx', 30);
    expect(new Set([0, 1, 2, 10].map((count) => revisionHash(owner, count))).size).toBe(4);
  });
});
