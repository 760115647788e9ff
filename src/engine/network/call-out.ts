import type { CallOut, CallReply, CallTarget } from '../../kube/call-out.ts';
import type { NetworkReply } from './interface.ts';
import type { Network } from './network.ts';

/**
 * The API server as a client on its machine (`nodeName`; '' where that is none of the cluster's). No program in a container speaks TLS,
 * so nobody inside answers as he should: a web server says plainly that it understood nothing. The world outside does speak it.
 */
export function callsFrom(network: () => Network, nodeName: () => string): CallOut {
  return {
    send: (to) => {
      const { method, host, port, path } = to;
      const origin = { from: 'kube-apiserver', nodeName: nodeName(), namespace: '', ip: '', clusterDns: false };
      return replyOf(to, network().route(origin, { host, port, path, protocol: 'HTTP', method }));
    },
  };
}

const isName = (host: string): boolean => /[a-z]/i.test(host);

function replyOf({ host }: CallTarget, reply: NetworkReply): CallReply {
  const { latencyMs } = reply;
  if (!reply.ok) return { reached: false, reason: reply.reason, latencyMs };
  return { reached: true, speaks: isName(host) ? 'TLS' : reply.status === undefined ? 'other' : 'HTTP', latencyMs };
}
