import type { V1Container, V1Probe } from '../../kube/generated/types.ts';
import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import type { RuntimeContainer } from '../container-runtime/interface.ts';
import { goDuration } from './backoff.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';
/** One look: fine, or not and why (what the Unhealthy event says). */
export type ProbeResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Where a probe of a container goes. */
export interface ProbeTarget {
  readonly container: V1Container;
  readonly handle: RuntimeContainer;
  readonly podIP: string;
  /** Answers for another host, where a probe names one. */
  readonly send: (to: { readonly host: string } & NetworkRequest) => NetworkReply;
}

const fine: ProbeResult = { ok: true };
const bad = (message: string): ProbeResult => ({ ok: false, message });

/** The number of a port that is given by number or by name; undefined where the container has no such name. */
export function portNumber(container: V1Container, port: string | number | undefined): number | undefined {
  if (typeof port === 'number') return port;
  return /^\d+$/.test(port ?? '') ? Number(port) : container.ports?.find(({ name }) => name === port)?.containerPort;
}

/**
 * Looks once. Answers that take longer than the timeout count as failures.
 *
 * @see Kubernetes 1.36, kubelet, prober; probe/http, probe/tcp, probe/exec, probe/grpc
 */
export function runProbe(probe: V1Probe, target: ProbeTarget): ProbeResult {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec) return execProbe(probe.exec.command ?? [], timeoutMs, target);
  if (probe.httpGet) return httpProbe(probe.httpGet, timeoutMs, target);
  if (probe.tcpSocket) return tcpProbe(probe.tcpSocket, timeoutMs, target);
  if (probe.grpc) return grpcProbe(probe.grpc, timeoutMs, target);
  return fine;
}

function execProbe(command: readonly string[], timeoutMs: number, { handle }: ProbeTarget): ProbeResult {
  const { exitCode, stdout, stderr, durationMs, notFound } = handle.exec(command, '');
  if (notFound) return bad(`rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0] ?? ''}": executable file not found in $PATH: unknown`);
  if (durationMs > timeoutMs) return bad(`command timed out: "${command.join(' ')}" timed out after ${goDuration(timeoutMs)}`);
  return exitCode === 0 ? fine : bad(stdout + stderr);
}

/** What the container answers itself, or (for another host) whoever that is. Never through the cluster's policies. */
function ask(request: NetworkRequest, host: string | undefined, { handle, podIP, send }: ProbeTarget): NetworkReply {
  if (host && host !== podIP && host !== '127.0.0.1' && host !== 'localhost') return send({ ...request, host });
  return handle.receive(request) ?? { ok: false, reason: 'connection refused', latencyMs: 0 };
}

function httpProbe(get: NonNullable<V1Probe['httpGet']>, timeoutMs: number, target: ProbeTarget): ProbeResult {
  const port = portNumber(target.container, get.port as string | number);
  if (port === undefined) return bad(`couldn't find port: ${JSON.stringify(get.port)}`);
  const path = (get.path ?? '/').startsWith('/') ? (get.path ?? '/') : `/${get.path ?? ''}`;
  const url = `${(get.scheme ?? 'HTTP').toLowerCase()}://${get.host ?? target.podIP}:${String(port)}${path}`;
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const reply = ask({ protocol: 'HTTP', port, method: 'GET', path, headers }, get.host, target);
  if (!reply.ok && reply.reason !== 'timeout') return bad(`Get "${url}": ${dialFailure(get.host ?? target.podIP, port, reply.reason)}`);
  if (reply.latencyMs > timeoutMs || !reply.ok) return bad(`Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
  const status = reply.status ?? 200;
  return status >= 200 && status < 400 ? fine : bad(`HTTP probe failed with statuscode: ${String(status)}`);
}

const dialFailure = (host: string, port: number, reason: string): string => `dial tcp ${host}:${String(port)}: connect: ${reason}`;

function tcpProbe({ port: wanted, host }: NonNullable<V1Probe['tcpSocket']>, timeoutMs: number, target: ProbeTarget): ProbeResult {
  const port = portNumber(target.container, wanted as string | number);
  if (port === undefined) return bad(`couldn't find port: ${JSON.stringify(wanted)}`);
  if (!host && target.handle.listensOn(port)) return fine;
  const reply = ask({ protocol: 'TCP', port }, host, target);
  if (!reply.ok && reply.reason !== 'timeout') return bad(dialFailure(host ?? target.podIP, port, reply.reason));
  return reply.ok && reply.latencyMs <= timeoutMs ? fine : bad(`dial tcp ${host ?? target.podIP}:${String(port)}: i/o timeout`);
}

function grpcProbe({ port }: NonNullable<V1Probe['grpc']>, timeoutMs: number, target: ProbeTarget): ProbeResult {
  const reply = ask({ protocol: 'GRPC', port }, undefined, target);
  const address = `${target.podIP}:${String(port)}`;
  if (reply.ok && reply.latencyMs > timeoutMs) return bad(`timeout: health rpc did not complete within ${goDuration(timeoutMs)}`);
  if (reply.ok) return reply.body === 'NOT_SERVING' ? bad('service unhealthy (responded with "NOT_SERVING")') : fine;
  return bad(`timeout: failed to connect service "${address}" within ${goDuration(timeoutMs)}: connection error: desc = "transport: Error while dialing: ${dialFailure(target.podIP, port, reply.reason)}"`);
}

/** How far a probe is from changing its mind. */
export interface Verdict {
  readonly healthy: boolean | undefined;
  readonly successes: number;
  readonly failures: number;
}

export const noVerdict: Verdict = { healthy: undefined, successes: 0, failures: 0 };

/**
 * Counts one result: the mind changes after `failureThreshold` failures, or `successThreshold` successes, in a row.
 *
 * Example (threshold 3): well → fail, fail → still well → fail → ill.
 */
export function weigh(verdict: Verdict, ok: boolean, probe: Pick<V1Probe, 'failureThreshold' | 'successThreshold'>): Verdict {
  const successes = ok ? verdict.successes + 1 : 0;
  const failures = ok ? 0 : verdict.failures + 1;
  if (successes >= (probe.successThreshold ?? 1)) return { healthy: true, successes, failures };
  if (failures >= (probe.failureThreshold ?? 3)) return { healthy: false, successes, failures };
  return { healthy: verdict.healthy, successes, failures };
}
