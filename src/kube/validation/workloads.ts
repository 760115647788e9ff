import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { fromLabelSelector, fromMap, matches, type Labels } from '../selectors.ts';
import { equal } from './equal.ts';
import { nameIsLabel, nameIsSubdomain, percent } from './formats.ts';
import { checkAnnotations, checkImmutable, checkLabels, checkLabelSelector, checkNonNegative, complain, isUsableSelector, selectorShape } from './metadata.ts';
import { checkPodAnnotations, checkPodTemplate } from './pod-spec.ts';
import { rules, type Rules } from './rules.ts';
import { mapOf, shapeOf } from './shapes.ts';

type IntOrPercent = number | string | undefined;

const doesNotMatch = '`selector` does not match template `labels`';

function checkSelector(errors: FieldError[], selector: t.V1LabelSelector | undefined, emptyWords: string): void {
  if (!selector) {
    errors.push(required('spec.selector'));
    return;
  }
  checkLabelSelector(errors, selector, 'spec.selector');
  if (isEmptySelector(selector)) errors.push(invalid('spec.selector', selectorShape(selector), emptyWords));
}

const isEmptySelector = (selector: t.V1LabelSelector | undefined): boolean =>
  selector !== undefined && Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0) === 0;

/** Whether the template's pods are the controller's own; an empty selector is complained about elsewhere. */
export function checkTemplateLabels(errors: FieldError[], selector: t.V1LabelSelector | undefined, labels: Labels | undefined): void {
  if (!isEmptySelector(selector) && !matches(fromLabelSelector(selector), labels)) errors.push(invalid('spec.template.metadata.labels', mapOf(labels), doesNotMatch));
}

