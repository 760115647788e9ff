import type { V1CronJob, V1DaemonSet, V1Deployment, V1Job, V1Pod, V1StatefulSet } from '../../../kube/generated/types.ts';
import { cronJobs, daemonSets, deployments, jobs, replicaSets, replicationControllers, statefulSets, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { isPodReady } from '../../../kube/pod-status.ts';

export type Workload =
  | { readonly kind: 'Deployment'; readonly replicas: number; readonly surge: string; readonly minReadySeconds: number; readonly autoscaled?: boolean; readonly budget?: number | string | undefined }
  | { readonly kind: 'ReplicaSet' | 'ReplicationController'; readonly replicas: number }
  | { readonly kind: 'StatefulSet'; readonly replicas: number; readonly parallel: boolean; readonly claims: boolean; readonly start: number }
  | { readonly kind: 'DaemonSet'; readonly maxSurge: number }
  | { readonly kind: 'CronJob'; readonly concurrency: 'Allow' | 'Forbid' | 'Replace'; readonly keeps: number; readonly seconds: number; readonly fails: boolean }
  | { readonly kind: 'Job'; readonly completions: number; readonly parallelism: number; readonly indexed: boolean; readonly seconds: number; readonly fails: boolean; readonly failedOnly: boolean };

/** Machines that run workloads. */
const workers = 3;
export const kindOf: Readonly<Record<Workload['kind'], Kind>> = {
  Deployment: deployments, ReplicaSet: replicaSets, ReplicationController: replicationControllers, StatefulSet: statefulSets, DaemonSet: daemonSets, Job: jobs, CronJob: cronJobs,
};

export function specOf(workload: Workload, name: string): unknown {
  const labels = { app: name };
  const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', '100000'] };
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 5, containers: [sleeper] } };
  const common = { selector: { matchLabels: labels }, template };
  switch (workload.kind) {
    case 'Deployment': return { ...common, replicas: workload.replicas, minReadySeconds: workload.minReadySeconds, strategy: strategyOf(workload.surge) };
    case 'ReplicaSet': return { ...common, replicas: workload.replicas };
    case 'ReplicationController': return { replicas: workload.replicas, selector: labels, template };
    case 'DaemonSet': return { ...common, updateStrategy: { type: 'RollingUpdate', rollingUpdate: workload.maxSurge ? { maxSurge: 1, maxUnavailable: 0 } : { maxUnavailable: 1 } } };
    case 'StatefulSet': return {
      ...common, serviceName: name, replicas: workload.replicas, podManagementPolicy: workload.parallel ? 'Parallel' : 'OrderedReady', ordinals: { start: workload.start },
      ...(workload.claims ? { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] } : {}),
    };
    case 'CronJob': return {
      schedule: '* * * * *', concurrencyPolicy: workload.concurrency, successfulJobsHistoryLimit: workload.keeps, failedJobsHistoryLimit: workload.keeps,
      jobTemplate: { spec: { backoffLimit: 1, template: { metadata: { labels }, spec: { ...template.spec, restartPolicy: 'Never', containers: [{ ...sleeper, command: ['sh', '-c', `sleep ${String(workload.seconds)}; exit ${workload.fails ? '1' : '0'}`] }] } } } },
    };
    case 'Job': return {
      completions: workload.completions, parallelism: workload.parallelism, completionMode: workload.indexed ? 'Indexed' : 'NonIndexed', backoffLimit: 2, ...(workload.failedOnly ? { podReplacementPolicy: 'Failed' } : {}),
      template: { metadata: { labels }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 5, containers: [{ ...sleeper, command: ['sh', '-c', `sleep ${String(workload.seconds)}; exit ${workload.fails ? '1' : '0'}`] }] } },
    };
  }
}

function strategyOf(surge: string): unknown {
  const [maxSurge = '', maxUnavailable] = surge.split('/').map((part) => (part.endsWith('%') || part === 'Recreate' ? part : Number(part)));
  return maxUnavailable === undefined ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
}

