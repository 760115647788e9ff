import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';
import { defaultPodTemplate } from './pod-spec.ts';
import { defaultClaim } from './storage.ts';

/** @see Kubernetes 1.36, apps defaults */
export function defaultDeployment(deployment: t.V1Deployment): t.V1Deployment {
  return update(fill(deployment, { status: {} }), 'spec', (spec) => {
    let out = fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {} });
    out = update(out, 'strategy', defaultStrategy);
    return defaultTemplateOf(out);
  });
}

function defaultStrategy(strategy: t.V1DeploymentStrategy): t.V1DeploymentStrategy {
  const out = fillZero(strategy, { type: 'RollingUpdate' });
  if (out.type !== 'RollingUpdate') return out;
  return update(fill(out, { rollingUpdate: {} }), 'rollingUpdate', (rolling) => fill(rolling, { maxUnavailable: '25%', maxSurge: '25%' }));
}

/** Templates are structs: an absent one counts as an empty one. */
function defaultTemplateOf<S extends { readonly template?: t.V1PodTemplateSpec | undefined }>(spec: S): S {
  return update(fill(spec, { template: {} } as Partial<S>), 'template', (template) => defaultPodTemplate(fill(template as t.V1PodTemplateSpec, { spec: {} as t.V1PodSpec })) as S['template']);
}

export function defaultReplicaSet(set: t.V1ReplicaSet): t.V1ReplicaSet {
  const out = update(fill(set, { status: {} as t.V1ReplicaSetStatus }), 'spec', (spec) => defaultTemplateOf(fill(spec, { replicas: 1 })));
  return update(out, 'status', (status) => fill(status, { replicas: 0 }));
}

/** A ReplicationController takes selector and labels from its template. */
export function defaultReplicationController(controller: t.V1ReplicationController): t.V1ReplicationController {
  const labels = controller.spec?.template?.metadata?.labels;
  let out = update(controller, 'spec', (spec) => {
    const selector = labels && Object.keys(spec.selector ?? {}).length === 0 ? { ...spec, selector: labels } : spec;
    return update(fill(selector, { replicas: 1 }), 'template', (template) => defaultPodTemplate(template));
  });
  if (labels && Object.keys(out.metadata?.labels ?? {}).length === 0) out = { ...out, metadata: { ...out.metadata, labels } };
  return update(fill(out, { status: {} as t.V1ReplicationControllerStatus }), 'status', (status) => fill(status, { replicas: 0 }));
}

export function defaultStatefulSet(set: t.V1StatefulSet): t.V1StatefulSet {
  const out = update(fill(set, { status: {} as t.V1StatefulSetStatus }), 'spec', (spec) => {
    let filled = fillZero(spec, { podManagementPolicy: 'OrderedReady' });
    filled = fill(filled, { replicas: 1, revisionHistoryLimit: 10, updateStrategy: {}, persistentVolumeClaimRetentionPolicy: {} });
    filled = update(filled, 'updateStrategy', defaultStatefulSetStrategy);
    filled = update(filled, 'persistentVolumeClaimRetentionPolicy', (policy) => fillZero(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }));
    filled = updateEach(filled, 'volumeClaimTemplates', (claim: t.V1PersistentVolumeClaim) => fillZero(defaultClaim(claim), { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }));
    return defaultTemplateOf(filled);
  });
  return update(out, 'status', (status) => fill(status, { replicas: 0, availableReplicas: 0 }));
}

function defaultStatefulSetStrategy(strategy: t.V1StatefulSetUpdateStrategy): t.V1StatefulSetUpdateStrategy {
  const out = fillZero(strategy, { type: 'RollingUpdate' });
  if (out.type !== 'RollingUpdate') return out;
  return update(fill(out, { rollingUpdate: {} }), 'rollingUpdate', (rolling) => fill(rolling, { partition: 0 }));
}

export function defaultDaemonSet(set: t.V1DaemonSet): t.V1DaemonSet {
  const out = update(fill(set, { status: {} as t.V1DaemonSetStatus }), 'spec', (spec) => {
    const filled = update(fill(spec, { revisionHistoryLimit: 10, updateStrategy: {} }), 'updateStrategy', defaultDaemonSetStrategy);
    return defaultTemplateOf(filled);
  });
  return update(out, 'status', (status) => fill(status, { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }));
}

function defaultDaemonSetStrategy(strategy: t.V1DaemonSetUpdateStrategy): t.V1DaemonSetUpdateStrategy {
  const out = fillZero(strategy, { type: 'RollingUpdate' });
  if (out.type !== 'RollingUpdate') return out;
  return update(fill(out, { rollingUpdate: {} }), 'rollingUpdate', (rolling) => fill(rolling, { maxUnavailable: 1, maxSurge: 0 }));
}

export function defaultPodTemplateObject(template: t.V1PodTemplate): t.V1PodTemplate {
  return update(template, 'template', (spec) => defaultPodTemplate(spec));
}
