import { goQuote } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { quantityMilliValue } from '../quantity.ts';

type Annotations = Readonly<Record<string, string>> | undefined;

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};
const deprecatedAnnotations: readonly (readonly [key: string, words: string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const deprecatedVolumes: readonly (readonly [key: keyof t.V1Volume, shown: string, words: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

const hasOwn = (map: object | undefined, key: string): boolean => map !== undefined && Object.hasOwn(map, key);

/**
 * What is unwise in a pod spec. `prefix`: '' for pods, `spec.template.` for templates.
 *
 * @see Kubernetes 1.36, pkg/api/pod, warnings
 */
export function podWarnings(spec: t.V1PodSpec | undefined, annotations: Annotations, prefix: string): readonly string[] {
  if (!spec) return [];
  const path = `${prefix}spec`;
  const containers = containersOf(spec, path);
  return [
    ...labelWarnings(spec, path),
    ...spreadWarnings(spec, path),
    ...deprecatedAnnotations.filter(([key]) => hasOwn(annotations, key)).map(([key, words]) => `${prefix}metadata.annotations[${key}]: ${words}`),
    ...volumeWarnings(spec, path),
    ...duplicateWarnings(spec.hostAliases?.map(({ ip }) => ip ?? ''), `${path}.hostAliases`, 'ip'),
    ...duplicateWarnings(spec.imagePullSecrets?.map(({ name }) => name ?? ''), `${path}.imagePullSecrets`, 'name'),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, index) => (name ? [] : [`${path}.imagePullSecrets[${String(index)}].name: invalid empty name ""`])),
    ...fractionalBytes(spec.overhead, ['memory', 'ephemeral-storage'], `${path}.overhead`),
    ...containers.flatMap(([at, container]) => containerWarnings(container, at)),
    ...portWarnings(containers),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0 ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...affinityWarnings(spec, path),
  ];
}

function containersOf(spec: t.V1PodSpec, path: string): readonly (readonly [path: string, container: t.V1Container])[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((key) =>
    (spec[key] ?? []).map((container, index) => [`${path}.${key}[${String(index)}]`, container as t.V1Container] as const));
}

function labelWarnings(spec: t.V1PodSpec, path: string): readonly string[] {
  const warnings = Object.keys(spec.nodeSelector ?? {}).flatMap((key) => (hasOwn(deprecatedLabels, key) ? [`${path}.nodeSelector[${key}]: ${deprecatedLabels[key] ?? ''}`] : []));
  const affinity = spec.affinity?.nodeAffinity;
  const terms = [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).map((term, index) => [`requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${String(index)}]`, term] as const),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ preference }, index) => [`preferredDuringSchedulingIgnoredDuringExecution[${String(index)}].preference`, preference] as const),
  ];
  for (const [at, term] of terms) {
    for (const [index, { key }] of (term?.matchExpressions ?? []).entries()) {
      if (hasOwn(deprecatedLabels, key)) warnings.push(`${path}.affinity.nodeAffinity.${at}.matchExpressions[${String(index)}].key: ${key} is ${deprecatedLabels[key] ?? ''}`);
    }
  }
  return warnings;
}

function spreadWarnings({ topologySpreadConstraints = [] }: t.V1PodSpec, path: string): readonly string[] {
  return topologySpreadConstraints.flatMap(({ topologyKey, labelSelector }, index) => {
    const at = `${path}.topologySpreadConstraints[${String(index)}]`;
    return [
      ...(hasOwn(deprecatedLabels, topologyKey) ? [`${at}.topologyKey: ${topologyKey} is ${deprecatedLabels[topologyKey] ?? ''}`] : []),
      ...(labelSelector ? [] : [`${at}.labelSelector: a null labelSelector results in matching no pod`]),
    ];
  });
}

function volumeWarnings({ volumes = [] }: t.V1PodSpec, path: string): readonly string[] {
  const deprecated = volumes.flatMap((volume, index) =>
    deprecatedVolumes.filter(([key]) => volume[key] !== undefined).map(([, shown, words]) => `${path}.volumes[${String(index)}].${shown}: ${words}`));
  return [...deprecated, ...volumes.flatMap(overlapWarnings)];
}

/** Keys of one volume that land on the same path, or one inside another. */
function overlapWarnings({ name, configMap, secret, downwardAPI, projected }: t.V1Volume): readonly string[] {
  const volume = `volume ${goQuote(name ?? '')}`;
  const pathsOf = (items: readonly { readonly path: string }[] | undefined): readonly string[] => (items ?? []).map((item) => item.path ?? '');
  const projectedWarnings = (projected?.sources ?? []).flatMap((source) =>
    (Object.values(source).some((value) => value !== undefined) ? [] : [`${volume} (Projected) has no sources provided`]));
  return [
    ...overlaps(pathsOf(configMap?.items), `${volume} (ConfigMap ${goQuote(configMap?.name ?? '')}): overlapping paths`),
    ...overlaps(pathsOf(secret?.items), `${volume} (Secret ${goQuote(secret?.secretName ?? '')}): overlapping paths`),
    ...overlaps(pathsOf(downwardAPI?.items), `${volume} (DownwardAPI): overlapping paths`),
    ...projectedWarnings,
  ];
}

