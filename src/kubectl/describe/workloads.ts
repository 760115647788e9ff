import type { V1CronJob, V1DaemonSet, V1Deployment, V1Job, V1LabelSelector, V1PersistentVolumeClaim, V1Pod, V1PodTemplateSpec, V1ReplicaSet, V1ReplicationController, V1StatefulSet } from '../../kube/generated/types.ts';
import { controllerOf } from '../../kube/object.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { parseRfc3339 } from '../../kube/time.ts';
import type { Run } from '../effects.ts';
import { humanDuration } from '../printers/duration.ts';
import { labelsText } from '../printers/table.ts';
import { sameJson } from '../resources/merge-patch.ts';
import { namespaceOf, nameOf, withAt, type Obj } from '../resources/object.ts';
import { selectorOf, selectorText } from '../resources/pods-of.ts';
import { queryOf, type Session } from '../session.ts';
import { containerLines, resourceLines } from './containers.ts';
import { controlledByLine, eventLines, headLines, labelLines, listQuietly, type Describe } from './describer.ts';
import { boolText, longTime, orNone, pairLines, type Page } from './page.ts';
import { podTemplateLines, spreadLines, tolerationLines } from './pod-template.ts';
import { volumeLines } from './volumes.ts';

const selectorWords = (selector: V1LabelSelector | undefined): string => (selector ? selectorText(selector) || '<none>' : '<none>');

export const describePod: Describe = function* (describing) {
  const { page, object } = describing;
  const pod = object as V1Pod;
  const { metadata, spec, status } = pod;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  if (spec?.priority !== undefined) page.line(0, `Priority:\t${String(spec.priority)}`);
  if (spec?.priorityClassName) page.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec?.runtimeClassName) page.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec?.serviceAccountName) page.line(0, `Service Account:\t${spec.serviceAccountName}`);
  page.line(0, `Node:\t${spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>'}`);
  if (status?.startTime) page.line(0, `Start Time:\t${longTime(status.startTime as unknown as string)}`);
  labelLines(page, object);
  if (metadata?.deletionTimestamp && status?.phase !== 'Failed' && status?.phase !== 'Succeeded') {
    page.line(0, `Status:\tTerminating (lasts ${page.since(metadata.deletionTimestamp as unknown as string)})`);
    page.line(0, `Termination Grace Period:\t${String(metadata.deletionGracePeriodSeconds ?? 0)}s`);
  } else page.line(0, `Status:\t${status?.phase ?? ''}`);
  if (status?.reason) page.line(0, `Reason:\t${status.reason}`);
  if (status?.message) page.line(0, `Message:\t${status.message}`);
  if (spec?.securityContext?.seccompProfile) page.line(0, `SeccompProfile:\t${spec.securityContext.seccompProfile.type}`);
  addressLines(page, pod);
  controlledByLine(page, object);
  if (status?.nominatedNodeName) page.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
  if (spec?.resources) {
    page.line(0, 'Resources:');
    resourceLines(page, spec.resources, 1);
  }
  podContainerLines(page, pod);
  conditionLines(page, pod);
  volumeLines(page, spec?.volumes ?? [], '');
  page.line(0, `QoS Class:\t${status?.qosClass ?? ''}`);
  pairLines(page, 'Node-Selectors', spec?.nodeSelector);
  tolerationLines(page, 'Tolerations', spec?.tolerations);
  spreadLines(page, spec?.topologySpreadConstraints, '');
  yield* eventLines(describing);
};

function addressLines(page: Page, { status }: V1Pod): void {
  page.line(0, `IP:\t${status?.podIP ?? ''}`);
  const ips = status?.podIPs ?? [];
  page.line(0, ips.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of ips) page.line(1, `IP:\t${ip}`);
}

function podContainerLines(page: Page, pod: V1Pod): void {
  const { spec, status } = pod;
  if (spec?.initContainers && spec.initContainers.length > 0) containerLines(page, { label: 'Init Containers', containers: spec.initContainers, statuses: status?.initContainerStatuses, pod, space: '' });
  containerLines(page, { label: 'Containers', containers: spec?.containers ?? [], statuses: status?.containerStatuses, pod, space: '' });
  if (spec?.ephemeralContainers && spec.ephemeralContainers.length > 0) containerLines(page, { label: 'Ephemeral Containers', containers: spec.ephemeralContainers, statuses: status?.ephemeralContainerStatuses, pod, space: '' });
}

function conditionLines(page: Page, { spec, status }: V1Pod): void {
  const conditions = status?.conditions ?? [];
  if (spec?.readinessGates && spec.readinessGates.length > 0) {
    page.line(0, 'Readiness Gates:');
    page.line(1, 'Type\tStatus');
    for (const { conditionType } of spec.readinessGates) page.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
  }
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus');
  for (const { type, status: value } of conditions) page.line(1, `${type} \t${value} `);
}

interface Reasoned {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
}

function reasonLines(page: Page, conditions: readonly Reasoned[] | undefined): void {
  if (!conditions || conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus\tReason');
  page.line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions) page.line(1, `${type} \t${status}\t${reason ?? ''}`);
}

