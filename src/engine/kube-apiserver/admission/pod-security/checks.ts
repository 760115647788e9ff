import type { V1Container, V1Pod, V1PodSpec, V1SeccompProfile, V1SELinuxOptions, V1Volume } from '../../../../kube/generated/types.ts';

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
  readonly check: (pod: PodLike) => Violation | undefined;
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

function whereBad(reason: string, words: string, isBad: (container: AnyContainer) => boolean): PodSecurityCheck['check'] {
  return ({ spec }) => {
    const bad = named(spec, isBad);
    return bad.length === 0 ? undefined : { reason, detail: containers(bad, words) };
  };
}

const isWindows = (spec: V1PodSpec): boolean => spec.os?.name === 'windows';

const allowPrivilegeEscalation: PodSecurityCheck = {
  id: 'allowPrivilegeEscalation', level: 'restricted',
  check: (pod) => (isWindows(pod.spec) ? undefined
    : whereBad('allowPrivilegeEscalation != false', 'must set securityContext.allowPrivilegeEscalation=false', ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false)(pod)),
};

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: PodSecurityCheck = {
  id: 'appArmorProfile', level: 'baseline',
  check: ({ metadata, spec }) => {
    const details: string[] = [];
    if (spec.securityContext?.appArmorProfile?.type === 'Unconfined') details.push('pod must not set AppArmor profile type to "Unconfined"');
    const bad = named(spec, ({ securityContext }) => securityContext?.appArmorProfile?.type === 'Unconfined');
    if (bad.length > 0) details.push(containers(bad, 'must not set AppArmor profile type to "Unconfined"'));
    const annotated = Object.entries(metadata?.annotations ?? {}).filter(([key, value]) => key.startsWith(appArmorPrefix) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/')).sort();
    if (annotated.length > 0) details.push(`${plural(annotated.length, 'annotation', 'annotations')} ${annotated.map(([key, value]) => `${key}="${value}"`).join(', ')}`);
    return details.length === 0 ? undefined : { reason: plural(details.length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'), detail: details.join(', ') };
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
  id: 'capabilities_restricted', level: 'restricted', overrides: ['capabilities_baseline'],
  check: ({ spec }) => {
    if (isWindows(spec)) return undefined;
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

const privileged: PodSecurityCheck = {
  id: 'privileged', level: 'baseline',
  check: whereBad('privileged', 'must not set securityContext.privileged=true', ({ securityContext }) => securityContext?.privileged === true),
};

const procMount: PodSecurityCheck = {
  id: 'procMount', level: 'baseline',
  check: (pod) => {
    if (pod.spec.hostUsers === false) return undefined;
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
  check: ({ spec }) => {
    if (spec.hostUsers === false) return undefined;
    const byPod = spec.securityContext?.runAsNonRoot;
    const explicit = named(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false);
    const silent = named(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
    const details = [
      ...(byPod === false ? ['pod must not set securityContext.runAsNonRoot=false'] : []),
      ...(explicit.length > 0 ? [containers(explicit, 'must not set securityContext.runAsNonRoot=false')] : []),
    ];
    if (details.length > 0) return { reason: 'runAsNonRoot != true', detail: details.join(', ') };
    if (byPod === true || silent.length === 0) return undefined;
    return { reason: 'runAsNonRoot != true', detail: `pod or ${containers(silent, 'must set securityContext.runAsNonRoot=true')}` };
  },
};

const runAsUser: PodSecurityCheck = {
  id: 'runAsUser', level: 'restricted',
  check: ({ spec }) => {
    if (spec.hostUsers === false) return undefined;
    const bad = named(spec, ({ securityContext }) => securityContext?.runAsUser === 0);
    const details = [
      ...(spec.securityContext?.runAsUser === 0 ? ['pod must not set runAsUser=0'] : []),
      ...(bad.length > 0 ? [containers(bad, 'must not set runAsUser=0')] : []),
    ];
    return details.length === 0 ? undefined : { reason: 'runAsUser=0', detail: details.join(', ') };
  },
};

const seLinuxTypes: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

const seLinuxOptions: PodSecurityCheck = {
  id: 'seLinuxOptions', level: 'baseline',
  check: ({ spec }) => {
    const isBad = (options: V1SELinuxOptions | undefined): boolean => options !== undefined && (!seLinuxTypes.has(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
    const podBad = isBad(spec.securityContext?.seLinuxOptions);
    const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
    if (!podBad && bad.length === 0) return undefined;
    const all = [...(podBad ? [spec.securityContext?.seLinuxOptions] : []), ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)];
    const types = [...new Set(all.flatMap((options) => (seLinuxTypes.has(options?.type ?? '') ? [] : [options?.type ?? ''])))].sort();
    const what = [
      ...(types.length > 0 ? [`${plural(types.length, 'type', 'types')} ${quoted(types)}`] : []),
      ...(all.some((options) => options?.user) ? ['user may not be set'] : []), ...(all.some((options) => options?.role) ? ['role may not be set'] : []),
    ].join('; ');
    const who = [...(podBad ? ['pod'] : []), ...(bad.length > 0 ? [`${plural(bad.length, 'container', 'containers')} ${quoted(bad.map(({ name }) => name))}`] : [])].join(' and ');
    return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${what}` };
  },
};

const seccompBaseline: PodSecurityCheck = {
  id: 'seccompProfile_baseline', level: 'baseline',
  check: ({ spec }) => {
    const isBad = (profile: V1SeccompProfile | undefined): boolean => profile?.type === 'Unconfined';
    const bad = named(spec, ({ securityContext }) => isBad(securityContext?.seccompProfile));
    const details = [
      ...(isBad(spec.securityContext?.seccompProfile) ? ['pod must not set securityContext.seccompProfile.type to "Unconfined"'] : []),
      ...(bad.length > 0 ? [containers(bad, 'must not set securityContext.seccompProfile.type to "Unconfined"')] : []),
    ];
    return details.length === 0 ? undefined : { reason: 'seccompProfile', detail: details.join(', ') };
  },
};

const seccompRestricted: PodSecurityCheck = {
  id: 'seccompProfile_restricted', level: 'restricted', overrides: ['seccompProfile_baseline'],
  check: ({ spec }) => {
    if (isWindows(spec)) return undefined;
    const good = (profile: V1SeccompProfile | undefined): boolean => profile?.type === 'RuntimeDefault' || profile?.type === 'Localhost';
    const ofPod = spec.securityContext?.seccompProfile;
    const explicit = containersOf(spec).filter(({ securityContext }) => securityContext?.seccompProfile && !good(securityContext.seccompProfile));
    const silent = named(spec, ({ securityContext }) => !securityContext?.seccompProfile);
    const types = [...new Set([...(ofPod && !good(ofPod) ? [ofPod.type] : []), ...explicit.map(({ securityContext }) => securityContext?.seccompProfile?.type ?? '')])];
    if (types.length > 0) {
      const who = [...(ofPod && !good(ofPod) ? ['pod'] : []), ...(explicit.length > 0 ? [`${plural(explicit.length, 'container', 'containers')} ${quoted(explicit.map(({ name }) => name))}`] : [])].join(' and ');
      return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(types)}` };
    }
    if (good(ofPod) || silent.length === 0) return undefined;
    return { reason: 'seccompProfile', detail: `pod or ${containers(silent, 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"')}` };
  },
};

const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
]);

const sysctls: PodSecurityCheck = {
  id: 'sysctls', level: 'baseline',
  check: ({ spec }) => {
    const bad = (spec.securityContext?.sysctls ?? []).filter(({ name }) => !safeSysctls.has(name)).map(({ name }) => name);
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  },
};

const windowsHostProcess: PodSecurityCheck = {
  id: 'windowsHostProcess', level: 'baseline',
  check: ({ spec }) => {
    const bad = named(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
    const ofPod = spec.securityContext?.windowsOptions?.hostProcess === true;
    if (!ofPod && bad.length === 0) return undefined;
    const who = [...(ofPod ? ['pod'] : []), ...(bad.length > 0 ? [`${plural(bad.length, 'container', 'containers')} ${quoted(bad)}`] : [])].join(' and ');
    return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
  },
};

/**
 * The controls of the Pod Security Standards, in the order in which they are reported.
 *
 * @see Kubernetes 1.36, pod-security-admission, policy
 */
export const podSecurityChecks: readonly PodSecurityCheck[] = [
  appArmorProfile, capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, privileged, procMount, seLinuxOptions, seccompBaseline, sysctls, windowsHostProcess,
  allowPrivilegeEscalation, capabilitiesRestricted, restrictedVolumes, runAsNonRoot, runAsUser, seccompRestricted,
];