/** What is not as the spec says; `made`: the pods of a workload, the Jobs of a CronJob. */
export function problemOf(kind: Kind, object: KubeObject, made: readonly KubeObject[]): string | undefined {
  if (kind === cronJobs) return cronJobProblem(object as V1CronJob, made as readonly V1Job[]);
  const all = made as readonly V1Pod[];
  if (kind === jobs) return jobProblem(object as V1Job, all);
  const owned = all.filter((pod) => !wasShutDown(pod));
  const wanted = kind === daemonSets ? workers : ((object as V1Deployment).spec?.replicas ?? 1);
  const ready = owned.filter(isPodReady).length;
  if (owned.length !== wanted || ready !== wanted) return `wants ${String(wanted)} pods, has ${String(owned.length)}, ${String(ready)} of them ready`;
  return statusProblem(kind, object, wanted) ?? (kind === statefulSets ? ordinalProblem(object as V1StatefulSet, owned) : undefined);
}

/** What the shutdown of its machine ended, or met: it stays to be looked at, and another one takes its place. */
export const wasShutDown = ({ status }: V1Pod): boolean => status?.phase === 'Failed' && (status.reason === 'Terminated' || status.reason === 'NodeShutdown');

function statusProblem(kind: Kind, object: KubeObject, wanted: number): string | undefined {
  const status = (object as V1Deployment).status ?? {};
  if (status.observedGeneration !== object.metadata?.generation) return 'has not seen its newest spec';
  const daemons = (object as V1DaemonSet).status;
  const counts = kind === daemonSets
    ? [daemons?.desiredNumberScheduled, daemons?.currentNumberScheduled, daemons?.numberReady, daemons?.updatedNumberScheduled, daemons?.numberAvailable]
    : [status.replicas ?? 0, status.readyReplicas ?? 0, ...(kind === deployments || kind === statefulSets ? [status.updatedReplicas ?? 0, status.availableReplicas ?? 0] : [])];
  return counts.every((count) => count === wanted) ? undefined : `wants ${String(wanted)}, counts ${counts.join(', ')}`;
}

function ordinalProblem({ spec, status }: V1StatefulSet, owned: readonly V1Pod[]): string | undefined {
  const start = spec?.ordinals?.start ?? 0;
  const numbers = owned.map(({ metadata }) => Number(metadata?.name?.split('-').at(-1))).sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== start + index)) return `has the numbers ${numbers.join(', ')}`;
  return status?.currentRevision === status?.updateRevision ? undefined : 'has not finished its update';
}

function jobProblem({ spec, status }: V1Job, owned: readonly V1Pod[]): string | undefined {
  const done = status?.conditions?.find(({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True');
  if (!done) return `has not ended: ${JSON.stringify(status)}`;
  if (done.type === 'Complete' && status?.succeeded !== spec?.completions) return `is complete with ${String(status?.succeeded)} of ${String(spec?.completions)}`;
  if (status?.active || owned.some((pod) => pod.status?.phase === 'Running' || pod.status?.phase === 'Pending')) return 'has ended and still runs pods';
  return owned.some(({ metadata }) => metadata?.finalizers?.length) ? 'has ended and holds its pods' : undefined;
}

const ended = ({ status }: V1Job): string | undefined => status?.conditions?.find(({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True')?.type;

/** A CronJob that begins no more Jobs has none that run, and keeps no more of those that ended than it is told to. */
function cronJobProblem({ spec, status }: V1CronJob, made: readonly V1Job[]): string | undefined {
  const running = made.filter((job) => ended(job) === undefined);
  if (running.length > 0) return `still runs ${running.map(({ metadata }) => metadata?.name ?? '').join(', ')}`;
  if (status?.active?.length) return `counts ${String(status.active.length)} Jobs that ended as active`;
  const kept = (type: string): number => made.filter((job) => ended(job) === type).length;
  if (kept('Complete') > (spec?.successfulJobsHistoryLimit ?? 3)) return `keeps ${String(kept('Complete'))} successful Jobs`;
  return kept('Failed') > (spec?.failedJobsHistoryLimit ?? 1) ? `keeps ${String(kept('Failed'))} failed Jobs` : undefined;
}