export const describeDeployment: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { metadata, spec, status } = object as V1Deployment;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  labelLines(page, object);
  page.line(0, `Selector:\t${selectorWords(spec?.selector)}`);
  page.line(0, `Replicas:\t${String(spec?.replicas ?? 1)} desired | ${String(status?.updatedReplicas ?? 0)} updated | ${String(status?.replicas ?? 0)} total | ${String(status?.availableReplicas ?? 0)} available | ${String(status?.unavailableReplicas ?? 0)} unavailable`);
  page.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`);
  page.line(0, `MinReadySeconds:\t${String(spec?.minReadySeconds ?? 0)}`);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling) page.line(0, `RollingUpdateStrategy:\t${String(rolling.maxUnavailable ?? '')} max unavailable, ${String(rolling.maxSurge ?? '')} max surge`);
  podTemplateLines(page, spec?.template);
  reasonLines(page, status?.conditions);
  yield* replicaSetLines(page, session, object);
  yield* eventLines(describing);
};

const withoutHash = (template: V1PodTemplateSpec | undefined): unknown => withAt(template, ['metadata', 'labels', 'pod-template-hash'], undefined);

function* replicaSetLines(page: Page, session: Session, object: Obj): Run<void> {
  const all = yield* listQuietly<V1ReplicaSet>(session, `/apis/apps/v1/namespaces/${namespaceOf(object)}/replicasets${queryOf({ labelSelector: selectorOf(object) })}`);
  const sets = all.filter((set) => controllerOf(set)?.uid === object.metadata?.uid);
  if (sets.length === 0) return;
  const template = withoutHash((object as V1Deployment).spec?.template);
  const isNew = (set: V1ReplicaSet): boolean => sameJson(withoutHash(set.spec?.template), template);
  const words = (list: readonly V1ReplicaSet[]): string => orNone(list.map((set) => `${set.metadata?.name ?? ''} (${String(set.status?.replicas ?? 0)}/${String(set.spec?.replicas ?? 0)} replicas created)`).join(', '));
  page.line(0, `OldReplicaSets:\t${words(sets.filter((set) => !isNew(set)))}`);
  page.line(0, `NewReplicaSet:\t${words(sets.filter(isNew).slice(0, 1))}`);
}

/** How many pods of a selection run, wait, succeeded and failed. */
function* podCounts(session: Session, object: Obj): Run<string> {
  const pods = yield* listQuietly<V1Pod>(session, `/api/v1/namespaces/${namespaceOf(object)}/pods${queryOf({ labelSelector: selectorOf(object) })}`);
  const own = pods.filter((pod) => controllerOf(pod)?.uid === object.metadata?.uid);
  const count = (phase: string): string => String(own.filter(({ status }) => status?.phase === phase).length);
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

export const describeReplicaSet: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { spec, status } = object as V1ReplicaSet & V1ReplicationController;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, `Selector:\t${object.kind === 'ReplicationController' ? labelsText(spec?.selector as Record<string, string> | undefined) : selectorWords(spec?.selector as V1LabelSelector | undefined)}`);
  labelLines(page, object);
  controlledByLine(page, object);
  page.line(0, `Replicas:\t${String(status?.replicas ?? 0)} current / ${String(spec?.replicas ?? 1)} desired`);
  page.line(0, `Pods Status:\t${yield* podCounts(session, object)}`);
  podTemplateLines(page, spec?.template);
  reasonLines(page, status?.conditions);
  yield* eventLines(describing);
};

export const describeDaemonSet: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { spec, status } = object as V1DaemonSet;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, `Selector:\t${selectorWords(spec?.selector)}`);
  page.line(0, `Node-Selector:\t${labelsText(spec?.template.spec?.nodeSelector)}`);
  labelLines(page, object);
  page.line(0, `Desired Number of Nodes Scheduled: ${String(status?.desiredNumberScheduled ?? 0)}`);
  page.line(0, `Current Number of Nodes Scheduled: ${String(status?.currentNumberScheduled ?? 0)}`);
  page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${String(status?.updatedNumberScheduled ?? 0)}`);
  page.line(0, `Number of Nodes Scheduled with Available Pods: ${String(status?.numberAvailable ?? 0)}`);
  page.line(0, `Number of Nodes Misscheduled: ${String(status?.numberMisscheduled ?? 0)}`);
  page.line(0, `Pods Status:\t${yield* podCounts(session, object)}`);
  podTemplateLines(page, spec?.template);
  yield* eventLines(describing);
};

