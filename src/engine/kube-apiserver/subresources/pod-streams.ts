import type { ApiResponse } from '../../../kube/api.ts';
import type { V1Node, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { KubeletApi, LogOptions, PortRequest, StreamHandle } from '../../../kube/kubelet-api.ts';
import { nodes } from '../../../kube/kinds.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import { isStatus, keyIn } from '../resource.ts';
import { stored } from '../verbs/body.ts';

/**
 * `pods/NAME/log` as plain text.
 *
 * @see Kubernetes 1.36, registry/core/pod, LogREST
 */
export function logs(call: Call): ApiResponse | V1Status {
  const target = containerOf(call);
  if (isStatus(target)) return target;
  const { query } = call.info;
  const options: LogOptions = {
    ...(query.flag('previous') ? { previous: true } : {}),
    ...(query.flag('timestamps') ? { timestamps: true } : {}),
    ...numberOption('tailLines', call), ...numberOption('sinceSeconds', call), ...numberOption('limitBytes', call),
    ...(query.get('sinceTime') ? { sinceTime: query.get('sinceTime') } : {}),
  };
  const kubelet = kubeletOf(call, target, 'containerLogs');
  if (isStatus(kubelet)) return kubelet;
  const text = kubelet.logs(target, options);
  return typeof text === 'string' ? { code: 200, body: text, contentType: 'text/plain' } : text;
}

function numberOption(name: 'tailLines' | 'sinceSeconds' | 'limitBytes', call: Call): Partial<LogOptions> {
  const value = call.info.query.number(name);
  return value === undefined ? {} : { [name]: value };
}

/** `pods/NAME/exec?command=…`: runs to its end; the answer's body is an `ExecResult`. Standard input is the request's body, if that is text. */
export function exec(call: Call): ApiResponse | V1Status {
  const target = containerOf(call);
  if (isStatus(target)) return target;
  const command = call.info.query.all('command');
  if (command.length === 0) return refusal.badRequest('you must specify at least 1 command for the container');
  const kubelet = kubeletOf(call, target, 'exec');
  if (isStatus(kubelet)) return kubelet;
  const { body, stream } = call.request;
  if (stream) return opened(kubelet.open(target, command, call.info.query.flag('tty'), stream));
  const stdin = typeof body === 'string' ? body : isJsonObject(body) && typeof body['stdin'] === 'string' ? body['stdin'] : '';
  const result = kubelet.exec(target, command, stdin);
  return isStatus(result) ? result : { code: 200, body: result };
}

/** `pods/NAME/attach`: whether that can be; what the container writes is read from its log. */
export function attach(call: Call): ApiResponse | V1Status {
  const target = containerOf(call);
  if (isStatus(target)) return target;
  const kubelet = kubeletOf(call, target, 'attach');
  if (isStatus(kubelet)) return kubelet;
  const { stream } = call.request;
  return stream ? opened(kubelet.attach(target, stream)) : { code: 200, body: '', contentType: 'text/plain' };
}

const opened = (handle: StreamHandle | V1Status): ApiResponse | V1Status => (isStatus(handle) ? handle : { code: 101, body: handle });

/**
 * `pods/NAME/portforward`: one request to a port, which is the body (a `PortRequest`); the answer's body is a `PortReply`. Without a body: whether the pod can be reached.
 *
 * @see Kubernetes 1.36, registry/core/pod, PortForwardREST
 */
export function portForward(call: Call): ApiResponse | V1Status {
  const found = stored(call);
  if (isStatus(found)) return found;
  const { metadata, spec } = found as V1Pod;
  const { namespace = '', name = '' } = metadata ?? {};
  if (!spec?.nodeName) return refusal.badRequest(`pod ${name} does not have a host assigned`);
  const kubelet = kubeletOf(call, { namespace, name, nodeName: spec.nodeName }, 'portForward');
  if (isStatus(kubelet)) return kubelet;
  const asked = portRequestOf(call.request.body);
  if (asked === undefined) return { code: 200, body: '', contentType: 'text/plain' };
  if (asked === 'unreadable') return refusal.badRequest('the body is no request to a port');
  const reply = kubelet.forward({ namespace, name }, asked);
  return isStatus(reply) ? reply : { code: 200, body: reply };
}

/**
 * `GET pods/[SCHEME:]NAME[:PORT]/proxy/PATH`: what the pod's program answers. Without a port: the first that a container declares, else 80.
 *
 * @see Kubernetes 1.36, registry/core/pod, ResourceLocation; apimachinery, util/proxy
 */
export function podProxy(call: Call): ApiResponse | V1Status {
  const named = /^(?:https?:)?([^:]+)(?::(\d*))?$/.exec(call.address.name);
  if (!named) return refusal.badRequest(`invalid pod request "${call.address.name}"`);
  const pod = call.core.store.get(keyIn(call.resource, call.address.namespace, named[1] ?? '')) as V1Pod | undefined;
  if (!pod) return refusal.notFound(call.resource.kind, named[1] ?? '');
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const port = Number(named[2] || (pod.spec?.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80));
  if (!pod.spec?.nodeName || !pod.status?.podIP) return refusal.badRequest('address not allowed');
  const kubelet = kubeletOf(call, { namespace, name, nodeName: pod.spec.nodeName }, 'proxy');
  if (isStatus(kubelet)) return kubelet;
  const { path: asked } = call.request;
  const path = `/${call.address.rest}${call.info.path.endsWith('/') && call.address.rest !== '' ? '/' : ''}${asked.includes('?') ? asked.slice(asked.indexOf('?')) : ''}`;
  const reply = kubelet.forward({ namespace, name }, { protocol: 'HTTP', port, method: 'GET', path, host: `${pod.status.podIP}:${String(port)}` });
  if (isStatus(reply)) return reply;
  if (reply.ok) return { code: reply.status ?? 200, body: reply.body ?? '', contentType: 'text/plain' };
  return refusal.failure(503, 'ServiceUnavailable', `error trying to reach service: dial tcp ${pod.status.podIP}:${String(port)}: connect: ${reply.reason}`);
}

/** The body as a request; undefined where there is none. */
function portRequestOf(body: unknown): PortRequest | 'unreadable' | undefined {
  if (body === undefined || body === '') return undefined;
  const read = typeof body === 'string' ? parsed(body) : body;
  if (!isJsonObject(read) || (read['protocol'] !== 'HTTP' && read['protocol'] !== 'TCP')) return 'unreadable';
  const { port, headers } = read;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return 'unreadable';
  if (['method', 'path', 'host', 'body'].some((field) => read[field] !== undefined && typeof read[field] !== 'string')) return 'unreadable';
  if (headers !== undefined && (!isJsonObject(headers) || Object.values(headers).some((value) => typeof value !== 'string'))) return 'unreadable';
  return read as unknown as PortRequest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly nodeName: string;
}

interface Target extends Place {
  readonly container: string;
}

function containerOf(call: Call): Target | V1Status {
  const found = stored(call);
  if (isStatus(found)) return found;
  const pod = found as V1Pod;
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const spec = pod.spec ?? { containers: [] };
  const names = spec.containers.map((container) => container.name);
  const init = (spec.initContainers ?? []).map((container) => container.name);
  const ephemeral = (spec.ephemeralContainers ?? []).map((container) => container.name);
  const asked = call.info.query.get('container');
  if (asked === '' && names.length !== 1) {
    const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
    return refusal.badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]${others}`);
  }
  const container = asked === '' ? (names[0] ?? '') : asked;
  if (![...names, ...init, ...ephemeral].includes(container)) return refusal.badRequest(`container ${container} is not valid for pod ${name}`);
  if (!spec.nodeName) return refusal.badRequest(`pod ${name} does not have a host assigned`);
  return { namespace, name, container, nodeName: spec.nodeName };
}

function kubeletOf(call: Call, { nodeName, namespace, name, container }: Place & { readonly container?: string }, what: string): KubeletApi | V1Status {
  const kubelet = call.core.options.kubelet?.(nodeName);
  if (kubelet) return kubelet;
  const node = call.core.store.get(keyIn(call.core.resources.of(nodes), '', nodeName)) as V1Node | undefined;
  const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? nodeName;
  return refusal.failure(500, '', `Get "https://${address}:10250/${[what, namespace, name, ...(container === undefined ? [] : [container])].join('/')}": dial tcp ${address}:10250: connect: no route to host`);
}
