import { goQuote } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { dns1123Label } from './formats.ts';
import { podWarnings, fractionalBytes } from './pod-warnings.ts';

interface Warner {
  readonly kind: Kind;
  readonly warn: (object: never, before: never) => readonly string[];
}

function warner<T extends KubeObject>(kind: Kind<T>, warn: (object: T, before: T | undefined) => readonly string[]): Warner {
  return { kind, warn: warn as Warner['warn'] };
}

type Templated = KubeObject & { readonly spec?: { readonly template?: t.V1PodTemplateSpec | undefined } | undefined };

/** Names that end up in host names should be labels; only said once, at creation. */
function nameWarnings({ metadata }: KubeObject, before: KubeObject | undefined, use: string): readonly string[] {
  const complaints = before ? [] : dns1123Label(metadata?.name ?? '');
  if (complaints.length === 0) return [];
  return [`metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${complaints.join(' ')}]`];
}

const inPodNames = 'Pod names and hostnames';

function templateWarnings(object: Templated, before: Templated | undefined): readonly string[] {
  const template = object.spec?.template;
  if (!template || template === before?.spec?.template) return [];
  return podWarnings(template.spec, template.metadata?.annotations, 'spec.template.');
}

const named = (object: Templated, before: Templated | undefined): readonly string[] => [...nameWarnings(object, before, inPodNames), ...templateWarnings(object, before)];

function serviceWarnings({ metadata, spec = {} }: t.V1Service): readonly string[] {
  const warnings: string[] = [];
  if (Object.hasOwn(metadata?.annotations ?? {}, 'service.kubernetes.io/topology-aware-hints')) {
    warnings.push('annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead');
  }
  if (spec.clusterIPs?.[0] === 'None') {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if ((spec.externalIPs?.length ?? 0) > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity && spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  if (spec.externalName && spec.type !== 'ExternalName') warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose') warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}

function jobWarnings(job: t.V1Job, before: t.V1Job | undefined): readonly string[] {
  const { completions = 0, parallelism = 0, completionMode } = job.spec ?? {};
  const warnings = [...nameWarnings(job, before, inPodNames)];
  if (completionMode === 'Indexed' && completions > 100_000 && parallelism > 10_000) {
    warnings.push('In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail');
  }
  return [...warnings, ...templateWarnings(job, before)];
}

function cronJobWarnings(job: t.V1CronJob, before: t.V1CronJob | undefined): readonly string[] {
  const template = job.spec?.jobTemplate?.spec?.template;
  const own = template && template !== before?.spec?.jobTemplate?.spec?.template ? podWarnings(template.spec, template.metadata?.annotations, 'spec.jobTemplate.spec.template.') : [];
  const zone = job.spec?.schedule?.includes('TZ')
    ? ['CRON_TZ or TZ used in spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'] : [];
  return [...nameWarnings(job, before, inPodNames), ...own, ...zone];
}

function claimWarnings(spec: t.V1PersistentVolumeClaimSpec | undefined, path: string): readonly string[] {
  return fractionalBytes(spec?.resources?.requests, ['storage'], `${path}.resources.requests`);
}

function statefulSetWarnings(set: t.V1StatefulSet, before: t.V1StatefulSet | undefined): readonly string[] {
  const claims = (set.spec?.volumeClaimTemplates ?? []).flatMap(({ spec }, index) => claimWarnings(spec, `spec.volumeClaimTemplates[${String(index)}].Spec`));
  const limit = (set.spec?.revisionHistoryLimit ?? 0) < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : [];
  return [...templateWarnings(set, before), ...claims, ...limit];
}

function ingressWarnings({ metadata }: t.V1Ingress, before: t.V1Ingress | undefined): readonly string[] {
  if (before || !Object.hasOwn(metadata?.annotations ?? {}, 'kubernetes.io/ingress.class')) return [];
  return [`annotation ${goQuote('kubernetes.io/ingress.class')} is deprecated, please use 'spec.ingressClassName' instead`];
}

function volumeWarnings({ spec }: t.V1PersistentVolume): readonly string[] {
  if (spec?.persistentVolumeReclaimPolicy !== 'Recycle') return [];
  return ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'];
}

const warners: readonly Warner[] = [
  warner(kinds.pods, (pod, before) => [
    ...nameWarnings(pod, before, "the Pod's hostname"),
    ...(pod.spec === before?.spec ? [] : podWarnings(pod.spec, pod.metadata?.annotations, '')),
  ]),
  warner(kinds.deployments, named),
  warner(kinds.replicaSets, named),
  warner(kinds.replicationControllers, named),
  warner(kinds.daemonSets, templateWarnings),
  warner(kinds.statefulSets, statefulSetWarnings),
  warner(kinds.jobs, jobWarnings),
  warner(kinds.cronJobs, cronJobWarnings),
  warner(kinds.podTemplates, ({ template }) => podWarnings(template?.spec, template?.metadata?.annotations, 'template.')),
  warner(kinds.services, serviceWarnings),
  warner(kinds.ingresses, ingressWarnings),
  warner(kinds.persistentVolumeClaims, ({ spec }) => claimWarnings(spec, 'spec')),
  warner(kinds.persistentVolumes, volumeWarnings),
];

const keyOf = ({ group, version, kind }: Kind): string => `${group}/${version}/${kind}`;
const byKind = new Map(warners.map(({ kind, warn }) => [keyOf(kind), warn]));
const none: readonly string[] = [];

/** Texts of `Warning` headers for what is accepted but unwise. `before`: the object that is being updated. */
export function warningsFor<T extends KubeObject>(kind: Kind<T>, object: T, before?: T): readonly string[] {
  const warn = byKind.get(keyOf(kind));
  return warn ? warn(object as never, before as never) : none;
}

/** What any request for a kind that is on its way out is answered with, reads included. */
export function deprecationWarning(kind: Kind): string | undefined {
  if (kind.group !== '') return undefined;
  if (kind.kind === 'Endpoints') return 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
  return kind.kind === 'ComponentStatus' ? 'v1 ComponentStatus is deprecated in v1.19+' : undefined;
}
