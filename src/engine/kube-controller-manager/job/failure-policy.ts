import type { V1Job, V1Pod, V1PodFailurePolicyOnExitCodesRequirement, V1PodFailurePolicyRule } from '../../../kube/generated/types.ts';
import { isFailed } from './pods.ts';

export interface PolicyVerdict {
  readonly action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count' | undefined;
  /** Whether the failure counts against the limits. */
  readonly counts: boolean;
  /** Why the whole Job fails. */
  readonly message: string | undefined;
}

/**
 * What the first rule of the pod failure policy that matches says about a failed pod; no rule: it counts.
 *
 * @see Kubernetes 1.36, job/pod_failure_policy.go
 */
export function verdictOf(job: V1Job, pod: V1Pod): PolicyVerdict {
  for (const [index, rule] of (job.spec?.podFailurePolicy?.rules ?? []).entries()) {
    const why = rule.onExitCodes ? matchExitCodes(pod, rule.onExitCodes) : matchConditions(pod, rule);
    if (why === undefined) continue;
    const action = rule.action as PolicyVerdict['action'];
    const message = action === 'FailJob' ? `${why} matching ${rule.action} rule at index ${String(index)}` : undefined;
    return { action, counts: action !== 'Ignore', message };
  }
  return { action: undefined, counts: true, message: undefined };
}

function matchExitCodes(pod: V1Pod, { containerName, operator, values }: V1PodFailurePolicyOnExitCodesRequirement): string | undefined {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  for (const container of [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]) {
    if (containerName !== undefined && containerName !== container.name) continue;
    const exitCode = container.state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || values.includes(exitCode) !== (operator === 'In')) continue;
    return `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${String(exitCode)}`;
  }
  return undefined;
}

function matchConditions(pod: V1Pod, { onPodConditions = [] }: V1PodFailurePolicyRule): string | undefined {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  for (const condition of pod.status?.conditions ?? []) {
    if (onPodConditions.some(({ type, status = 'True' }) => type === condition.type && status === condition.status)) return `Pod ${namespace}/${name} has condition ${condition.type}`;
  }
  return undefined;
}

/** The words of the first failed pod because of which the Job fails at once. */
export function failJobMessage(job: V1Job, pods: readonly V1Pod[]): string | undefined {
  if (!job.spec?.podFailurePolicy) return undefined;
  for (const pod of pods) {
    const message = isFailed(pod, job) ? verdictOf(job, pod).message : undefined;
    if (message !== undefined) return message;
  }
  return undefined;
}
