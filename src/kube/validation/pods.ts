import { forbidden, invalid, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { qosClassOf } from '../qos.ts';
import { checkAddress } from './addresses.ts';
import { checkImageBlanks } from './containers.ts';
import { structDiff } from './diff.ts';
import { equal } from './equal.ts';
import { nameIsSubdomain, outsideRange, qualifiedName } from './formats.ts';
import { checkImmutable, checkObjectMeta, complain } from './metadata.ts';
import { checkPodAnnotations, checkPodSpec, int32Max } from './pod-spec.ts';
import { checkTolerations } from './scheduling.ts';
import { shapeOf } from './shapes.ts';

const soundSpecs = new WeakSet();
const noSpec: t.V1PodSpec = { containers: [] };

/** What holds for a pod at all times. A spec that was found sound once is not looked at again. */
function checkMetadataAndSpec(errors: FieldError[], pod: t.V1Pod): void {
  checkObjectMeta(errors, pod.metadata, true, nameIsSubdomain);
  checkPodAnnotations(errors, pod.metadata?.annotations, pod.spec, 'metadata.annotations');
  if (pod.spec && soundSpecs.has(pod.spec)) return;
  const before = errors.length;
  checkPodSpec(errors, pod.spec, 'spec', pod.metadata?.name ?? '', true);
  checkTokens(errors, pod.spec);
  for (const key of ['containers', 'initContainers'] as const) {
    for (const [index, container] of (pod.spec?.[key] ?? []).entries()) checkImageBlanks(errors, container, `spec.${key}[${String(index)}]`);
  }
  if (pod.spec && errors.length === before) soundSpecs.add(pod.spec);
}

function checkTokens(errors: FieldError[], spec: t.V1PodSpec | undefined): void {
  if (!spec || spec.serviceAccountName) return;
  for (const [index, { projected }] of (spec.volumes ?? []).entries()) {
    for (const [sourceIndex, { serviceAccountToken }] of (projected?.sources ?? []).entries()) {
      if (!serviceAccountToken) continue;
      errors.push(forbidden(`spec.volumes[${String(index)}].projected.sources[${String(sourceIndex)}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set'));
    }
  }
}

/** @see Kubernetes 1.36, core validation, ValidatePodCreate */
export function checkPodCreate(errors: FieldError[], pod: t.V1Pod): void {
  checkMetadataAndSpec(errors, pod);
  if ((pod.spec?.ephemeralContainers?.length ?? 0) > 0) errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (pod.spec?.nodeName && (pod.spec.schedulingGates?.length ?? 0) > 0) errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
}

const mayChange = [
  '`spec.containers[*].image`', '`spec.initContainers[*].image`', '`spec.activeDeadlineSeconds`', '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** @see Kubernetes 1.36, core validation, ValidatePodUpdate */
export function checkPodUpdate(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  checkMetadataAndSpec(errors, pod);
  if (pod.metadata?.annotations !== before.metadata?.annotations) checkAnnotationUpdate(errors, pod, before);
  if (pod.spec === before.spec) return;
  const spec = pod.spec ?? noSpec;
  const old = before.spec ?? noSpec;
  if (!checkImages(errors, spec.containers, old.containers, 'spec.containers') || !checkImages(errors, spec.initContainers, old.initContainers, 'spec.initContainers')) return;
  if (!checkDeadline(errors, spec.activeDeadlineSeconds, old.activeDeadlineSeconds)) return;
  checkAddedTolerations(errors, spec.tolerations ?? [], old.tolerations ?? []);
  checkDeletedGates(errors, spec.schedulingGates ?? [], old.schedulingGates ?? []);
  if (equal(spec, old)) return;
  const comparable = comparableSpec(errors, spec, old);
  if (equal(comparable, old)) return;
  errors.push(forbidden('spec', `pod updates may not change fields other than ${mayChange}\n${structDiff('PodSpec', old, comparable)}`));
}

function checkAnnotationUpdate(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  const key = 'kubernetes.io/config.mirror';
  const value = pod.metadata?.annotations?.[key];
  const old = before.metadata?.annotations?.[key];
  const path = `metadata.annotations[${key}]`;
  if (old !== undefined && value !== old) errors.push(forbidden(path, 'may not remove or update mirror pod annotation'));
  if (old === undefined && value !== undefined) errors.push(forbidden(path, 'may not add mirror pod annotation'));
}

/** Containers stay, their images may change. False: nothing more is worth saying. */
function checkImages(errors: FieldError[], containers: readonly t.V1Container[] = [], before: readonly t.V1Container[] = [], path: string): boolean {
  if (containers.length !== before.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  for (const [index, container] of containers.entries()) {
    if (!container.image) errors.push(required(`${path}[${String(index)}].image`));
    checkImageBlanks(errors, container, `${path}[${String(index)}]`);
  }
  return true;
}

/** A deadline may be set, and shortened. */
function checkDeadline(errors: FieldError[], deadline: number | undefined, before: number | undefined): boolean {
  const path = 'spec.activeDeadlineSeconds';
  if (deadline === undefined) {
    if (before !== undefined) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (deadline < 0 || deadline > int32Max) errors.push(invalid(path, deadline, outsideRange(0, int32Max)));
  else if (before !== undefined && before < deadline) errors.push(invalid(path, deadline, 'must be less than or equal to previous value'));
  else return true;
  return false;
}

function checkAddedTolerations(errors: FieldError[], tolerations: readonly t.V1Toleration[], before: readonly t.V1Toleration[]): void {
  for (const old of before) {
    if (tolerations.some((toleration) => equal({ ...old, tolerationSeconds: toleration.tolerationSeconds }, toleration))) continue;
    errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
    return;
  }
  checkTolerations(errors, tolerations, 'spec.tolerations');
}

function checkDeletedGates(errors: FieldError[], gates: readonly t.V1PodSchedulingGate[], before: readonly t.V1PodSchedulingGate[]): void {
  for (const [index, { name }] of gates.entries()) {
    if (!before.some((old) => old.name === name)) errors.push(forbidden(`spec.schedulingGates[${String(index)}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`));
  }
}

/** The new spec with everything that may change taken from the old one. */
function comparableSpec(errors: FieldError[], spec: t.V1PodSpec, old: t.V1PodSpec): t.V1PodSpec {
  const withImages = (containers: readonly t.V1Container[] | undefined, before: readonly t.V1Container[] | undefined): readonly t.V1Container[] | undefined =>
    containers?.map((container, index) => ({ ...container, image: before?.[index]?.image }));
  const comparable: t.V1PodSpec = {
    ...spec,
    containers: withImages(spec.containers, old.containers) ?? [],
    initContainers: withImages(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    ephemeralContainers: spec.ephemeralContainers,
  };
  const relaxed = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1
    ? { ...comparable, terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : comparable;
  return (old.schedulingGates?.length ?? 0) > 0 ? comparableGatedSpec(errors, relaxed, old) : relaxed;
}

/** While a pod is gated, what it asks of nodes may become narrower. */
function comparableGatedSpec(errors: FieldError[], spec: t.V1PodSpec, old: t.V1PodSpec): t.V1PodSpec {
  if (Object.entries(old.nodeSelector ?? {}).some(([key, value]) => spec.nodeSelector?.[key] !== value)) {
    errors.push(invalid('spec.nodeSelector', spec.nodeSelector ?? null, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
  }
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const oldAffinity = old.affinity?.nodeAffinity;
  if (!equal(nodeAffinity, oldAffinity)) checkNarrowedAffinity(errors, nodeAffinity, oldAffinity);
  const affinity = { ...spec.affinity, nodeAffinity: oldAffinity };
  const isEmpty = !affinity.nodeAffinity && !affinity.podAffinity && !affinity.podAntiAffinity;
  return { ...spec, nodeSelector: old.nodeSelector, affinity: isEmpty ? old.affinity : affinity };
}

function checkNarrowedAffinity(errors: FieldError[], affinity: t.V1NodeAffinity | undefined, before: t.V1NodeAffinity | undefined): void {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const old = before?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const shape = (term: unknown): unknown => shapeOf('NodeSelectorTerm', term);
  if (old.length > 0 && old.length !== terms.length) {
    errors.push(invalid(path, terms.length === 0 ? null : terms.map(shape), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  for (const [index, term] of old.entries()) {
    if (!isNarrowedTerm(terms[index], term)) errors.push(invalid(`${path}[${String(index)}]`, shape(terms[index]), 'only additions are allowed (no mutations or deletions)'));
  }
}

function isNarrowedTerm(term: t.V1NodeSelectorTerm | undefined, before: t.V1NodeSelectorTerm): boolean {
  const wasEmpty = (before.matchExpressions?.length ?? 0) === 0 && (before.matchFields?.length ?? 0) === 0;
  if (wasEmpty) return (term?.matchExpressions?.length ?? 0) === 0 && (term?.matchFields?.length ?? 0) === 0;
  return (['matchExpressions', 'matchFields'] as const).every((key) => equal(term?.[key]?.slice(0, before[key]?.length ?? 0), before[key]));
}

/** @see Kubernetes 1.36, core validation, ValidatePodStatusUpdate */
export function checkPodStatus(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  if (pod.metadata?.annotations !== before.metadata?.annotations) {
    checkAnnotationUpdate(errors, pod, before);
    checkPodAnnotations(errors, pod.metadata?.annotations, pod.spec, 'metadata.annotations');
  }
  const status = pod.status;
  const old = before.status;
  if (status === old) return;
  for (const [index, { type = '' }] of (status?.conditions ?? []).entries()) complain(errors, `metadata.conditions[${String(index)}].Type`, type, qualifiedName(type));
  if (pod.spec?.nodeName !== before.spec?.nodeName) errors.push(forbidden('status.nodeName', 'may not be changed directly'));
  const nominated = status?.nominatedNodeName;
  if (nominated && nominated !== old?.nominatedNodeName) complain(errors, 'status.nominatedNodeName', nominated, nameIsSubdomain(nominated, false));
  checkImmutable(errors, status?.qosClass, old?.qosClass, 'status.qosClass');
  checkStates(errors, pod, before);
  for (const [index, { ip }] of (status?.podIPs ?? []).entries()) checkAddress(errors, ip ?? '', `status.podIPs[${String(index)}]`);
  checkHostAddresses(errors, status);
}

function checkHostAddresses(errors: FieldError[], status: t.V1PodStatus | undefined): void {
  const addresses = status?.hostIPs ?? [];
  if (addresses.length > 0 && addresses[0]?.ip !== status?.hostIP) errors.push(invalid('status.hostIPs[0].ip', addresses[0]?.ip ?? '', 'must be equal to `hostIP`'));
  for (const [index, { ip }] of addresses.entries()) checkAddress(errors, ip ?? '', `status.hostIPs[${String(index)}]`);
}

/** What has ended for good cannot run again. */
function checkStates(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  const policy = before.spec?.restartPolicy ?? 'Always';
  if (policy === 'Always') return;
  const exempt = new Set([...(before.spec?.initContainers ?? []), ...(before.spec?.containers ?? [])]
    .filter((container) => container.restartPolicy !== undefined || (container.restartPolicyRules?.length ?? 0) > 0).map(({ name }) => name));
  for (const key of ['containerStatuses', 'initContainerStatuses'] as const) {
    for (const [index, { name, state }] of (before.status?.[key] ?? []).entries()) {
      if (!state?.terminated || exempt.has(name) || (state.terminated.exitCode !== 0 && policy === 'OnFailure')) continue;
      const now = pod.status?.[key]?.find((status) => status.name === name);
      if (now && !now.state?.terminated) errors.push(forbidden(`status.${key}[${String(index)}].state`, 'may not be transitioned to non-terminated state'));
    }
  }
}

/** @see Kubernetes 1.36, core validation, ValidatePodEphemeralContainersUpdate */
export function checkEphemeralContainersUpdate(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  checkMetadataAndSpec(errors, pod);
  for (const old of before.spec?.ephemeralContainers ?? []) {
    const now = pod.spec?.ephemeralContainers?.find(({ name }) => name === old.name);
    if (!now) errors.push(forbidden('spec.ephemeralContainers', `existing ephemeral containers "${old.name}" may not be removed\n`));
    else if (!equal(old, now)) {
      errors.push(forbidden('spec.ephemeralContainers', `existing ephemeral containers "${old.name}" may not be changed\n${structDiff('EphemeralContainer', old, now)}`));
    }
  }
}

/** Only cpu and memory of containers and sidecars can be resized, and the class of service stays. */
export function checkResize(errors: FieldError[], pod: t.V1Pod, before: t.V1Pod): void {
  checkMetadataAndSpec(errors, pod);
  const spec = pod.spec ?? noSpec;
  const old = before.spec ?? noSpec;
  if (!equal(spec.resources, old.resources)) errors.push(forbidden('', 'pods with pod-level resources cannot be resized'));
  if (qosClassOf(before) !== qosClassOf(pod)) errors.push(invalid('spec', pod.status?.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing'));
  for (const [index, container] of spec.containers.entries()) checkContainerResize(errors, container, old.containers[index], `spec.containers[${String(index)}].resources`);
  const withResources = (containers: readonly t.V1Container[] | undefined, from: readonly t.V1Container[] | undefined): readonly t.V1Container[] | undefined =>
    containers?.map((container, index) => ({ ...container, resources: from?.[index]?.resources, resizePolicy: from?.[index]?.resizePolicy }));
  const comparable = { ...spec, containers: withResources(spec.containers, old.containers), initContainers: withResources(spec.initContainers, old.initContainers) };
  if (errors.length === 0 && !equal(comparable, old)) errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
}

function checkContainerResize(errors: FieldError[], container: t.V1Container, before: t.V1Container | undefined, path: string): void {
  for (const side of ['requests', 'limits'] as const) {
    const now = container.resources?.[side] ?? {};
    const old = before?.resources?.[side] ?? {};
    if (Object.keys(old).some((name) => !Object.hasOwn(now, name))) errors.push(forbidden(`${path}.${side}`, `resource ${side} cannot be removed`));
    const others = [...new Set([...Object.keys(now), ...Object.keys(old)])].filter((name) => name !== 'cpu' && name !== 'memory');
    if (others.some((name) => now[name] !== old[name])) errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  }
}
