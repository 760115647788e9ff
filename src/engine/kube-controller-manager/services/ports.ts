import type { V1Pod, V1Service, V1ServicePort } from '../../../kube/generated/types.ts';

/** A port of a Service as one pod offers it. */
export interface ResolvedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol: string | undefined;
}

/**
 * The number a Service's target port has on one pod: the number itself, or that of the container port of this name and
 * protocol (sidecars count too). Undefined where the pod has no such port.
 *
 * @see Kubernetes 1.36, podutil.FindPort
 */
export function targetPort(pod: V1Pod, port: V1ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const protocol = port.protocol ?? 'TCP';
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
    const found = container.ports?.find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

/** All ports of a Service on one pod; those that the pod does not have are left out. */
export function portsOn(pod: V1Pod, service: V1Service): readonly ResolvedPort[] {
  const resolved: ResolvedPort[] = [];
  for (const port of service.spec?.ports ?? []) {
    const number = targetPort(pod, port);
    if (number !== undefined) resolved.push({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, appProtocol: port.appProtocol });
  }
  return resolved;
}

/** Whether all pods give the same numbers, so that they need not be asked one by one. */
export const portsAreNumbers = (service: V1Service): boolean => (service.spec?.ports ?? []).every(({ targetPort: target }) => typeof target !== 'string');

export const isHeadless = (service: V1Service): boolean => service.spec?.clusterIP === 'None' || !service.spec?.clusterIP;

/** Whether a pod's DNS name within the Service is its own host name. */
export function ownHostname(pod: V1Pod, service: V1Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  return hostname && subdomain === service.metadata?.name && pod.metadata?.namespace === service.metadata?.namespace ? hostname : undefined;
}