export const describeStatefulSet: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { metadata, spec, status } = object as V1StatefulSet;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  page.line(0, `Selector:\t${selectorWords(spec?.selector)}`);
  labelLines(page, object);
  page.line(0, `Replicas:\t${String(spec?.replicas ?? 1)} desired | ${String(status?.replicas ?? 0)} total`);
  page.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`);
  const rolling = spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) page.line(1, `Partition:\t${String(rolling.partition)}`);
  if (rolling?.maxUnavailable !== undefined) page.line(1, `MaxUnavailable:\t${String(rolling.maxUnavailable)}`);
  page.line(0, `Pods Status:\t${yield* podCounts(session, object)}`);
  podTemplateLines(page, spec?.template);
  claimTemplateLines(page, spec?.volumeClaimTemplates ?? []);
  yield* eventLines(describing);
};

function claimTemplateLines(page: Page, templates: readonly V1PersistentVolumeClaim[]): void {
  if (templates.length === 0) return page.line(0, 'Volume Claims:\t<none>');
  page.line(0, 'Volume Claims:');
  for (const { metadata, spec } of templates) {
    page.line(1, `Name:\t${metadata?.name ?? ''}`);
    page.line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`);
    pairLines(page, 'Labels', metadata?.labels, '  ');
    pairLines(page, 'Annotations', metadata?.annotations, '  ');
    const storage = spec?.resources?.requests?.['storage'];
    page.line(1, `Capacity:\t${storage === undefined ? '<default>' : canonicalQuantity(storage)}`);
    page.line(1, `Access Modes:\t[${(spec?.accessModes ?? []).join(' ')}]`);
  }
}

export const describeJob: Describe = function* (describing) {
  const { page, object } = describing;
  const { spec, status } = object as V1Job;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  if (spec?.selector) page.line(0, `Selector:\t${selectorWords(spec.selector)}`);
  labelLines(page, object);
  controlledByLine(page, object);
  if (spec?.parallelism !== undefined) page.line(0, `Parallelism:\t${String(spec.parallelism)}`);
  page.line(0, `Completions:\t${spec?.completions === undefined ? '<unset>' : String(spec.completions)}`);
  if (spec?.completionMode) page.line(0, `Completion Mode:\t${spec.completionMode}`);
  if (spec?.suspend !== undefined) page.line(0, `Suspend:\t${String(spec.suspend)}`);
  if (spec?.backoffLimit !== undefined) page.line(0, `Backoff Limit:\t${String(spec.backoffLimit)}`);
  if (spec?.ttlSecondsAfterFinished !== undefined) page.line(0, `TTL Seconds After Finished:\t${String(spec.ttlSecondsAfterFinished)}`);
  const [start, end] = [status?.startTime as unknown as string | undefined, status?.completionTime as unknown as string | undefined];
  if (start) page.line(0, `Start Time:\t${longTime(start)}`);
  if (end) page.line(0, `Completed At:\t${longTime(end)}`);
  if (start && end) page.line(0, `Duration:\t${humanDuration((parseRfc3339(end) ?? 0) - (parseRfc3339(start) ?? 0))}`);
  if (spec?.activeDeadlineSeconds !== undefined) page.line(0, `Active Deadline Seconds:\t${String(spec.activeDeadlineSeconds)}s`);
  const active = status?.ready === undefined ? `${String(status?.active ?? 0)} Active` : `${String(status.active ?? 0)} Active (${String(status.ready)} Ready)`;
  page.line(0, `Pods Statuses:\t${active} / ${String(status?.succeeded ?? 0)} Succeeded / ${String(status?.failed ?? 0)} Failed`);
  if (spec?.completionMode === 'Indexed') page.line(0, `Completed Indexes:\t${orNone(firstIndexes(status?.completedIndexes ?? ''))}`);
  podTemplateLines(page, spec?.template);
  yield* eventLines(describing);
};

/** A long list ends with the interval in which its 50th character is. */
function firstIndexes(indexes: string): string {
  const end = indexes.indexOf(',', 50);
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`;
}

export const describeCronJob: Describe = function* (describing) {
  const { page, object } = describing;
  const { spec, status } = object as unknown as V1CronJob;
  headLines(page, object);
  page.line(0, `Schedule:\t${spec?.schedule ?? ''}`);
  if (spec?.timeZone !== undefined) page.line(0, `Time Zone:\t${spec.timeZone}`);
  page.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`);
  page.line(0, `Suspend:\t${boolText(spec?.suspend)}`);
  const unset = (value: number | undefined, unit = ''): string => (value === undefined ? '<unset>' : `${String(value)}${unit}`);
  page.line(0, `Successful Job History Limit:\t${unset(spec?.successfulJobsHistoryLimit)}`);
  page.line(0, `Failed Job History Limit:\t${unset(spec?.failedJobsHistoryLimit)}`);
  page.line(0, `Starting Deadline Seconds:\t${unset(spec?.startingDeadlineSeconds, 's')}`);
  const job = spec?.jobTemplate.spec;
  page.line(0, `Selector:\t${job?.selector ? selectorWords(job.selector) : '<unset>'}`);
  page.line(0, `Parallelism:\t${unset(job?.parallelism)}`);
  page.line(0, `Completions:\t${unset(job?.completions)}`);
  if (job?.activeDeadlineSeconds !== undefined) page.line(0, `Active Deadline Seconds:\t${unset(job.activeDeadlineSeconds, 's')}`);
  podTemplateLines(page, job?.template);
  page.line(0, `Last Schedule Time:\t${status?.lastScheduleTime ? longTime(status.lastScheduleTime as unknown as string) : '<unset>'}`);
  page.line(0, `Active Jobs:\t${orNone((status?.active ?? []).map(({ name }) => name ?? '').join(', '))}`);
  yield* eventLines(describing);
};
