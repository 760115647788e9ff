import type { CallReply } from '../../../kube/call-out.ts';
import type { V1APIService, V1APIServiceCondition, V1EndpointSlice, V1Service } from '../../../kube/generated/types.ts';
import { available } from './built-in.ts';

/** What the availability of an APIService is worked out from. */
export interface Observed {
  readonly service: V1Service | undefined;
  readonly slices: readonly V1EndpointSlice[];
  /** What somebody who asks the service says. */
  readonly ask: (to: { readonly host: string; readonly port: number; readonly path: string }) => CallReply;
}

/**
 * Whether the server of an aggregated API is there, as Kubernetes words it.
 *
 * @see Kubernetes 1.36, kube-aggregator, controllers/status/remote
 */
export function availabilityOf({ spec }: V1APIService, { service, slices, ask }: Observed, at: string): V1APIServiceCondition {
  const { namespace = '', name = '', port = 443 } = spec?.service ?? {};
  const no = (reason: string, message: string): V1APIServiceCondition => available('False', reason, message, at);
  const place = `service/${name} in "${namespace}"`;
  if (!service) return no('ServiceNotFound', `${place} is not present`);
  const isVirtual = (service.spec?.type ?? 'ClusterIP') === 'ClusterIP';
  if (isVirtual) {
    const served = service.spec?.ports?.find((candidate) => candidate.port === port);
    if (!served) return no('ServicePortError', `${place} is not listening on port ${String(port)}`);
    if (slices.length === 0) return no('EndpointsNotFound', `cannot find endpointslices for ${place}`);
    if (!slices.some((slice) => hasEndpoint(slice, served.name ?? ''))) return no('MissingEndpoints', `endpointslices for ${place} have no addresses with port name "${served.name ?? ''}"`);
  }
  const host = service.spec?.type === 'ExternalName' ? (service.spec.externalName ?? '') : (service.spec?.clusterIP ?? '');
  const path = `/apis/${spec?.group ?? ''}/${spec?.version ?? ''}`;
  return no('FailedDiscoveryCheck', host === 'None' ? 'cannot route to service with ClusterIP "None"' : failureWords(`https://${host}:${String(port)}${path}`, ask({ host, port, path }), `${host}:${String(port)}`));
}

const hasEndpoint = ({ endpoints = [], ports = [] }: V1EndpointSlice, portName: string): boolean =>
  (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false) && (ports ?? []).some(({ name, port }) => name === portName && port !== undefined);

/** No server in a container speaks TLS, and no site outside has such a path. */
function failureWords(url: string, reply: CallReply, address: string): string {
  const said = (words: string): string => `failing or missing response from ${url}: ${words}`;
  if (reply.reached && reply.speaks === 'TLS') return said(`bad status from ${url}: 404`);
  if (reply.reached) return said(`Get "${url}": ${reply.speaks === 'HTTP' ? 'http: server gave HTTP response to HTTPS client' : 'tls: first record does not look like a TLS handshake'}`);
  if (reply.reason === 'timeout') return said(`Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
  return said(`Get "${url}": dial tcp${reply.reason === 'no such host' ? `: lookup ${address.split(':')[0] ?? ''}: no such host` : ` ${address}: connect: ${reply.reason}`}`);
}
