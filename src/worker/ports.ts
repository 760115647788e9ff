import { administrator, type Cluster } from '../engine/index.ts';
import type { V1Status } from '../kube/generated/types.ts';
import type { PortReply, PortRequest } from '../kube/kubelet-api.ts';
import type { OpenPort, PortForward } from '../kubectl/index.ts';
import type { RequestReply } from '../protocol/messages.ts';
import type { RequestSpec } from '../scenario/document.ts';

/** Whom requests from outside come from. */
const client = '203.0.113.100';
/** Where a port is taken that nobody chose: as Linux hands them out. */
const ephemeral = { first: 32_768, last: 60_999 };
/** Ports that may be open together: a process has as many files on Linux. */
const openMax = 1024;
/** How long a machine tries to reach one that does not answer. */
const connectMaxMs = 130_000;
const own = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/** The machine of whoever types: its ports, and the requests that it sends into the cluster. */
export class PersonsMachine {
  /** By `ADDRESS:PORT`. */
  readonly #open = new Map<string, PortForward & { readonly port: number }>();
  #nextPort = ephemeral.first;

  constructor(private readonly cluster: Cluster) {}

  /** Opens a port that leads to a pod, or says why it cannot be. */
  listen(forward: PortForward): OpenPort | string {
    if (this.#open.size >= openMax) return 'socket: too many open files';
    const port = forward.local === 0 ? this.#free(forward.address) : forward.local;
    const key = `${forward.address}:${String(port)}`;
    if (this.#open.has(key)) return 'bind: address already in use';
    this.#open.set(key, { ...forward, port });
    return { port, close: () => { this.#open.delete(key); } };
  }

  /** There is one: fewer may be open than there are. */
  #free(address: string): number {
    for (;;) {
      const port = this.#nextPort;
      this.#nextPort = port === ephemeral.last ? ephemeral.first : port + 1;
      if (!this.#open.has(`${address}:${String(port)}`)) return port;
    }
  }

  /** Sends a request; the answer counts from now on, after its latency. */
  send({ host, port, method, path, headers, body, timeoutMs }: RequestSpec): RequestReply {
    const request: PortRequest = { protocol: 'HTTP', port, method, path, host, ...(headers ? { headers } : {}), ...(body === undefined ? {} : { body }) };
    if (own.has(host)) return within(timeoutMs, this.#throughPort(host, request));
    const reply = this.cluster.network.reach(client, { ...request, host });
    if (reply.ok) return within(timeoutMs, { ok: true, status: reply.status ?? 200, body: reply.body ?? '', latencyMs: reply.latencyMs });
    if (reply.reason === 'timeout' || reply.reason === 'denied by policy') return within(timeoutMs, { ok: false, reason: 'timeout', connected: false, latencyMs: connectMaxMs });
    return within(timeoutMs, { ok: false, reason: reply.reason, connected: false, latencyMs: reply.latencyMs });
  }

  #throughPort(host: string, request: PortRequest): RequestReply {
    const addresses = host === 'localhost' ? ['127.0.0.1', '::1', '0.0.0.0'] : [host.replace(/^\[|\]$/g, ''), '0.0.0.0'];
    const forward = addresses.map((address) => this.#open.get(`${address}:${String(request.port)}`)).find((open) => open !== undefined);
    if (!forward) return { ok: false, reason: 'connection refused', connected: false, latencyMs: 0 };
    forward.connected();
    const reply = this.#forwarded(forward, request);
    if (typeof reply !== 'string') return { ok: true, status: reply.status ?? 200, body: reply.body ?? '', latencyMs: reply.latencyMs };
    forward.failed(reply);
    return { ok: false, reason: 'empty', connected: true, latencyMs: 0 };
  }

  /** What the pod answers, or why nothing does. */
  #forwarded({ path, remote, token, impersonate }: PortForward, request: PortRequest): (PortReply & { readonly ok: true }) | string {
    const { code, body } = this.cluster.api.handle({ method: 'POST', path, body: { ...request, port: remote }, user: administrator, userAgent: 'kubectl', cause: { clock: true }, ...(token === undefined ? {} : { token }), ...(impersonate ? { impersonate } : {}) });
    if (code !== 200) return (body as V1Status).message ?? `unknown (${String(code)})`;
    const reply = body as PortReply;
    return reply.ok ? reply : `dial tcp4 127.0.0.1:${String(remote)}: connect: ${reply.reason}`;
  }
}

/** Whoever waits gives up in the end. */
function within(timeoutMs: number, reply: RequestReply): RequestReply {
  if (reply.latencyMs <= timeoutMs) return reply;
  return { ok: false, reason: 'timeout', connected: reply.ok || reply.connected, latencyMs: timeoutMs };
}
