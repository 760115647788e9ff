import type { V1Container, V1Pod, V1PodSpec, V1Probe, V1SeccompProfile, V1SELinuxOptions, V1Volume } from '../../../../kube/generated/types.ts';

/** What a pod has of its template: metadata's annotations and the spec. */
export interface PodLike {
  readonly metadata?: V1Pod['metadata'];
  readonly spec: V1PodSpec;
}

/** Why a pod does not keep to a standard: a short reason, and the details. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** One control of the Pod Security Standards. */
export interface PodSecurityCheck {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** Baseline controls that this one takes the place of. */
  readonly overrides?: readonly string[];
  /** Minor version of the standards in which it came; from the beginning where absent. */
  readonly since?: number;
  /** `minor`: the version of the standards that is asked for. */
  readonly check: (pod: PodLike, minor: number) => Violation | undefined;
}

type AnyContainer = V1Container;

const containersOf = (spec: V1PodSpec): readonly AnyContainer[] => [
  ...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as unknown as readonly AnyContainer[]),
];

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

/** `container "a" must …` or `containers "a", "b" must …` */
function containers(names: readonly string[], words: string): string {
  return `${plural(names.length, 'container', 'containers')} ${quoted(names)} ${words}`;
}

function named(spec: V1PodSpec, isBad: (container: AnyContainer) => boolean): readonly string[] {
  return containersOf(spec).filter(isBad).map(({ name }) => name);
}

/** `pod and containers "a", "b"`: who sets something bad. */
function setters(ofPod: boolean, names: readonly string[]): string {
  return [...(ofPod ? ['pod'] : []), ...(names.length > 0 ? [`${plural(names.length, 'container', 'containers')} ${quoted(names)}`] : [])].join(' and ');
}

function whereBad(reason: string, words: string, isBad: (container: AnyContainer) => boolean): (pod: PodLike) => Violation | undefined {
  return ({ spec }) => {
    const bad = named(spec, isBad);
    return bad.length === 0 ? undefined : { reason, detail: containers(bad, words) };
  };
}

/** What Linux alone has does not count for Windows, since 1.25. */
const isWindows = (spec: V1PodSpec, minor: number): boolean => minor >= 25 && spec.os?.name === 'windows';
/** Root of a user namespace of its own is nobody on the node, since 1.35. */
const hasOwnUsers = (spec: V1PodSpec, minor: number): boolean => minor >= 35 && spec.hostUsers === false;

