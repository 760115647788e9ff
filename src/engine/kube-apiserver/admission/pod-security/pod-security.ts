import type { V1Namespace, V1Pod, V1PodSpec, V1Status } from '../../../../kube/generated/types.ts';
import { namespaces, pods } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import type { Labels } from '../../../../kube/selectors.ts';
import { invalid as invalidField, type FieldError } from '../../../../kube/field-errors.ts';
import * as refusal from '../../../../kube/status.ts';
import type { ClusterView } from '../../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts';
import { forbid } from '../forbid.ts';
import { podSecurityChecks, type PodLike, type Violation } from './checks.ts';

type Level = 'privileged' | 'baseline' | 'restricted';
type Mode = 'enforce' | 'warn' | 'audit';

const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];
const prefix = 'pod-security.kubernetes.io/';

interface Standard {
  readonly level: Level;
  readonly version: string;
}

/** What a namespace's labels ask of its pods. */
function standardOf(labels: Labels | undefined, mode: Mode): Standard {
  const asked = labels?.[prefix + mode] ?? '';
  const version = labels?.[`${prefix}${mode}-version`] ?? 'latest';
  return { level: levels.includes(asked) ? (asked as Level) : 'privileged', version: isVersion(version) ? version : 'latest' };
}

const isVersion = (version: string): boolean => version === 'latest' || /^v1\.(0|[1-9]\d*)$/.test(version);

const minorOf = (version: string): number => (version === 'latest' ? Infinity : Number(version.slice('v1.'.length)));

/** Everything in which a pod falls short of a level, as that version of the standards has it. */
function violations({ level, version }: Standard, pod: PodLike): readonly Violation[] {
  if (level === 'privileged') return [];
  const minor = minorOf(version);
  const used = podSecurityChecks.filter((check) => (check.level === 'baseline' || level === 'restricted') && (check.since ?? 0) <= minor);
  const replaced = new Set(used.flatMap(({ overrides }) => overrides ?? []));
  return used.filter(({ id }) => !replaced.has(id)).flatMap(({ check }) => check(pod, minor) ?? []);
}

const details = (found: readonly Violation[]): string => found.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');

/** The pod that an object is, or makes. */
function podOf(object: KubeObject): PodLike | undefined {
  const { kind } = object;
  if (kind === 'Pod') return object as V1Pod & { readonly spec: V1PodSpec };
  const spec = (object as { readonly spec?: Readonly<Record<string, unknown>> }).spec;
  const jobSpec = (spec?.['jobTemplate'] as { readonly spec?: Readonly<Record<string, unknown>> } | undefined)?.spec;
  const template = (kind === 'PodTemplate' ? (object as { readonly template?: unknown }).template : kind === 'CronJob' ? jobSpec?.['template'] : spec?.['template']) as Partial<PodLike> | undefined;
  return template?.spec ? { ...template, spec: template.spec } : undefined;
}

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (request.resource.groupResource === 'namespaces') return validateNamespace(object, request, view);
  if (request.subresource !== '' && request.subresource !== 'ephemeralcontainers') return undefined;
  const labels = view.get(namespaces, '', request.namespace)?.metadata?.labels;
  if (!labels) return undefined;
  const enforce = standardOf(labels, 'enforce');
  const warn = standardOf(labels, 'warn');
  const audit = standardOf(labels, 'audit');
  if ([enforce, warn, audit].every(({ level }) => level === 'privileged')) return undefined;
  const pod = podOf(object);
  if (!pod || (object.kind === 'Pod' && request.operation === 'UPDATE' && request.subresource === '')) return undefined;
  return judge(object, request, pod, { enforce, warn, audit });
}

const nameOf = ({ level, version }: Standard): string => `"${level}:${version}"`;

/** Pods are held to what is enforced; what makes pods is only warned of. What falls short of the level of audits is noted, refused or not. */
function judge(object: KubeObject, request: AdmissionRequest, pod: PodLike, { enforce, warn, audit }: Readonly<Record<Mode, Standard>>): V1Status | undefined {
  const found = object.kind === 'Pod' ? violations(enforce, pod) : [];
  const audited = violations(audit, pod);
  if (object.kind === 'Pod') request.annotate(`${prefix}enforce-policy`, nameOf(enforce).slice(1, -1));
  if (audited.length > 0) request.annotate(`${prefix}audit-violations`, `would violate PodSecurity ${nameOf(audit)}: ${details(audited)}`);
  if (found.length > 0) return forbid(object, request, `violates PodSecurity ${nameOf(enforce)}: ${details(found)}`);
  const warned = violations(warn, pod);
  if (warned.length > 0) request.warn(`would violate PodSecurity ${nameOf(warn)}: ${details(warned)}`);
  return undefined;
}

/** Labels that mean nothing are refused; a stricter level warns of the pods that fall short of it. */
function validateNamespace(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (request.subresource !== '') return undefined;
  const labels = object.metadata?.labels;
  const errors = labelErrors(labels);
  const oldLabels = request.old?.metadata?.labels;
  if (errors.length > 0 && (!request.old || labelErrors(oldLabels).length === 0)) return refusal.invalid(namespaces, request.name, errors);
  if (request.operation !== 'UPDATE') return undefined;
  const enforce = standardOf(labels, 'enforce');
  const before = standardOf(oldLabels, 'enforce');
  if (levels.indexOf(enforce.level) > levels.indexOf(before.level) || (enforce.level === before.level && enforce.version !== before.version)) warnOfExisting(object as V1Namespace, request, view, enforce);
  return undefined;
}

function labelErrors(labels: Labels | undefined): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const mode of ['enforce', 'audit', 'warn'] as const) {
    const level = labels?.[prefix + mode];
    const version = labels?.[`${prefix}${mode}-version`];
    if (level !== undefined && !levels.includes(level)) errors.push(invalidField(`metadata.labels[${prefix}${mode}]`, level, 'must be one of privileged, baseline, restricted'));
    if (version !== undefined && !isVersion(version)) errors.push(invalidField(`metadata.labels[${prefix}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
  }
  return errors;
}

function warnOfExisting({ metadata }: V1Namespace, request: AdmissionRequest, view: ClusterView, standard: Standard): void {
  const name = metadata?.name ?? '';
  const offenders = new Map<string, string[]>();
  for (const pod of view.list(pods, name)) {
    const found = violations(standard, pod as PodLike);
    if (found.length === 0) continue;
    const reasons = found.map(({ reason }) => reason).join(', ');
    offenders.set(reasons, [...(offenders.get(reasons) ?? []), pod.metadata?.name ?? '']);
  }
  if (offenders.size === 0) return;
  request.warn(`existing pods in namespace "${name}" violate the new PodSecurity enforce level ${nameOf(standard)}`);
  for (const [reasons, [first = '', ...others]] of offenders) {
    const more = others.length === 0 ? '' : others.length === 1 ? ' (and 1 other pod)' : ` (and ${String(others.length)} other pods)`;
    request.warn(`${first}${more}: ${reasons}`);
  }
}

/** Holds pods to the Pod Security Standard that their namespace's labels name. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  resources: ['pods', 'namespaces', 'podtemplates', 'replicationcontrollers', 'replicasets.apps', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch'],
  operations: ['CREATE', 'UPDATE'],
  validate,
};
