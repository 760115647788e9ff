import type { CallReply } from '../../../../kube/call-out.ts';
import type { AdmissionregistrationV1ServiceReference, AdmissionregistrationV1WebhookClientConfig, V1Service } from '../../../../kube/generated/types.ts';
import { services } from '../../../../kube/kinds.ts';
import type { ClusterView } from '../../core.ts';

/** How a call to a webhook failed, and how long that took. */
export interface FailedCall {
  readonly words: string;
  readonly tookMs: number;
}

/** Where a call leads: an address to connect to, or why there is none. */
type Place = { readonly host: string; readonly port: number } | { readonly problem: string };

/**
 * Calls a webhook. Nobody who is reached answers with an AdmissionReview (no program here speaks that), so each call fails, as it would there.
 *
 * @see Kubernetes 1.36, apiserver/pkg/util/webhook, ClientManager.HookClient
 */
export function callWebhook(config: AdmissionregistrationV1WebhookClientConfig, timeoutSeconds: number, view: ClusterView): FailedCall {
  const { url, place } = config.service ? toService(config.service, view) : toUrl(config.url ?? '');
  const said = (words: string): string => `failed to call webhook: Post "${url}?timeout=${String(timeoutSeconds)}s": ${words}`;
  if ('problem' in place) return { words: said(place.problem), tookMs: 0 };
  const reply = view.send({ ...place, method: 'POST', path: new RegExp('^https://[^/]*(.*)$').exec(url)?.[1] ?? '' });
  const timeoutMs = timeoutSeconds * 1000;
  if (reply.latencyMs >= timeoutMs || (!reply.reached && reply.reason === 'timeout')) return { words: said('context deadline exceeded'), tookMs: timeoutMs };
  return { words: wordsOf(reply, place, said), tookMs: reply.latencyMs };
}

function wordsOf(reply: CallReply, { host, port }: { readonly host: string; readonly port: number }, said: (words: string) => string): string {
  if (reply.reached) {
    if (reply.speaks === 'TLS') return "failed to call webhook: serializer for text/html doesn't exist";
    return said(reply.speaks === 'HTTP' ? 'http: server gave HTTP response to HTTPS client' : 'tls: first record does not look like a TLS handshake');
  }
  if (reply.reason === 'no such host') return said(`dial tcp: lookup ${host}: no such host`);
  return said(`dial tcp ${host}:${String(port)}: connect: ${reply.reason}`);
}

function toUrl(url: string): { readonly url: string; readonly place: Place } {
  const [, host = '', port = '443'] = /^https:\/\/([^/:]+|\[[^\]]+\])(?::(\d+))?/i.exec(url) ?? [];
  return { url, place: { host, port: Number(port) } };
}

function toService({ namespace, name, path = '', port = 443 }: AdmissionregistrationV1ServiceReference, view: ClusterView): { readonly url: string; readonly place: Place } {
  const url = `https://${name}.${namespace}.svc:${String(port)}${path.startsWith('/') ? path : `/${path}`}`;
  return { url, place: placeOf(view.get(services, namespace, name), name, port) };
}

/**
 * The address of a service as the API server finds it: without `--enable-aggregator-routing` its virtual one.
 *
 * @see Kubernetes 1.36, apiserver/pkg/util/proxy, ResolveCluster
 */
export function placeOf(service: V1Service | undefined, name: string, port: number): Place {
  if (!service) return { problem: `service "${name}" not found` };
  const { type, clusterIP = '', externalName = '', ports = [] } = service.spec ?? {};
  if (type === 'ExternalName') return { host: externalName, port };
  if (clusterIP === 'None') return { problem: 'cannot route to service with ClusterIP "None"' };
  return ports.some((served) => served.port === port) ? { host: clusterIP, port } : { problem: `no service port ${String(port)} found for service "${name}"` };
}