const allowPrivilegeEscalation: PodSecurityCheck = {
  id: 'allowPrivilegeEscalation', level: 'restricted', since: 8,
  check: (pod, minor) => (isWindows(pod.spec, minor) ? undefined
    : whereBad('allowPrivilegeEscalation != false', 'must set securityContext.allowPrivilegeEscalation=false', ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false)(pod)),
};

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: PodSecurityCheck = {
  id: 'appArmorProfile', level: 'baseline',
  check: ({ metadata, spec }) => {
    const isBad = (type: string | undefined): type is string => type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
    const ofPod = spec.securityContext?.appArmorProfile?.type;
    const types = containersOf(spec).map(({ securityContext }) => securityContext?.appArmorProfile?.type).filter(isBad);
    const names = named(spec, ({ securityContext }) => isBad(securityContext?.appArmorProfile?.type));
    const annotated = Object.entries(metadata?.annotations ?? {}).filter(([key, value]) => key.startsWith(appArmorPrefix) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/')).map(([key, value]) => `${key}="${value}"`).sort();
    const values = [...[...new Set([...(isBad(ofPod) ? [ofPod] : []), ...types])].sort(), ...annotated];
    if (values.length === 0) return undefined;
    const who = [setters(isBad(ofPod), names), ...(annotated.length > 0 ? [plural(annotated.length, 'annotation', 'annotations')] : [])].filter((part) => part !== '').join(' and ');
    return { reason: plural(values.length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'), detail: `${who} must not set AppArmor profile type to ${quoted(values)}` };
  },
};

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
]);

const capabilitiesBaseline: PodSecurityCheck = {
  id: 'capabilities_baseline', level: 'baseline',
  check: ({ spec }) => {
    const extra = (container: AnyContainer): readonly string[] => (container.securityContext?.capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
    const bad = containersOf(spec).filter((container) => extra(container).length > 0);
    if (bad.length === 0) return undefined;
    const names = [...new Set(bad.flatMap(extra))].sort();
    return { reason: 'non-default capabilities', detail: containers(bad.map(({ name }) => name), `must not include ${quoted(names)} in securityContext.capabilities.add`) };
  },
};

const capabilitiesRestricted: PodSecurityCheck = {
  id: 'capabilities_restricted', level: 'restricted', overrides: ['capabilities_baseline'], since: 22,
  check: ({ spec }, minor) => {
    if (isWindows(spec, minor)) return undefined;
    const dropless = named(spec, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
    const extra = (container: AnyContainer): readonly string[] => (container.securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
    const adding = containersOf(spec).filter((container) => extra(container).length > 0);
    const details = [
      ...(dropless.length > 0 ? [containers(dropless, 'must set securityContext.capabilities.drop=["ALL"]')] : []),
      ...(adding.length > 0 ? [containers(adding.map(({ name }) => name), `must not include ${quoted([...new Set(adding.flatMap(extra))].sort())} in securityContext.capabilities.add`)] : []),
    ];
    return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
  },
};

const hostNamespaces: PodSecurityCheck = {
  id: 'hostNamespaces', level: 'baseline',
  check: ({ spec }) => {
    const set = [...(spec.hostNetwork ? ['hostNetwork=true'] : []), ...(spec.hostPID ? ['hostPID=true'] : []), ...(spec.hostIPC ? ['hostIPC=true'] : [])];
    return set.length === 0 ? undefined : { reason: 'host namespaces', detail: set.join(', ') };
  },
};

const hostPathVolumes: PodSecurityCheck = {
  id: 'hostPathVolumes', level: 'baseline',
  check: ({ spec }) => {
    const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
    return bad.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${plural(bad.length, 'volume', 'volumes')} ${quoted(bad)}` };
  },
};

const hostPorts: PodSecurityCheck = {
  id: 'hostPorts', level: 'baseline',
  check: ({ spec }) => {
    const bad = containersOf(spec).filter(({ ports }) => ports?.some(({ hostPort }) => hostPort));
    if (bad.length === 0) return undefined;
    const ports = [...new Set(bad.flatMap((container) => (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []))))].sort();
    return { reason: 'hostPort', detail: containers(bad.map(({ name }) => name), `${plural(bad.length, 'uses', 'use')} ${plural(ports.length, 'hostPort', 'hostPorts')} ${ports.join(', ')}`) };
  },
};

type Handler = Pick<V1Probe, 'httpGet' | 'tcpSocket'> | undefined;

const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: AnyContainer): readonly string[] => [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop]
  .flatMap((handler: Handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host]).filter((host): host is string => host !== undefined && host !== '');

const hostProbes: PodSecurityCheck = {
  id: 'hostProbesAndHostLifecycle', level: 'baseline', since: 34,
  check: ({ spec }) => {
    const bad = named(spec, (container) => hostsOf(container).length > 0).toSorted();
    if (bad.length === 0) return undefined;
    const hosts = [...new Set(containersOf(spec).flatMap(hostsOf))].sort();
    return { reason: 'probe or lifecycle host', detail: containers(bad, `${plural(bad.length, 'uses', 'use')} ${plural(hosts.length, 'probe or lifecycle host', 'probe or lifecycle hosts')} ${quoted(hosts)}`) };
  },
};

const privileged: PodSecurityCheck = {
  id: 'privileged', level: 'baseline',
  check: whereBad('privileged', 'must not set securityContext.privileged=true', ({ securityContext }) => securityContext?.privileged === true),
};

const procMount: PodSecurityCheck = {
  id: 'procMount', level: 'baseline',
  check: (pod, minor) => {
    if (hasOwnUsers(pod.spec, minor)) return undefined;
    const isBad = ({ securityContext }: AnyContainer): boolean => securityContext?.procMount !== undefined && securityContext.procMount !== 'Default';
    const types = [...new Set(containersOf(pod.spec).filter(isBad).map(({ securityContext }) => securityContext?.procMount ?? ''))].sort();
    return whereBad('procMount', `must not set securityContext.procMount to ${quoted(types)}`, isBad)(pod);
  },
};

const allowedVolumes: readonly (keyof V1Volume)[] = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

const restrictedVolumes: PodSecurityCheck = {
  id: 'restrictedVolumes', level: 'restricted', overrides: ['hostPathVolumes'],
  check: ({ spec }) => {
    const bad = (spec.volumes ?? []).filter((volume) => !allowedVolumes.some((type) => volume[type] !== undefined));
    if (bad.length === 0) return undefined;
    const types = [...new Set(bad.map((volume) => Object.keys(volume).find((key) => key !== 'name') ?? 'unknown'))].sort();
    const words = `${plural(bad.length, 'uses', 'use')} restricted volume ${plural(types.length, 'type', 'types')} ${quoted(types)}`;
    return { reason: 'restricted volume types', detail: `${plural(bad.length, 'volume', 'volumes')} ${quoted(bad.map(({ name }) => name))} ${words}` };
  },
};

const runAsNonRoot: PodSecurityCheck = {
  id: 'runAsNonRoot', level: 'restricted',
  check: ({ spec }, minor) => {
    if (hasOwnUsers(spec, minor)) return undefined;
    const byPod = spec.securityContext?.runAsNonRoot;
    const who = setters(byPod === false, named(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false));
    if (who !== '') return { reason: 'runAsNonRoot != true', detail: `${who} must not set securityContext.runAsNonRoot=false` };
    const silent = named(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
    if (byPod === true || silent.length === 0) return undefined;
    return { reason: 'runAsNonRoot != true', detail: `pod or ${containers(silent, 'must set securityContext.runAsNonRoot=true')}` };
  },
};

const runAsUser: PodSecurityCheck = {
  id: 'runAsUser', level: 'restricted', since: 23,
  check: ({ spec }, minor) => {
    if (hasOwnUsers(spec, minor)) return undefined;
    const who = setters(spec.securityContext?.runAsUser === 0, named(spec, ({ securityContext }) => securityContext?.runAsUser === 0));
    return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
  },
};

const seLinuxTypes: readonly string[] = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const isSafeType = (type: string, minor: number): boolean => seLinuxTypes.includes(type) || (type === 'container_engine_t' && minor >= 31);

const seLinuxOptions: PodSecurityCheck = {
  id: 'seLinuxOptions', level: 'baseline',
  check: ({ spec }, minor) => {
    const isBad = (options: V1SELinuxOptions | undefined): boolean => options !== undefined && (!isSafeType(options.type ?? '', minor) || Boolean(options.user) || Boolean(options.role));
    const podBad = isBad(spec.securityContext?.seLinuxOptions);
    const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
    if (!podBad && bad.length === 0) return undefined;
    const all = [...(podBad ? [spec.securityContext?.seLinuxOptions] : []), ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)];
    const types = [...new Set(all.flatMap((options) => (isSafeType(options?.type ?? '', minor) ? [] : [options?.type ?? ''])))].sort();
    const what = [
      ...(types.length > 0 ? [`${plural(types.length, 'type', 'types')} ${quoted(types)}`] : []),
      ...(all.some((options) => options?.user) ? ['user may not be set'] : []), ...(all.some((options) => options?.role) ? ['role may not be set'] : []),
    ].join('; ');
    return { reason: 'seLinuxOptions', detail: `${setters(podBad, bad.map(({ name }) => name))} set forbidden securityContext.seLinuxOptions: ${what}` };
  },
};

const isSafeProfile = (profile: V1SeccompProfile): boolean => profile.type === 'RuntimeDefault' || profile.type === 'Localhost';

/** Profiles that are named and must not be; nothing where there are none. */
function badProfiles(spec: V1PodSpec): Violation | undefined {
  const isBad = (profile: V1SeccompProfile | undefined): profile is V1SeccompProfile => profile !== undefined && !isSafeProfile(profile);
  const ofPod = spec.securityContext?.seccompProfile;
  const all = [ofPod, ...containersOf(spec).map(({ securityContext }) => securityContext?.seccompProfile)].filter(isBad);
  if (all.length === 0) return undefined;
  const who = setters(isBad(ofPod), named(spec, ({ securityContext }) => isBad(securityContext?.seccompProfile)));
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${quoted([...new Set(all.map(({ type }) => type))].sort())}` };
}

const seccompAnnotations = ['seccomp.security.alpha.kubernetes.io/pod', 'container.seccomp.security.alpha.kubernetes.io/'] as const;

/** Before 1.19 profiles stood in annotations. */
function badAnnotations({ metadata, spec }: PodLike): Violation | undefined {
  const [ofPod, ofContainers] = seccompAnnotations;
  const keys = [ofPod, ...containersOf(spec).map(({ name }) => ofContainers + name)];
  const bad = Object.entries(metadata?.annotations ?? {}).filter(([key, value]) => keys.includes(key) && value !== 'runtime/default' && value !== 'docker/default' && !value.startsWith('localhost/')).map(([key, value]) => `${key}="${value}"`).sort();
  return bad.length === 0 ? undefined : { reason: 'seccompProfile', detail: `forbidden ${plural(bad.length, 'annotation', 'annotations')} ${bad.join(', ')}` };
}

const seccompBaseline: PodSecurityCheck = {
  id: 'seccompProfile_baseline', level: 'baseline',
  check: (pod, minor) => (minor < 19 ? badAnnotations(pod) : badProfiles(pod.spec)),
};

const seccompRestricted: PodSecurityCheck = {
  id: 'seccompProfile_restricted', level: 'restricted', overrides: ['seccompProfile_baseline'], since: 19,
  check: ({ spec }, minor) => {
    if (isWindows(spec, minor)) return undefined;
    const silent = named(spec, ({ securityContext }) => !securityContext?.seccompProfile);
    const bad = badProfiles(spec);
    if (bad || spec.securityContext?.seccompProfile || silent.length === 0) return bad;
    return { reason: 'seccompProfile', detail: `pod or ${containers(silent, 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"')}` };
  },
};

/** Safe sysctls, by the minor version in which they came to be. */
const safeSysctls: Readonly<Record<number, readonly string[]>> = {
  0: ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'],
  27: ['net.ipv4.ip_local_reserved_ports'],
  29: ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  32: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
};

const sysctls: PodSecurityCheck = {
  id: 'sysctls', level: 'baseline',
  check: ({ spec }, minor) => {
    const safe = Object.entries(safeSysctls).flatMap(([since, names]) => (Number(since) <= minor ? names : []));
    const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safe.includes(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  },
};

const windowsHostProcess: PodSecurityCheck = {
  id: 'windowsHostProcess', level: 'baseline',
  check: ({ spec }) => {
    const bad = named(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
    const ofPod = spec.securityContext?.windowsOptions?.hostProcess === true;
    if (!ofPod && bad.length === 0) return undefined;
    return { reason: 'hostProcess', detail: `${setters(ofPod, bad)} must not set securityContext.windowsOptions.hostProcess=true` };
  },
};

/**
 * The controls of the Pod Security Standards, in the order in which they are reported.
 *
 * @see Kubernetes 1.36, pod-security-admission, policy
 */
export const podSecurityChecks: readonly PodSecurityCheck[] = [
  appArmorProfile, capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbes, privileged, procMount, seLinuxOptions, seccompBaseline, sysctls, windowsHostProcess,
  allowPrivilegeEscalation, capabilitiesRestricted, restrictedVolumes, runAsNonRoot, runAsUser, seccompRestricted,
];
