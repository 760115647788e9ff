import type { V1Pod, V1Service } from '../../kube/generated/types.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { duration, slice } from '../flags.ts';
import { collectAll, resolveTargets } from '../resources/builder.ts';
import { numberedPorts, parseAddresses, parsePair, podPortsOf, refuseUdp, type PortPair } from '../resources/forwarded-ports.ts';
import { at, nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { podsOf } from '../resources/pods-of.ts';
import { queryOf } from '../session.ts';

export const portForward: Command = {
  name: 'port-forward', args: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]', short: 'Forward one or more local ports to a pod', completes: 'pod',
  flags: [
    slice('address', '', { default: 'localhost', help: 'Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value.' }),
    duration('pod-running-timeout', '', { default: '1m0s', help: 'The length of time to wait until at least one pod is running.' }),
  ],
  *run(call) {
    const [named, ...words] = call.args;
    if (named === undefined || words.length === 0) throw usageFailure(call, 'TYPE/NAME and list of ports are required for port-forward');
    const { pod, ports } = yield* targetOf(call, named, words);
    const addresses = parseAddresses(call.flags.list('address'));
    const pairs = ports.map(parsePair);
    const phase = at(pod, 'status', 'phase');
    if (phase !== 'Running') throw new Failure(`unable to forward port because pod is not running. Current status=${typeof phase === 'string' ? phase : ''}`);
    yield* stand(call, pod, addresses, pairs);
  },
};

/** The pod that is meant, and its ports. */
function* targetOf(call: Call, named: string, words: readonly string[]): Run<{ readonly pod: Obj; readonly ports: readonly string[] }> {
  const { session, discovery } = call;
  const [info] = yield* collectAll(session, yield* resolveTargets(session, discovery, named.includes('/') ? [named] : ['pods', named], {}), {});
  if (!info) throw new Failure('no pod was found');
  const pod = info.mapping.kind === 'Pod' ? info.object : yield* podBehind(call, info.object);
  if (info.mapping.kind === 'Service') {
    const service = info.object as V1Service;
    refuseUdp(words, (service.spec?.ports ?? []).map(({ name, port, protocol }) => ({ name, number: port, protocol })));
    return { pod, ports: podPortsOf(words, service, pod as V1Pod) };
  }
  const declared = ((pod as V1Pod).spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  refuseUdp(words, declared.map(({ name, containerPort, protocol }) => ({ name, number: containerPort, protocol })));
  return { pod, ports: numberedPorts(words, pod as V1Pod) };
}

/** How often somebody who waits for a pod looks. */
const pollMs = 500;

/** The pod of a workload or a service that would be taken; waits for one as long as `--pod-running-timeout` says. */
function* podBehind(call: Call, object: Obj): Run<Obj> {
  const { session, flags } = call;
  if (object.kind === 'Service' && Object.keys((object as V1Service).spec?.selector ?? {}).length === 0) throw new Failure(`cannot attach to *v1.Service: invalid service '${nameOf(object)}': Service is defined without a selector`);
  const deadlineMs = (yield* session.now()) + flags.duration('pod-running-timeout');
  for (;;) {
    const [first] = yield* podsOf(session, object, 'attach to');
    if (first) return first;
    const leftMs = deadlineMs - (yield* session.now());
    if (leftMs <= 0) throw new Failure('timed out waiting for the condition');
    yield* session.sleep(Math.min(pollMs, leftMs));
  }
}

/** Opens the ports and keeps them open while the pod runs. */
function* stand(call: Call, pod: Obj, addresses: readonly string[], pairs: readonly PortPair[]): Run<void> {
  const { session } = call;
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;
  yield* session.fetch('POST', `${path}/portforward`);
  for (const pair of pairs) yield* open(call, `${path}/portforward`, addresses, pair);
  const watch = yield* session.watch(`/api/v1/namespaces/${namespaceOf(pod)}/pods${queryOf({ fieldSelector: `metadata.name=${nameOf(pod)}`, resourceVersion: pod.metadata?.resourceVersion, watch: 'true' })}`);
  for (;;) {
    const event = yield* session.next(watch);
    if (event === 'closed' || event === 'timeout' || event.type === 'ERROR' || event.type === 'DELETED') break;
    const phase = at(event.object, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') break;
  }
  throw new Failure('lost connection to pod');
}

const hostPort = (address: string, port: number): string => `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;

/** Listens for one pair, on as many of the addresses as can be. */
function* open(call: Call, path: string, addresses: readonly string[], { local, remote }: PortPair): Run<void> {
  const { session } = call;
  const problems: string[] = [];
  let chosen = local;
  for (const address of addresses) {
    const port: number | string | undefined = yield* session.listen({
      address, local: chosen, remote, path,
      connected: () => { session.print(`Handling connection for ${String(chosen)}`); },
      failed: (reason) => { session.printError(`error: an error occurred forwarding ${String(chosen)} -> ${String(remote)}: ${reason}`); },
    });
    if (port === undefined) throw new Failure('no port of this machine can be opened here; kubectl get --raw asks a pod through the API server');
    if (typeof port === 'string') problems.push(`unable to create listener: Error listen tcp${address.includes(':') ? '6' : '4'} ${hostPort(address, local)}: ${port}`);
    else {
      chosen = port;
      session.print(`Forwarding from ${hostPort(address, port)} -> ${String(remote)}`);
    }
  }
  if (problems.length < addresses.length) return;
  session.printError(`Unable to listen on port ${String(local)}: Listeners failed to create with the following errors: [${problems.join(' ')}]`);
  throw new Failure(`unable to listen on any of the requested ports: [{${String(local)} ${String(remote)}}]`);
}