/** Pods of most controllers run for ever. */
function checkEverlasting(errors: FieldError[], template: t.V1PodTemplateSpec | undefined, owner: string): void {
  const policy = template?.spec?.restartPolicy ?? '';
  if (policy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${owner} is not Supported`));
  }
}

function checkReplicaTemplate(errors: FieldError[], { selector, template }: { readonly selector?: t.V1LabelSelector | undefined; readonly template?: t.V1PodTemplateSpec | undefined }): void {
  if (selector && !isUsableSelector(selector)) {
    errors.push(invalid('spec.selector', selectorShape(selector), 'invalid label selector'));
    return;
  }
  checkTemplateLabels(errors, selector, template?.metadata?.labels);
  checkPodTemplate(errors, template, 'spec.template');
  checkEverlasting(errors, template, 'ReplicaSet');
}

/** A number that is not negative, or a percentage. */
export function checkIntOrPercent(errors: FieldError[], value: IntOrPercent, path: string): void {
  if (typeof value === 'string') complain(errors, path, value, percent(value));
  else checkNonNegative(errors, value, path);
}

/** Complains about more than 100%. */
export function checkAtMostAll(errors: FieldError[], value: IntOrPercent, path: string): void {
  if (typeof value === 'string' && percent(value).length === 0 && Number(value.slice(0, -1)) > 100) errors.push(invalid(path, value, 'must not be greater than 100%'));
}

/** The number, or the number before the percent sign; 0 for what is neither. */
function amountOf(value: IntOrPercent): number {
  if (typeof value === 'number' || value === undefined) return value ?? 0;
  return percent(value).length === 0 ? Number(value.slice(0, -1)) : /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

function checkDeployment(errors: FieldError[], { spec }: t.V1Deployment): void {
  checkNonNegative(errors, spec?.replicas, 'spec.replicas');
  checkSelector(errors, spec?.selector, 'empty selector is invalid for deployment');
  checkReplicaTemplate(errors, spec ?? {});
  checkStrategy(errors, spec?.strategy, 'spec.strategy');
  checkNonNegative(errors, spec?.minReadySeconds, 'spec.minReadySeconds');
  checkNonNegative(errors, spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit');
  const deadline = spec?.progressDeadlineSeconds;
  checkNonNegative(errors, deadline, 'spec.progressDeadlineSeconds');
  if (deadline !== undefined && deadline <= (spec?.minReadySeconds ?? 0)) errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
}

function checkStrategy(errors: FieldError[], strategy: t.V1DeploymentStrategy | undefined, path: string): void {
  const rolling = strategy?.rollingUpdate;
  if (strategy?.type === 'Recreate') {
    if (rolling) errors.push(forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"));
  } else if (strategy?.type !== 'RollingUpdate') errors.push(notSupported(path, shapeOf('DeploymentStrategy', strategy ?? {}), ['Recreate', 'RollingUpdate']));
  else if (!rolling) errors.push(required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil'));
  else checkRollingDeployment(errors, rolling, `${path}.rollingUpdate`);
}

function checkRollingDeployment(errors: FieldError[], { maxUnavailable, maxSurge }: t.V1RollingUpdateDeployment, path: string): void {
  checkIntOrPercent(errors, maxUnavailable, `${path}.maxUnavailable`);
  checkIntOrPercent(errors, maxSurge, `${path}.maxSurge`);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  checkAtMostAll(errors, maxUnavailable, `${path}.maxUnavailable`);
}

type Counts<K extends string> = { readonly [P in K]?: number | undefined } | undefined;

/** Counters that are not negative, and no greater than the number of replicas. */
function checkCounts<K extends string>(errors: FieldError[], status: Counts<K>, keys: readonly K[], within: readonly K[]): void {
  for (const key of keys) checkNonNegative(errors, status?.[key], `status.${key}`);
  const replicas = (status as Counts<'replicas'>)?.replicas ?? 0;
  for (const key of within) if ((status?.[key] ?? 0) > replicas) errors.push(invalid(`status.${key}`, status?.[key], 'cannot be greater than status.replicas'));
}

function checkAvailable(errors: FieldError[], status: Counts<'availableReplicas' | 'readyReplicas'>, words: string): void {
  if ((status?.availableReplicas ?? 0) > (status?.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', status?.availableReplicas, words));
}

function checkCollisions(errors: FieldError[], count: number | undefined, before: number | undefined): void {
  if (before !== undefined && (count ?? -1) < before) errors.push(invalid('status.collisionCount', count ?? 0, 'cannot be decremented'));
}

function checkDeploymentStatus(errors: FieldError[], { status }: t.V1Deployment, before: t.V1Deployment): void {
  checkCounts(errors, status, ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'collisionCount'], ['updatedReplicas', 'readyReplicas', 'availableReplicas']);
  checkAvailable(errors, status, 'cannot be greater than readyReplicas');
  checkCollisions(errors, status?.collisionCount, before.status?.collisionCount);
}

function checkReplicaSet(errors: FieldError[], { spec }: t.V1ReplicaSet): void {
  checkNonNegative(errors, spec?.replicas, 'spec.replicas');
  checkNonNegative(errors, spec?.minReadySeconds, 'spec.minReadySeconds');
  checkSelector(errors, spec?.selector, 'empty selector is invalid for deployment');
  checkReplicaTemplate(errors, spec ?? ({} as t.V1ReplicaSetSpec));
}

const replicaCounts = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'] as const;
const replicaCountsWithin = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;

function checkReplicaStatus(errors: FieldError[], { status }: t.V1ReplicaSet | t.V1ReplicationController): void {
  checkCounts(errors, status, replicaCounts, replicaCountsWithin);
  checkAvailable(errors, status, 'cannot be greater than readyReplicas');
}

function checkReplicationController(errors: FieldError[], { spec }: t.V1ReplicationController): void {
  const selector = spec?.selector;
  const isEmpty = Object.keys(selector ?? {}).length === 0;
  checkNonNegative(errors, spec?.minReadySeconds, 'spec.minReadySeconds');
  if (isEmpty) errors.push(required('spec.selector'));
  checkNonNegative(errors, spec?.replicas, 'spec.replicas');
  if (!spec?.template) {
    errors.push(required('spec.template'));
    return;
  }
  const labels = spec.template.metadata?.labels;
  if (!isEmpty && !matches(fromMap(selector), labels)) errors.push(invalid('spec.template.metadata.labels', mapOf(labels), doesNotMatch));
  checkPodTemplate(errors, spec.template, 'spec.template');
  checkEverlasting(errors, spec.template, 'ReplicationController');
}

function checkStatefulSet(errors: FieldError[], { spec }: t.V1StatefulSet): void {
  const { podManagementPolicy, persistentVolumeClaimRetentionPolicy: retention, selector, template } = spec ?? {};
  if (!podManagementPolicy) errors.push(required('spec.podManagementPolicy'));
  else if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    errors.push(invalid('spec.podManagementPolicy', podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  checkStatefulStrategy(errors, spec?.updateStrategy, 'spec.updateStrategy');
  for (const key of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[key] ?? '';
    if (retention && policy !== 'Retain' && policy !== 'Delete') errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${key}`, policy, ['Retain', 'Delete']));
  }
  checkNonNegative(errors, spec?.replicas, 'spec.replicas');
  checkNonNegative(errors, spec?.minReadySeconds, 'spec.minReadySeconds');
  checkNonNegative(errors, spec?.ordinals?.start, 'spec.ordinals.start');
  checkNonNegative(errors, spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit');
  checkSelector(errors, selector, 'empty selector is invalid for statefulset');
  if (selector && !isUsableSelector(selector)) errors.push(invalid('spec.selector', selectorShape(selector), ''));
  else checkStatefulTemplate(errors, selector, template);
  checkEverlasting(errors, template, 'StatefulSet');
}

