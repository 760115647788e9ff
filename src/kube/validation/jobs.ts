import { duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { fromLabelSelector, matches } from '../selectors.ts';
import { cronProblem } from './cron.ts';
import { equal } from './equal.ts';
import { dns1123Label, nameIsSubdomain, qualifiedName } from './formats.ts';
import { checkImmutable, checkLabelSelector, checkNonNegative, complain, isUsableSelector, selectorShape } from './metadata.ts';
import { checkPodTemplate } from './pod-spec.ts';
import { checkDomainPrefixedPath } from './paths.ts';
import { rules, type Rules } from './rules.ts';
import { mapOf, shaped, shapeOf } from './shapes.ts';
import { isTimeZone } from './time-zones.ts';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const exitOperators = ['In', 'NotIn'];
const conditionStatuses = ['False', 'True', 'Unknown'];
const manyMax = 100_000;
const manyWithLimitMax = 10_000;

const quotedList = (words: readonly string[]): string => `valid values: [${words.map((word) => `"${word}"`).join(' ')}]`;

/** @see Kubernetes 1.36, batch validation, ValidateJob */
function checkJob(errors: FieldError[], job: t.V1Job): void {
  checkGeneratedSelector(errors, job);
  checkJobSpec(errors, job.spec);
  const { completionMode, completions = 0 } = job.spec ?? {};
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const name = job.metadata?.name ?? '';
  const host = `${name}-${String(completions - 1)}`;
  if (dns1123Label(host).length > 0) errors.push(invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${host}`));
}

/** Unless the Job says otherwise, labels and selector are those that were made for it. */
function checkGeneratedSelector(errors: FieldError[], job: t.V1Job): void {
  if (job.spec?.manualSelector || !job.spec?.selector) return;
  const { uid = '', name = '' } = job.metadata ?? {};
  if (uid === '') errors.push(required('metadata.uid'));
  const expected = { 'controller-uid': uid, 'job-name': name, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const labels = job.spec.template?.metadata?.labels;
  for (const [key, value] of Object.entries(expected)) {
    const path = `spec.template.metadata.labels[${key}]`;
    if (labels?.[key] === undefined) errors.push(required(path, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(path, mapOf(labels), `must be '${value}'`));
  }
  if (isUsableSelector(job.spec.selector) && !matches(fromLabelSelector(job.spec.selector), expected)) {
    errors.push(invalid('spec.selector', selectorShape(job.spec.selector), '`selector` not auto-generated'));
  }
}

function checkJobSpec(errors: FieldError[], spec: t.V1JobSpec | undefined): void {
  checkWork(errors, spec, 'spec');
  if (!spec?.selector) errors.push(required('spec.selector'));
  else checkLabelSelector(errors, spec.selector, 'spec.selector');
  const labels = spec?.template?.metadata?.labels;
  if (isUsableSelector(spec?.selector) && !matches(fromLabelSelector(spec?.selector), labels)) {
    errors.push(invalid('spec.template.metadata.labels', mapOf(labels), '`selector` does not match template `labels`'));
  }
}

/** What holds for the spec of a Job as well as for the template that a CronJob has of one. */
function checkWork(errors: FieldError[], spec: t.V1JobSpec | undefined, path: string): void {
  for (const key of ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    checkNonNegative(errors, spec?.[key], `${path}.${key}`);
  }
  if (spec?.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (spec?.managedBy !== undefined) {
    checkDomainPrefixedPath(errors, spec.managedBy, `${path}.managedBy`);
    if (spec.managedBy.length > 63) errors.push(tooLong(`${path}.managedBy`, spec.managedBy, 63));
  }
  if (spec) checkCompletionMode(errors, spec, path);
  if (spec?.podFailurePolicy) checkFailurePolicy(errors, spec, spec.podFailurePolicy, `${path}.podFailurePolicy.rules`);
  if (spec?.successPolicy) checkSuccessPolicy(errors, spec, spec.successPolicy, `${path}.successPolicy`);
  checkReplacement(errors, spec, `${path}.podReplacementPolicy`);
  checkPodTemplate(errors, spec?.template, `${path}.template`);
  checkEnding(errors, spec, `${path}.template.spec.restartPolicy`);
}

function checkCompletionMode(errors: FieldError[], spec: t.V1JobSpec, path: string): void {
  const { completionMode: mode, maxFailedIndexes: failuresMax, backoffLimitPerIndex: limit } = spec;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') errors.push(notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']));
  if (mode === 'Indexed') checkIndexed(errors, spec, path);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  if (limit !== undefined) errors.push(invalid(`${path}.backoffLimitPerIndex`, limit, 'requires indexed completion mode'));
  if (failuresMax !== undefined) errors.push(invalid(`${path}.maxFailedIndexes`, failuresMax, 'requires indexed completion mode'));
}

function checkIndexed(errors: FieldError[], { completions, parallelism = 0, maxFailedIndexes: failuresMax, backoffLimitPerIndex: limit }: t.V1JobSpec, path: string): void {
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  if (parallelism > manyMax) errors.push(invalid(`${path}.parallelism`, parallelism, `must be less than or equal to ${String(manyMax)} when completion mode is Indexed`));
  if (completions !== undefined && (failuresMax ?? 0) > completions) errors.push(invalid(`${path}.maxFailedIndexes`, failuresMax, 'must be less than or equal to completions'));
  if ((failuresMax ?? 0) > manyMax) errors.push(invalid(`${path}.maxFailedIndexes`, failuresMax, `must be less than or equal to ${String(manyMax)}`));
  if ((completions ?? 0) <= manyMax || limit === undefined) return;
  const words = `must be less than or equal to ${String(manyWithLimitMax)} when completions are above ${String(manyMax)} and used with backoff limit per index`;
  if (failuresMax === undefined) errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${String(manyMax)}`));
  if (parallelism > manyWithLimitMax) errors.push(invalid(`${path}.parallelism`, parallelism, words));
  if ((failuresMax ?? 0) > manyWithLimitMax) errors.push(invalid(`${path}.maxFailedIndexes`, failuresMax, words));
}

