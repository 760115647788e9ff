import type { V1Job, V2HorizontalPodAutoscaler, V2MetricSpec, V2MetricStatus } from '../../../kube/generated/types.ts';
import * as kinds from '../../../kube/kinds.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { ageOf, boolCell, containerCells, humanDuration, labelSelectorCell, labelsCell, orNone, since } from './cells.ts';
import { columns, printer, type Printer } from './printer.ts';

const replicated = columns('Name', 'Desired#', 'Current#', 'Ready#', 'Age', 'Containers*', 'Images*', 'Selector*');

const hasCondition = (job: V1Job, type: string): boolean => job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

function jobStatus(job: V1Job): string {
  if (hasCondition(job, 'Complete')) return 'Complete';
  if (hasCondition(job, 'Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  if (hasCondition(job, 'Suspended')) return 'Suspended';
  if (hasCondition(job, 'FailureTarget')) return 'FailureTarget';
  return hasCondition(job, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completionsCell({ spec, status }: V1Job): string {
  const done = String(status?.succeeded ?? 0);
  if (spec?.completions !== undefined) return `${done}/${String(spec.completions)}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${done}/1 of ${String(parallelism)}` : `${done}/1`;
}

function durationCell({ status }: V1Job, nowMs: number): string {
  const started = parseRfc3339(status?.startTime as string | undefined);
  if (started === undefined) return '';
  return humanDuration((parseRfc3339(status?.completionTime as string | undefined) ?? nowMs) - started);
}

const times = (quantity: string | number | undefined): string => (quantity === undefined ? '<unknown>' : String(quantity));

/** One metric as `current/target`. */
function targetCell(spec: V2MetricSpec, status: V2MetricStatus | undefined): string {
  const source = spec.resource ?? spec.containerResource ?? spec.pods ?? spec.object ?? spec.external;
  const current = (status?.resource ?? status?.containerResource ?? status?.pods ?? status?.object ?? status?.external)?.current;
  const target = source?.target;
  const prefix = spec.type === 'Resource' ? `${spec.resource?.name ?? ''}: ` : spec.type === 'ContainerResource' ? `${spec.containerResource?.name ?? ''}: ` : '';
  if (target?.averageUtilization !== undefined) return `${prefix}${current?.averageUtilization === undefined ? '<unknown>' : `${String(current.averageUtilization)}%`}/${String(target.averageUtilization)}%`;
  if (target?.averageValue !== undefined) return `${prefix}${times(current?.averageValue)}/${times(target.averageValue)}${spec.type === 'Object' || spec.type === 'External' ? ' (avg)' : ''}`;
  return `${prefix}${times(current?.value)}/${times(target?.value)}`;
}

function targetsCell({ spec, status }: V2HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const shown = metrics.slice(0, 2).map((metric, index) => targetCell(metric, status?.currentMetrics?.[index]));
  return metrics.length > 2 ? `${shown.join(', ')} + ${String(metrics.length - 2)} more...` : shown.join(', ');
}

export const workloadPrinters: readonly Printer[] = [
  printer(kinds.replicationControllers, replicated, (rc, { nowMs }) => [
    rc.metadata?.name ?? '', rc.spec?.replicas ?? 0, rc.status?.replicas ?? 0, rc.status?.readyReplicas ?? 0, ageOf(rc, nowMs),
    ...containerCells(rc.spec?.template?.spec?.containers), labelsCell(rc.spec?.selector),
  ]),
  printer(kinds.replicaSets, replicated, (rs, { nowMs }) => [
    rs.metadata?.name ?? '', rs.spec?.replicas ?? 0, rs.status?.replicas ?? 0, rs.status?.readyReplicas ?? 0, ageOf(rs, nowMs),
    ...containerCells(rs.spec?.template?.spec?.containers), labelSelectorCell(rs.spec?.selector),
  ]),
  printer(kinds.daemonSets, columns('Name', 'Desired#', 'Current#', 'Ready#', 'Up-to-date#', 'Available#', 'Node Selector', 'Age', 'Containers*', 'Images*', 'Selector*'), ({ metadata, spec, status }, { nowMs }) => [
    metadata?.name ?? '', status?.desiredNumberScheduled ?? 0, status?.currentNumberScheduled ?? 0, status?.numberReady ?? 0, status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0, labelsCell(spec?.template.spec?.nodeSelector), since(metadata?.creationTimestamp, nowMs),
    ...containerCells(spec?.template.spec?.containers), labelSelectorCell(spec?.selector),
  ]),
  printer(kinds.deployments, columns('Name', 'Ready', 'Up-to-date#', 'Available#', 'Age', 'Containers*', 'Images*', 'Selector*'), (deployment, { nowMs }) => [
    deployment.metadata?.name ?? '', `${String(deployment.status?.readyReplicas ?? 0)}/${String(deployment.spec?.replicas ?? 0)}`,
    deployment.status?.updatedReplicas ?? 0, deployment.status?.availableReplicas ?? 0, ageOf(deployment, nowMs),
    ...containerCells(deployment.spec?.template.spec?.containers), labelSelectorCell(deployment.spec?.selector),
  ]),
  printer(kinds.statefulSets, columns('Name', 'Ready', 'Age', 'Containers*', 'Images*'), (set, { nowMs }) => [
    set.metadata?.name ?? '', `${String(set.status?.readyReplicas ?? 0)}/${String(set.spec?.replicas ?? 0)}`, ageOf(set, nowMs), ...containerCells(set.spec?.template.spec?.containers),
  ]),
  printer(kinds.jobs, columns('Name', 'Status', 'Completions', 'Duration', 'Age', 'Containers*', 'Images*', 'Selector*'), (job, { nowMs }) => [
    job.metadata?.name ?? '', jobStatus(job), completionsCell(job), durationCell(job, nowMs), ageOf(job, nowMs),
    ...containerCells(job.spec?.template.spec?.containers), labelSelectorCell(job.spec?.selector),
  ]),
  printer(kinds.cronJobs, columns('Name', 'Schedule', 'Timezone', 'Suspend', 'Active#', 'Last Schedule', 'Age', 'Containers*', 'Images*', 'Selector*'), (job, { nowMs }) => [
    job.metadata?.name ?? '', job.spec?.schedule ?? '', orNone(job.spec?.timeZone), boolCell(job.spec?.suspend), job.status?.active?.length ?? 0,
    job.status?.lastScheduleTime === undefined ? '<none>' : since(job.status.lastScheduleTime, nowMs), ageOf(job, nowMs),
    ...containerCells(job.spec?.jobTemplate.spec?.template.spec?.containers), labelSelectorCell(job.spec?.jobTemplate.spec?.selector),
  ]),
  printer(kinds.horizontalPodAutoscalers, columns('Name', 'Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas#', 'Age'), (hpa, { nowMs }) => [
    hpa.metadata?.name ?? '', `${hpa.spec?.scaleTargetRef.kind ?? ''}/${hpa.spec?.scaleTargetRef.name ?? ''}`, targetsCell(hpa),
    hpa.spec?.minReplicas === undefined ? '<unset>' : String(hpa.spec.minReplicas), hpa.spec?.maxReplicas ?? 0, hpa.status?.currentReplicas ?? 0, ageOf(hpa, nowMs),
  ]),
  printer(kinds.podDisruptionBudgets, columns('Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions#', 'Age'), (budget, { nowMs }) => [
    budget.metadata?.name ?? '', String(budget.spec?.minAvailable ?? 'N/A'), String(budget.spec?.maxUnavailable ?? 'N/A'), budget.status?.disruptionsAllowed ?? 0, ageOf(budget, nowMs),
  ]),
  printer(kinds.controllerRevisions, columns('Name', 'Controller', 'Revision#', 'Age'), (revision, { nowMs }) => {
    const owner = revision.metadata?.ownerReferences?.find(({ controller }) => controller);
    const [group = ''] = owner?.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
    return [revision.metadata?.name ?? '', owner ? `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}` : '<none>', revision.revision, ageOf(revision, nowMs)];
  }),
];
