import type { ApiResponse } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { admittedToConnect } from '../admission/of-subresource.ts';
import type { Call } from '../core.ts';
import { isStatus } from '../resource.ts';
import { attach, exec, podProxy, portForward } from './pod-streams.ts';

type Handler = (call: Call) => ApiResponse | V1Status;

/** What the query says of a connection; what it leaves out, or denies, is absent, as it is in an AdmissionReview. */
type OptionsOf = (call: Call) => object;

/**
 * A subresource that is connected to, whatever verb does it: its options pass admission as a CONNECT before anybody looks for the pod.
 *
 * @see Kubernetes 1.36, apiserver/pkg/endpoints/handlers, ConnectResource
 */
const connecting = (kind: string, optionsOf: OptionsOf, connect: Handler): Handler => (call) => {
  const admitted = admittedToConnect(call, { kind, apiVersion: 'v1', ...optionsOf(call) } as KubeObject);
  return isStatus(admitted) ? admitted : connect(call);
};

const streams = ['stdin', 'stdout', 'stderr', 'tty'] as const;

function streamOptions({ info: { query } }: Call): object {
  const container = query.get('container');
  return { ...Object.fromEntries(streams.filter((name) => query.flag(name)).map((name) => [name, true])), ...(container === '' ? {} : { container }) };
}

function execOptions(call: Call): object {
  const command = call.info.query.all('command');
  return { ...streamOptions(call), command: command.length > 0 ? command : null };
}

function portForwardOptions({ info: { query } }: Call): object {
  const ports = query.all('ports').flatMap((text) => text.split(',')).map(Number).filter((port) => Number.isInteger(port));
  return ports.length > 0 ? { ports } : {};
}

const proxyOptions = ({ address: { rest } }: Call): object => (rest === '' ? {} : { path: rest });

const openPortForward = connecting('PodPortForwardOptions', portForwardOptions, portForward);

export const execConnection = connecting('PodExecOptions', execOptions, exec);
export const attachConnection = connecting('PodAttachOptions', streamOptions, attach);
export const podProxyConnection = connecting('PodProxyOptions', proxyOptions, podProxy);
/** A request to a port comes through a connection that stands already: only the one without a body opens it. */
export const portForwardConnection: Handler = (call) => (call.request.body === undefined || call.request.body === '' ? openPortForward(call) : portForward(call));
