import type { V1Container, V1PodSpec, V1SecurityContext } from '../../kube/generated/types.ts';

/** How something is debugged: a container put into the pod, a copy of the pod, a pod on the node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

export const profiles: readonly string[] = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'];

/** What the standard of the same name asks of a container. */
const restricted: V1SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

const adding = (context: V1SecurityContext | undefined, names: readonly string[]): V1SecurityContext =>
  ({ ...context, capabilities: { ...context?.capabilities, add: [...(context?.capabilities?.add ?? []), ...names] } });

/**
 * The debugging container with the privileges that a profile gives it.
 *
 * @see kubectl, cmd/debug, profiles
 */
export function withProfile<T extends object>(profile: string, style: DebugStyle, container: T & Pick<V1Container, 'securityContext'>): T {
  const { securityContext, ...rest } = container;
  const context = contextOf(profile, style, securityContext);
  return { ...rest, ...(context ? { securityContext: context } : {}) } as T;
}

function contextOf(profile: string, style: DebugStyle, own: V1SecurityContext | undefined): V1SecurityContext | undefined {
  switch (profile) {
    case 'general': return style === 'node' ? undefined : adding(own, ['SYS_PTRACE']);
    case 'baseline': return undefined;
    case 'restricted': return restricted;
    case 'netadmin': return adding(own, ['NET_ADMIN', 'NET_RAW']);
    case 'sysadmin': return { ...own, privileged: true };
    default: return own;
  }
}

/** What a pod that debugs a node shares with it: its namespaces, and its files at `/host`. */
export function nodeAccess(profile: string): { readonly pod: Partial<V1PodSpec>; readonly container: Partial<V1Container> } {
  const hasNamespaces = !['baseline', 'restricted'].includes(profile);
  const hasFiles = hasNamespaces && profile !== 'netadmin';
  return {
    pod: { ...(hasNamespaces ? { hostIPC: true, hostNetwork: true, hostPID: true } : {}), ...(hasFiles ? { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] } : {}) },
    container: hasFiles ? { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } : {},
  };
}