function checkFailurePolicy(errors: FieldError[], spec: t.V1JobSpec, { rules: list = [] }: t.V1PodFailurePolicy, path: string): void {
  if (list.length > 20) errors.push(tooMany(path, list.length, 20));
  const containers = [...(spec.template?.spec?.containers ?? []), ...(spec.template?.spec?.initContainers ?? [])].map(({ name }) => name);
  for (const [index, rule] of list.entries()) {
    const at = `${path}[${String(index)}]`;
    const { action = '', onExitCodes, onPodConditions = [] } = rule;
    if (action === '') errors.push(required(`${at}.action`, quotedList(actions)));
    else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) errors.push(invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set'));
    else if (!actions.includes(action)) errors.push(notSupported(`${at}.action`, action, actions));
    if (onExitCodes) checkExitCodes(errors, onExitCodes, containers, `${at}.onExitCodes`);
    checkPodConditions(errors, onPodConditions, `${at}.onPodConditions`);
    const without = (words: string): FieldError => ({ type: 'FieldValueInvalid', field: at, detail: words });
    if (onExitCodes && onPodConditions.length > 0) errors.push(without('specifying both OnExitCodes and OnPodConditions is not supported'));
    if (!onExitCodes && onPodConditions.length === 0) errors.push(without('specifying one of OnExitCodes and OnPodConditions is required'));
  }
}