/** Only labels and annotations: the volumes of the template are not all there yet. */
function checkStatefulTemplate(errors: FieldError[], selector: t.V1LabelSelector | undefined, template: t.V1PodTemplateSpec | undefined): void {
  checkTemplateLabels(errors, selector, template?.metadata?.labels);
  checkLabels(errors, template?.metadata?.labels, 'spec.template.labels');
  checkAnnotations(errors, template?.metadata?.annotations, 'spec.template.annotations');
  checkPodAnnotations(errors, template?.metadata?.annotations, template?.spec, 'spec.template.annotations');
}

function checkStatefulStrategy(errors: FieldError[], strategy: t.V1StatefulSetUpdateStrategy | undefined, path: string): void {
  const rolling = strategy?.rollingUpdate;
  if (!strategy?.type) errors.push(required(path));
  else if (strategy.type === 'OnDelete') {
    if (rolling) errors.push(invalid(`${path}.rollingUpdate`, shapeOf('Partition', rolling), "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (strategy.type !== 'RollingUpdate') errors.push(invalid(path, shapeOf('StatefulSetStrategy', strategy), "must be 'RollingUpdate' or 'OnDelete'"));
  else if (rolling) {
    checkNonNegative(errors, rolling.partition, `${path}.rollingUpdate.partition`);
    const { maxUnavailable } = rolling;
    if (maxUnavailable === undefined) return;
    checkIntOrPercent(errors, maxUnavailable, `${path}.rollingUpdate.maxUnavailable`);
    if (amountOf(maxUnavailable) === 0) errors.push(invalid(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable, 'cannot be 0'));
    checkAtMostAll(errors, maxUnavailable, `${path}.rollingUpdate.maxUnavailable`);
  }
}

const statefulMayChange = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'] as const;

function checkStatefulSetUpdate(errors: FieldError[], set: t.V1StatefulSet, before: t.V1StatefulSet): void {
  checkStatefulSet(errors, set);
  const rest = { ...set.spec } as Record<string, unknown>;
  const old = { ...before.spec } as Record<string, unknown>;
  for (const key of statefulMayChange) {
    rest[key] = undefined;
    old[key] = undefined;
  }
  if (equal(rest, old)) return;
  const names = statefulMayChange.map((name) => `'${name}'`);
  errors.push(forbidden('spec', `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are forbidden`));
}

function checkStatefulSetStatus(errors: FieldError[], { status }: t.V1StatefulSet, before: t.V1StatefulSet): void {
  checkCounts(errors, status, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'], ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas']);
  checkAvailable(errors, status, 'cannot be greater than status.readyReplicas');
  checkCollisions(errors, status?.collisionCount, before.status?.collisionCount);
}

function checkDaemonSet(errors: FieldError[], { spec }: t.V1DaemonSet): void {
  const { selector, template } = spec ?? {};
  checkLabelSelector(errors, selector, 'spec.selector');
  if (isUsableSelector(selector)) checkTemplateLabels(errors, selector, template?.metadata?.labels);
  if (isEmptySelector(selector)) errors.push(invalid('spec.selector', selectorShape(selector), 'empty selector is invalid for daemonset'));
  checkPodTemplate(errors, template, 'spec.template');
  checkEverlasting(errors, template, 'DaemonSet');
  checkNonNegative(errors, spec?.minReadySeconds, 'spec.minReadySeconds');
  checkDaemonStrategy(errors, spec?.updateStrategy, 'spec.updateStrategy');
  checkNonNegative(errors, spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit');
}

function checkDaemonStrategy(errors: FieldError[], strategy: t.V1DaemonSetUpdateStrategy | undefined, path: string): void {
  if (strategy?.type === 'OnDelete') return;
  if (strategy?.type !== 'RollingUpdate') errors.push(notSupported(path, shapeOf('DeploymentStrategy', strategy ?? {}), ['RollingUpdate', 'OnDelete']));
  else if (!strategy.rollingUpdate) errors.push(required(`${path}.rollingUpdate`));
  else checkRollingDaemonSet(errors, strategy.rollingUpdate, `${path}.rollingUpdate`);
}

/** Either old pods go first or new ones come first, not both and not neither. */
function checkRollingDaemonSet(errors: FieldError[], { maxUnavailable, maxSurge }: t.V1RollingUpdateDaemonSet, path: string): void {
  checkIntOrPercent(errors, maxUnavailable, `${path}.maxUnavailable`);
  checkIntOrPercent(errors, maxSurge, `${path}.maxSurge`);
  checkAtMostAll(errors, maxUnavailable, `${path}.maxUnavailable`);
  checkAtMostAll(errors, maxSurge, `${path}.maxSurge`);
  const goesFirst = amountOf(maxUnavailable) !== 0;
  const comesFirst = amountOf(maxSurge) !== 0;
  if (goesFirst && comesFirst) errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!goesFirst && !comesFirst) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

const daemonCounts = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'] as const;

function checkDaemonSetStatus(errors: FieldError[], { status }: t.V1DaemonSet, before: t.V1DaemonSet): void {
  checkCounts(errors, status, daemonCounts, []);
  checkCollisions(errors, status?.collisionCount, before.status?.collisionCount);
}

type Selecting = { readonly spec?: { readonly selector?: t.V1LabelSelector | undefined } | undefined };

function checkFixedSelector(errors: FieldError[], object: Selecting, before: Selecting): void {
  checkImmutable(errors, object.spec?.selector, before.spec?.selector, 'spec.selector', selectorShape);
}

function checkControllerRevision(errors: FieldError[], { data, revision }: t.V1ControllerRevision): void {
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  checkNonNegative(errors, revision, 'revision');
}

export const workloadRules: readonly Rules[] = [
  rules({
    kind: kinds.deployments, name: nameIsSubdomain, create: checkDeployment, status: checkDeploymentStatus,
    update: (errors, deployment, before) => { checkFixedSelector(errors, deployment, before); checkDeployment(errors, deployment); },
  }),
  rules({
    kind: kinds.replicaSets, name: nameIsSubdomain, create: checkReplicaSet, status: checkReplicaStatus,
    update: (errors, set, before) => { checkFixedSelector(errors, set, before); checkReplicaSet(errors, set); },
  }),
  rules({ kind: kinds.replicationControllers, name: nameIsSubdomain, create: checkReplicationController, status: checkReplicaStatus }),
  rules({ kind: kinds.statefulSets, name: nameIsLabel, create: checkStatefulSet, update: checkStatefulSetUpdate, status: checkStatefulSetStatus }),
  rules({
    kind: kinds.daemonSets, name: nameIsSubdomain, create: checkDaemonSet, status: checkDaemonSetStatus,
    update: (errors, set, before) => { checkFixedSelector(errors, set, before); checkDaemonSet(errors, set); },
  }),
  rules({
    kind: kinds.controllerRevisions, name: nameIsSubdomain, create: checkControllerRevision,
    update: (errors, revision, before) => {
      checkControllerRevision(errors, revision);
      checkImmutable(errors, revision.data, before.data, 'data');
    },
  }),
  rules({ kind: kinds.podTemplates, name: nameIsSubdomain, create: (errors, { template }) => { checkPodTemplate(errors, template, 'template'); } }),
];