function overlaps(paths: readonly string[], words: string): readonly string[] {
  const seen: string[] = [];
  const warnings: string[] = [];
  for (const path of paths.map((item) => item.replace(/\/+$/, ''))) {
    const other = seen.find((item) => item !== '' && path !== '' && (item === path || `${item}/`.startsWith(path) || `${path}/`.startsWith(item)));
    if (other !== undefined) warnings.push(`${words}: ${goQuote(path)} with ${goQuote(other)}`);
    if (!seen.includes(path)) seen.push(path);
  }
  return warnings;
}

function duplicateWarnings(values: readonly string[] | undefined, path: string, what: string): readonly string[] {
  return (values ?? []).flatMap((value, index, all) => (all.indexOf(value) < index ? [`${path}[${String(index)}].${what}: duplicate ${what} ${goQuote(value)}`] : []));
}

/** Parts of a byte make no sense. */
export function fractionalBytes(list: Readonly<Record<string, string>> | undefined, names: readonly string[], path: string): readonly string[] {
  return names.flatMap((name) => {
    const value = list && Object.hasOwn(list, name) ? list[name] : undefined;
    if (value === undefined || quantityMilliValue(value) % 1000 === 0) return [];
    return [`${path}[${name}]: fractional byte value ${goQuote(value)} is invalid, must be an integer`];
  });
}

function containerWarnings({ resources, env = [] }: t.V1Container, path: string): readonly string[] {
  const amounts = ['memory', 'ephemeral-storage'].flatMap((name) => [
    ...fractionalBytes(resources?.limits, [name], `${path}.resources.limits`),
    ...fractionalBytes(resources?.requests, [name], `${path}.resources.requests`),
  ]);
  const seen = new Set<string>();
  const hidden = env.flatMap(({ name = '', value = '', valueFrom }, index) => {
    const known = seen.has(name);
    seen.add(name);
    const reference = `$(${name})`;
    if (!known || (!valueFrom && value !== reference && value.includes(reference))) return [];
    return [`${path}.env[${String(index)}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`];
  });
  return [...amounts, ...hidden];
}

function portWarnings(containers: readonly (readonly [path: string, container: t.V1Container])[]): readonly string[] {
  const warnings: string[] = [];
  const seen = new Map<string, (readonly [path: string, port: t.V1ContainerPort])[]>();
  for (const [path, { ports = [] }] of containers) {
    for (const [index, port] of ports.entries()) {
      const at = `${path}.ports[${String(index)}]`;
      if (port.hostIP && !port.hostPort) warnings.push(`${at}: hostIP set without hostPort: ${goPort(port)}`);
      const key = `${String(port.containerPort)}/${port.protocol ?? ''}`;
      const others = seen.get(key) ?? [];
      for (const [other, otherPort] of others) warnings.push(...conflict(port, otherPort).map((words) => `${at}: ${words} port definition with ${other}`));
      seen.set(key, [...others, [at, port]]);
    }
  }
  return warnings;
}

function conflict(a: t.V1ContainerPort, b: t.V1ContainerPort): readonly string[] {
  const [ipA, ipB] = [a.hostIP ?? '', b.hostIP ?? ''];
  const [portA, portB] = [a.hostPort ?? 0, b.hostPort ?? 0];
  if (ipA === ipB && portA === portB) return ['duplicate'];
  if (portA === 0 || portB === 0) return ['overlapping'];
  return portA === portB && (ipA === '') !== (ipB === '') ? ['dangerously ambiguous'] : [];
}

/** A port as `%+v` prints it. */
function goPort({ name = '', hostPort = 0, containerPort, protocol = '', hostIP = '' }: t.V1ContainerPort): string {
  return `{Name:${name} HostPort:${String(hostPort)} ContainerPort:${String(containerPort)} Protocol:${protocol} HostIP:${hostIP}}`;
}

function affinityWarnings({ affinity }: t.V1PodSpec, path: string): readonly string[] {
  const words = 'a null labelSelector results in matching no pod';
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((key) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: must = [], preferredDuringSchedulingIgnoredDuringExecution: nice = [] } = affinity?.[key] ?? {};
    const at = `${path}.affinity.${key}`;
    return [
      ...must.flatMap(({ labelSelector }, index) => (labelSelector ? [] : [`${at}.requiredDuringSchedulingIgnoredDuringExecution[${String(index)}].labelSelector: ${words}`])),
      ...nice.flatMap(({ podAffinityTerm }, index) => (podAffinityTerm?.labelSelector ? [] : [`${at}.preferredDuringSchedulingIgnoredDuringExecution[${String(index)}].podAffinityTerm.labelSelector: ${words}`])),
    ];
  });
}