function checkExitCodes(errors: FieldError[], { operator = '', containerName, values = [] }: t.V1PodFailurePolicyOnExitCodesRequirement, containers: readonly string[], path: string): void {
  if (operator === '') errors.push(required(`${path}.operator`, quotedList(exitOperators)));
  else if (!exitOperators.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, exitOperators));
  if (containerName !== undefined && !containers.includes(containerName)) {
    errors.push(invalid(`${path}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template'));
  }
  if (values.length === 0) errors.push(invalid(`${path}.values`, null, 'at least one value is required'));
  else if (values.length > 255) errors.push(tooMany(`${path}.values`, values.length, 255));
  for (const [index, value] of values.entries()) {
    const at = `${path}.values[${String(index)}]`;
    if (operator === 'In' && value === 0) errors.push(invalid(at, value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < index) errors.push(duplicate(at, value));
  }
  if (values.some((value, index) => index > 0 && (values[index - 1] ?? 0) > value)) errors.push(invalid(`${path}.values`, values, 'must be ordered'));
}

function checkPodConditions(errors: FieldError[], patterns: readonly t.V1PodFailurePolicyOnPodConditionsPattern[], path: string): void {
  if (patterns.length > 20) errors.push(tooMany(path, patterns.length, 20));
  for (const [index, { type = '', status = '' }] of patterns.entries()) {
    const at = `${path}[${String(index)}]`;
    complain(errors, `${at}.type`, type, qualifiedName(type));
    if (status === '') errors.push(required(`${at}.status`, quotedList(conditionStatuses)));
    else if (!conditionStatuses.includes(status)) errors.push(notSupported(`${at}.status`, status, conditionStatuses));
  }
}

function checkSuccessPolicy(errors: FieldError[], spec: t.V1JobSpec, policy: t.V1SuccessPolicy, path: string): void {
  if (spec.completionMode !== 'Indexed') {
    errors.push(invalid(path, shapeOf('SuccessPolicy', policy), 'requires indexed completion mode'));
    return;
  }
  const list = policy.rules ?? [];
  if (list.length === 0) errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (list.length > 20) errors.push(tooMany(`${path}.rules`, list.length, 20));
  for (const [index, rule] of list.entries()) checkSuccessRule(errors, rule, spec.completions ?? 0, `${path}.rules[${String(index)}]`);
}

function checkSuccessRule(errors: FieldError[], { succeededCount: count, succeededIndexes: indexes }: t.V1SuccessPolicyRule, completions: number, path: string): void {
  if (count === undefined && indexes === undefined) errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  const total = indexes === undefined ? 0 : countIndexes(indexes, completions);
  if (indexes !== undefined && indexes.length > 64 * 1024) errors.push(tooLong(`${path}.succeededIndexes`, indexes, 64 * 1024));
  if (typeof total === 'string') errors.push(invalid(`${path}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${total}`));
  if (count === undefined) return;
  const at = `${path}.succeededCount`;
  checkNonNegative(errors, count, at);
  if (count > completions) errors.push(invalid(at, count, `must be less than or equal to ${String(completions)} (the number of specified completions)`));
  const known = typeof total === 'string' ? 0 : total;
  if (indexes !== undefined && count > known) errors.push(invalid(at, count, `must be less than or equal to ${String(known)} (the number of indexes in the specified succeededIndexes field)`));
}

/** How many indexes `0,2-4` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  let total = 0;
  let last = -1;
  for (const interval of text === '' ? [] : text.split(',')) {
    const limits = interval.split('-');
    if (limits.length > 2) return `the fragment "${interval}" violates the requirement that an index interval can have at most two parts separated by '-'`;
    const bounds = limits.map((limit) => (/^[+-]?\d+$/.test(limit) ? Number(limit) : undefined));
    const wrong = bounds.indexOf(undefined);
    if (wrong >= 0) return `cannot convert string to integer for index: "${limits[wrong] ?? ''}"`;
    const [from = 0, to = from] = bounds;
    if (from >= completions) return `too large index: "${limits[0] ?? ''}"`;
    if (limits.length > 1 && to >= completions) return `too large index: "${limits[1] ?? ''}"`;
    if (limits.length > 1 && from >= to) return `non-increasing order, previous: ${String(from)}, current: ${String(to)}`;
    if (last >= from) return `non-increasing order, previous: ${String(last)}, current: ${String(from)}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}

function checkReplacement(errors: FieldError[], spec: t.V1JobSpec | undefined, path: string): void {
  const policy = spec?.podReplacementPolicy;
  const supported = spec?.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (policy !== undefined && !supported.includes(policy)) errors.push(notSupported(path, policy, supported));
}

/** Work ends: pods that always restart never do. */
function checkEnding(errors: FieldError[], spec: t.V1JobSpec | undefined, path: string): void {
  const policy = spec?.template?.spec?.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never') errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  else if (spec?.podFailurePolicy && policy !== 'Never') errors.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}

/** @see Kubernetes 1.36, batch validation, ValidateJobSpecUpdate */
function checkJobUpdate(errors: FieldError[], job: t.V1Job, before: t.V1Job): void {
  const spec = job.spec ?? ({} as t.V1JobSpec);
  const old = before.spec ?? ({} as t.V1JobSpec);
  checkJobSpec(errors, job.spec);
  checkCompletionsUpdate(errors, spec, old);
  checkImmutable(errors, spec.selector, old.selector, 'spec.selector', selectorShape);
  if (spec.template !== old.template) checkImmutable(errors, spec.template, comparableTemplate(spec.template, before), 'spec.template', shaped('PodTemplateSpec'));
  checkImmutable(errors, spec.completionMode, old.completionMode, 'spec.completionMode');
  checkImmutable(errors, spec.podFailurePolicy, old.podFailurePolicy, 'spec.podFailurePolicy', shaped('PodFailurePolicy'));
  checkImmutable(errors, spec.backoffLimitPerIndex, old.backoffLimitPerIndex, 'spec.backoffLimitPerIndex');
  checkImmutable(errors, spec.managedBy, old.managedBy, 'spec.managedBy');
  checkImmutable(errors, spec.successPolicy, old.successPolicy, 'spec.successPolicy', shaped('SuccessPolicy'));
}

/** An Indexed Job may grow and shrink, if completions and parallelism do so together. */
function checkCompletionsUpdate(errors: FieldError[], spec: t.V1JobSpec, before: t.V1JobSpec): void {
  const { completions, parallelism } = spec;
  if (spec.completionMode !== 'Indexed') checkImmutable(errors, completions, before.completions, 'spec.completions');
  else if (completions !== undefined && completions !== before.completions && completions !== parallelism) {
    errors.push(invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism'));
  }
}

/**
 * Whether none of the Job's pods runs and none will: suspended from the start, or suspended since, with the controller's word for it.
 *
 * @see Kubernetes 1.36, MutableSchedulingDirectivesForSuspendedJobs and MutablePodResourcesForSuspendedJobs
 */
function isAtRest({ spec, status }: t.V1Job): boolean {
  const isMarked = status?.conditions?.some(({ type, status: value }) => type === 'Suspended' && value === 'True') ?? false;
  return spec?.suspend === true && (status?.active ?? 0) === 0 && (status?.startTime === undefined || isMarked);
}

/** The template of before with what a Job at rest may change: where its pods go, and what its containers ask for. */
function comparableTemplate(template: t.V1PodTemplateSpec | undefined, before: t.V1Job): t.V1PodTemplateSpec | undefined {
  const old = before.spec?.template;
  if (!isAtRest(before) || !old?.spec || !template?.spec) return old;
  const { affinity, nodeSelector, tolerations, schedulingGates, containers, initContainers } = template.spec;
  const oldAffinity = old.spec.affinity;
  const moved = affinity || oldAffinity ? { ...oldAffinity, nodeAffinity: affinity?.nodeAffinity } : undefined;
  const isEmpty = moved && !moved.nodeAffinity && !moved.podAffinity && !moved.podAntiAffinity;
  return {
    ...old,
    metadata: { ...old.metadata, labels: template.metadata?.labels, annotations: template.metadata?.annotations },
    spec: {
      ...old.spec, affinity: isEmpty ? affinity : moved, nodeSelector, tolerations, schedulingGates,
      containers: withResourcesOf(old.spec.containers, containers), ...(old.spec.initContainers ? { initContainers: withResourcesOf(old.spec.initContainers, initContainers ?? []) } : {}),
    },
  };
}

const withResourcesOf = (old: readonly t.V1Container[], now: readonly t.V1Container[]): t.V1Container[] => old.map((container, index) => (now[index] ? { ...container, resources: now[index].resources } : container));

type JobCondition = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet';

const has = (job: t.V1Job, type: JobCondition): boolean => job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** What a Job's status may say, as far as it does not hang on the order of conditions. */
function checkJobStatus(errors: FieldError[], job: t.V1Job, before: t.V1Job): void {
  const { status } = job;
  for (const key of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const) checkNonNegative(errors, status?.[key], `status.${key}`);
  const without = (words: string): void => { errors.push({ type: 'FieldValueInvalid', field: 'status.conditions', detail: words }); };
  const done = has(job, 'Complete') || has(job, 'Failed');
  if (has(job, 'Complete') && has(job, 'Failed')) without('cannot set Complete=True and Failed=true conditions');
  if (has(job, 'Complete') && has(job, 'FailureTarget')) without('cannot set Complete=True and FailureTarget=true conditions');
  if (status?.completionTime !== undefined && !has(job, 'Complete')) errors.push(invalid('status.completionTime', status.completionTime, 'cannot set completionTime when there is no Complete=True condition'));
  if (status?.completionTime === undefined && has(job, 'Complete')) errors.push(required('status.completionTime', 'completionTime is required for Complete jobs'));
  if (has(job, 'Failed') && !has(job, 'FailureTarget')) without('cannot set Failed=True condition without the FailureTarget=true condition');
  if (has(job, 'Complete') && !has(job, 'SuccessCriteriaMet')) without('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  if (done && (status?.active ?? 0) > 0) errors.push(invalid('status.active', status?.active, 'active>0 is invalid for finished job'));
  if (done && status?.startTime === undefined) errors.push(required('status.startTime', 'startTime is required for finished job'));
  if ((status?.ready ?? 0) > (status?.active ?? 0)) errors.push(invalid('status.ready', status?.ready, 'cannot set more ready pods than active'));
  for (const type of ['Failed', 'Complete', 'FailureTarget', 'SuccessCriteriaMet'] as const) {
    if (has(before, type) && !has(job, type)) without(`cannot disable the ${type === 'SuccessCriteriaMet' ? '' : 'terminal '}${type}=True condition`);
  }
}

/** @see Kubernetes 1.36, batch validation, validateCronJobSpec */
function checkCronJob(errors: FieldError[], { spec }: t.V1CronJob, before: t.V1CronJob | undefined): void {
  checkSchedule(errors, spec, before?.spec?.schedule ?? '');
  checkNonNegative(errors, spec?.startingDeadlineSeconds, 'spec.startingDeadlineSeconds');
  if (!before || before.spec?.timeZone !== spec?.timeZone) checkTimeZone(errors, spec?.timeZone);
  const policy = spec?.concurrencyPolicy ?? '';
  const policies = ['Allow', 'Forbid', 'Replace'];
  if (policy === '') errors.push(required('spec.concurrencyPolicy'));
  else if (!policies.includes(policy)) errors.push(notSupported('spec.concurrencyPolicy', policy, policies));
  const template = spec?.jobTemplate?.spec;
  if (!before || !equal(template, before.spec?.jobTemplate?.spec)) checkWork(errors, template, 'spec.jobTemplate.spec');
  if (template?.selector) errors.push(invalid('spec.jobTemplate.spec.selector', selectorShape(template.selector), '`selector` will be auto-generated'));
  if (template?.manualSelector) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  checkNonNegative(errors, spec?.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit');
  checkNonNegative(errors, spec?.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit');
}

function checkSchedule(errors: FieldError[], spec: t.V1CronJobSpec | undefined, before: string): void {
  const path = 'spec.schedule';
  const schedule = spec?.schedule ?? '';
  if (schedule === '') {
    errors.push(required(path));
    return;
  }
  const problem = cronProblem(schedule);
  if (problem !== undefined) errors.push(invalid(path, schedule, problem));
  if (!schedule.includes('TZ')) return;
  if (!before.includes('TZ')) errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (spec?.timeZone !== undefined) errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

function checkTimeZone(errors: FieldError[], zone: string | undefined): void {
  const path = 'spec.timeZone';
  if (zone === undefined) return;
  if (zone === '') errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
  else if (zone.toLowerCase() === 'local') errors.push(invalid(path, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'));
  else if (!isTimeZone(zone)) errors.push(invalid(path, zone, `unknown time zone ${zone}`));
}

const cronNameMax = 52;

export const jobRules: readonly Rules[] = [
  rules({ kind: kinds.jobs, name: nameIsSubdomain, create: checkJob, update: checkJobUpdate, status: checkJobStatus }),
  rules({
    kind: kinds.cronJobs, name: nameIsSubdomain,
    create: (errors, job) => {
      checkCronJob(errors, job, undefined);
      const name = job.metadata?.name ?? '';
      if (name.length > cronNameMax) errors.push(invalid('metadata.name', name, `must be no more than ${String(cronNameMax)} characters`));
    },
    update: checkCronJob,
  }),
];
