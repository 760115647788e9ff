import type { PortReply, PortRequest } from '../../kube/kubelet-api.ts';

/** A request on its way to a port of a container. */
export interface NetworkRequest extends Omit<PortRequest, 'protocol'> {
  readonly protocol: 'HTTP' | 'GRPC' | 'TCP' | 'UDP';
}

/** What came back, and after how long. `status` is the HTTP status; absent for TCP and UDP. */
export type NetworkReply =
  | Extract<PortReply, { readonly ok: true }>
  | { readonly ok: false; readonly reason: NetworkFailure; readonly latencyMs: number };

export type NetworkFailure = 'connection refused' | 'timeout' | 'no route to host' | 'no such host' | 'denied by policy';

/** Takes a request at a port of a pod and answers for the container that listens there. */
export type Receiver = (request: NetworkRequest) => NetworkReply;

/** What a kubelet and the containers on it see of the network: what a CNI plug-in gives them. */
export interface PodNetwork {
  /** Gives a pod sandbox an address out of its node's `podCIDR`; what arrives there goes to `receive`. */
  attach(pod: PodSandbox & { readonly podCIDR: string }, receive: Receiver): string;
  /** Lets a pod of its node's own network (`hostNetwork`) use the node's address: what arrives there is offered to `receive`. */
  attachToHost?(pod: PodSandbox & { readonly ip: string }, receive: Receiver): void;
  /** Takes the address away; requests to it meet `no route to host`. */
  detach(podUid: string): void;
  /** A request that a container of the pod makes: `host` is a DNS name as written in the pod, or an address. */
  send(fromPodUid: string, to: { readonly host: string } & NetworkRequest): NetworkReply;
  /** The addresses that a DNS name, as written in the pod, stands for: what `nslookup` shows. None where there is no such name, undefined where no DNS server answered. */
  resolve?(fromPodUid: string, host: string): readonly string[] | undefined;
}

/** A pod as the network knows it. */
export interface PodSandbox {
  readonly uid: string;
  readonly namespace: string;
  readonly nodeName: string;
  /** False where its resolver is the machine's own, which knows no names of the cluster. */
  readonly clusterDns?: boolean;
}

/** One place that a service sends traffic to. */
export interface RuleEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly podUid: string;
  readonly nodeName: string;
  /** The zones and nodes that should use it, where somebody said so. */
  readonly forZones?: readonly string[];
  readonly forNodes?: readonly string[];
}

/** What kube-proxy installs for one port of one service. */
export interface ServiceRule {
  readonly serviceUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly portName: string;
  readonly protocol: string;
  readonly port: number;
  readonly clusterIPs: readonly string[];
  /** 0 where the service has none. */
  readonly nodePort: number;
  /** Addresses of load balancers and external IPs. */
  readonly externalIPs: readonly string[];
  readonly endpoints: readonly RuleEndpoint[];
  /** Those that still serve while they terminate: for nodes that keep to their own pods and have no other. */
  readonly draining?: readonly RuleEndpoint[];
  /** Seconds for which a client stays with its endpoint; 0: no affinity. */
  readonly affinitySeconds: number;
  /** Only endpoints on the node where the traffic came in (`externalTrafficPolicy: Local`). */
  readonly externalLocal: boolean;
  /** Only endpoints on the client's node (`internalTrafficPolicy: Local`). */
  readonly internalLocal: boolean;
}

/** What DNS says of a name: addresses, or an alias to follow. */
export type DnsAnswer = { readonly addresses: readonly string[] } | { readonly alias: string } | undefined;
