import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';
import { defaultPodTemplate } from './pod-spec.ts';

const int32Max = 2_147_483_647;

/**
 * A Job's counts, limits and modes. Labels come from its template, where it has none of its own.
 *
 * @see Kubernetes 1.36, batch defaults
 */
export function defaultJob(job: t.V1Job): t.V1Job {
  let out = update(fill(job, { status: {} }), 'spec', (spec) => defaultJobSpec(defaultTemplate(defaultPolicies(spec))));
  const labels = out.spec?.template?.metadata?.labels;
  if (labels && Object.keys(out.metadata?.labels ?? {}).length === 0) out = { ...out, metadata: { ...out.metadata, labels } };
  return out;
}

function defaultJobSpec(spec: t.V1JobSpec): t.V1JobSpec {
  const counted = isSet(spec.completions) || isSet(spec.parallelism) ? spec : { ...spec, completions: 1 };
  return fill(counted, {
    parallelism: 1,
    backoffLimit: isSet(spec.backoffLimitPerIndex) ? int32Max : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function defaultPolicies(spec: t.V1JobSpec): t.V1JobSpec {
  return update(spec, 'podFailurePolicy', (policy) => updateEach(policy, 'rules', (rule: t.V1PodFailurePolicyRule) =>
    updateEach(rule, 'onPodConditions', (pattern: t.V1PodFailurePolicyOnPodConditionsPattern) => fillZero(pattern, { status: 'True' }))));
}

function defaultTemplate(spec: t.V1JobSpec): t.V1JobSpec {
  return update(fill(spec, { template: {} }), 'template', (template) => defaultPodTemplate(fill(template, { spec: {} as t.V1PodSpec })));
}

export function defaultCronJob(job: t.V1CronJob): t.V1CronJob {
  return update(fill(job, { status: {} }), 'spec', (spec) => {
    const out = fill(fillZero(spec, { concurrencyPolicy: 'Allow' }), { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1, jobTemplate: {} });
    return update(out, 'jobTemplate', (template) =>
      update(fill(template, { metadata: {}, spec: {} as t.V1JobSpec }), 'spec', (jobSpec) => defaultTemplate(defaultPolicies(jobSpec))));
  });
}
