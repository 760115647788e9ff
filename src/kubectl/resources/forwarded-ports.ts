import type { V1Pod, V1Service, V1ServicePort } from '../../kube/generated/types.ts';
import { Failure } from '../errors.ts';
import { quote } from '../flags.ts';

/** A pair of `LOCAL:REMOTE`; local 0 takes any free port. */
export interface PortPair {
  readonly local: number;
  readonly remote: number;
}

interface Words {
  readonly local: string;
  readonly remote: string;
}

/** More than two parts: kubectl goes by the first alone. */
function split(word: string): Words {
  const [first = '', second, ...more] = word.split(':');
  return { local: first, remote: second === undefined || more.length > 0 ? first : second };
}

const joined = ({ local, remote }: Words): string => (local === remote ? remote : `${local}:${remote}`);
const isNumber = (word: string): boolean => /^[+-]?\d+$/.test(word);

/**
 * Ports of a service as the ports of its pod behind them; names become numbers.
 *
 * @see kubectl, cmd/portforward, translateServicePortToTargetPort
 */
export function podPortsOf(words: readonly string[], service: V1Service, pod: V1Pod): readonly string[] {
  return words.map((word) => {
    const { local, remote } = split(word);
    const port = servicePort(service, remote);
    const target = targetOf(service, port, pod);
    return joined({ local: local === remote ? String(port.port) : local, remote: String(target) });
  });
}

function servicePort(service: V1Service, remote: string): V1ServicePort {
  const name = service.metadata?.name ?? '';
  const { ports = [] } = service.spec ?? {};
  const found = ports.find((port) => (isNumber(remote) ? port.port === Number(remote) : port.name === remote));
  if (found) return found;
  throw new Failure(isNumber(remote) ? `Service ${name} does not have a service port ${remote}` : `Service '${name}' does not have a named port '${remote}'`);
}

function targetOf(service: V1Service, { port, targetPort }: V1ServicePort, pod: V1Pod): number {
  if (service.spec?.clusterIP === 'None') return port;
  if (targetPort === undefined || targetPort === 0 || targetPort === '') return port;
  return typeof targetPort === 'number' ? targetPort : namedPort(pod, targetPort);
}

function namedPort(pod: V1Pod, name: string): number {
  const found = (pod.spec?.containers ?? []).flatMap(({ ports = [] }) => ports).find((port) => port.name === name);
  if (found) return found.containerPort;
  throw new Failure(`Pod '${pod.metadata?.name ?? ''}' does not have a named port '${name}'`);
}

/** Ports of a pod, names as numbers. */
export function numberedPorts(words: readonly string[], pod: V1Pod): readonly string[] {
  return words.map((word) => {
    const { local, remote } = split(word);
    const port = isNumber(remote) ? remote : String(namedPort(pod, remote));
    return joined({ local: local === remote ? port : local, remote: port });
  });
}

/** Refuses ports that are there for UDP alone: nothing but TCP can be forwarded. */
export function refuseUdp(words: readonly string[], ports: readonly { readonly name?: string | undefined; readonly number: number; readonly protocol?: string | undefined }[]): void {
  for (const word of words) {
    const { remote } = split(word);
    const meant = ports.filter((port) => (isNumber(remote) ? port.number === Number(remote) : port.name === remote));
    if (meant.length > 0 && meant.every(({ protocol }) => protocol === 'UDP')) throw new Failure(`UDP protocol is not supported for ${remote}`);
  }
}

/** @see client-go, tools/portforward, parsePorts */
export function parsePair(word: string): PortPair {
  const { local, remote } = split(word);
  const pair = { local: parsePort('local', local === '' && word.includes(':') ? '0' : local), remote: parsePort('remote', remote) };
  if (pair.remote === 0) throw new Failure('remote port must be > 0');
  return pair;
}

function parsePort(which: string, word: string): number {
  if (!/^\d+$/.test(word)) throw new Failure(`error parsing ${which} port '${word}': strconv.ParseUint: parsing ${quote(word)}: invalid syntax`);
  if (Number(word) > 65_535) throw new Failure(`error parsing ${which} port '${word}': strconv.ParseUint: parsing ${quote(word)}: value out of range`);
  return Number(word);
}

/** @see client-go, tools/portforward, parseAddresses */
export function parseAddresses(words: readonly string[]): readonly string[] {
  if (words.length === 0) throw new Failure('you must specify at least 1 address');
  const addresses = words.flatMap((word) => {
    if (word === 'localhost') return ['127.0.0.1', '::1'];
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(word) && !/^[\da-f:]*:[\da-f:]*$/i.test(word)) throw new Failure(`${word} is not a valid IP`);
    return [word];
  });
  return [...new Set(addresses)];
}
