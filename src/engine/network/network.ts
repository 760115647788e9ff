import type { Clock, Random } from '../sim/index.ts';
import { createAddresses, type Addresses, type Attachment } from './addresses.ts';
import type { DnsAnswer, NetworkFailure, NetworkReply, NetworkRequest, PodNetwork, PodSandbox, Receiver, RuleEndpoint, ServiceRule } from './interface.ts';
import { nearEndpoints } from './near.ts';
import type { Flow } from './policies/follow.ts';
import { RuleViews } from './rule-views.ts';

/** One request as it went: for the picture, the gauges and "why". */
export interface RequestRecord {
  readonly atMs: number;
  readonly latencyMs: number;
  /** `outside` or a pod's uid. */
  readonly from: string;
  /** '' where no service was on the way. */
  readonly serviceUid: string;
  /** '' where it reached none. */
  readonly podUid: string;
  readonly ok: boolean;
  /** `200`, `connection refused`. */
  readonly outcome: string;
}

/** Where a request comes from. */
export interface Origin {
  /** `outside` or a pod's uid. */
  readonly from: string;
  /** '' outside the cluster. */
  readonly nodeName: string;
  /** The node whose rules send it on; the one where it begins when absent. */
  readonly entry?: string;
  readonly namespace: string;
  /** Source address, for session affinity. */
  readonly ip: string;
  /** False where it asks its machine's resolver, which knows no names of the cluster. */
  readonly clusterDns?: boolean | undefined;
}

export interface NetworkSettings {
  readonly clock: Clock;
  readonly random: Random;
  /** What DNS says: of `host` as written, to a pod of `namespace`. */
  readonly resolve: (host: string, namespace: string) => DnsAnswer;
  /** Where pods ask DNS: something has to listen there. Absent: DNS is not part of the cluster and always answers. */
  readonly nameserver?: string | undefined;
  /** Whether the policies of the cluster let a request through to a pod; absent: there are none. */
  readonly admits?: (flow: Flow) => boolean;
  /** Told of each finished request; absent: nobody looks. */
  readonly onRequest?: (record: RequestRecord) => void;
}

export interface Network extends PodNetwork {
  /** Replaces the rules of one service (kube-proxy). No rules: the service is gone. Each node takes them over in its own time. */
  setRules(serviceUid: string, rules: readonly ServiceRule[]): void;
  /** What the kube-proxy of a node does: follows the changes (as it does where nothing was said), has ended so that its rules stay as they are, or has not run since the machine started. */
  setProxy(node: string, state: 'follows' | 'ended' | 'never ran'): void;
  /** A machine with or without power: without, nothing on it answers. */
  setNode(node: { readonly name: string; readonly ip: string; readonly up: boolean }): void;
  /** Which zone the rules of a node are for; '' for none. */
  setZone(node: string, zone: string): void;
  removeNode(name: string): void;
  /** A request from somewhere to an address or name. */
  route(origin: Origin, to: { readonly host: string } & NetworkRequest): NetworkReply;
  /** A request from outside, which enters at some node that is up (through node port or load balancer), or straight to the service. */
  fromOutside(service: { readonly namespace: string; readonly name: string; readonly client: string }, request: Omit<NetworkRequest, 'port'>): NetworkReply;
  /** A request from outside to an address as somebody types it: of a machine (and there a node port), or of a load balancer. Addresses inside the cluster lead nowhere. */
  reach(client: string, to: { readonly host: string } & NetworkRequest): NetworkReply;
}

/** Milliseconds one way: within a node, between nodes, from outside; and how long nobody answering takes to be noticed. */
const localMs = 0.1;
const remoteMs = 0.4;
const outsideMs = 8;
const timeoutMs = 1000;
/** Stands for any address beyond the cluster (one that is kept for documentation). */
const worldAddress = '198.51.100.1';
/** A resolver's `timeout` option. */
const dnsTimeoutMs = 5000;

/** Addresses and the flow of requests: client → DNS → virtual address → service rule → endpoint → pod. */
export function createNetwork(settings: NetworkSettings): Network {
  return new SimulatedNetwork(settings);
}

class SimulatedNetwork implements Network {
  readonly #settings: NetworkSettings;
  readonly #addresses: Addresses = createAddresses();
  readonly #rulesOfService = new Map<string, readonly ServiceRule[]>();
  /** By `ADDRESS:PORT/PROTOCOL` of virtual addresses, and `node:PORT/PROTOCOL` of node ports. */
  readonly #rules = new RuleViews();
  readonly #nodes = new Map<string, { readonly name: string; readonly ip: string; readonly up: boolean }>();
  readonly #zones = new Map<string, string>();
  readonly #affinity = new Map<string, { readonly endpoint: string; atMs: number }>();

  constructor(settings: NetworkSettings) {
    this.#settings = settings;
  }

  attach({ podCIDR, ...pod }: PodSandbox & { readonly podCIDR: string }, receive: Receiver): string {
    return this.#addresses.attach(Object.assign(pod, { receive }), podCIDR);
  }

  attachToHost({ ip, ...pod }: PodSandbox & { readonly ip: string }, receive: Receiver): void {
    this.#addresses.share(Object.assign(pod, { receive }), ip);
  }

  detach(podUid: string): void {
    this.#addresses.detach(podUid);
  }

  setNode(node: { readonly name: string; readonly ip: string; readonly up: boolean }): void {
    this.#nodes.set(node.name, node);
  }

  setZone(node: string, zone: string): void {
    if (zone === '') this.#zones.delete(node);
    else this.#zones.set(node, zone);
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
    this.#zones.delete(name);
    this.#rules.forget(name);
  }

  setProxy(node: string, state: 'follows' | 'ended' | 'never ran'): void {
    if (state === 'follows') this.#rules.follow(node);
    else if (state === 'ended') this.#rules.hold(node, this.#settings.clock.nowMs);
    else this.#rules.clear(node);
  }

  setRules(serviceUid: string, rules: readonly ServiceRule[]): void {
    const { nowMs } = this.#settings.clock;
    const now = new Map(rules.flatMap((rule) => keysOf(rule).map((key) => [key, rule] as const)));
    for (const rule of this.#rulesOfService.get(serviceUid) ?? []) for (const key of keysOf(rule)) if (!now.has(key)) this.#rules.set(key, undefined, nowMs);
    if (rules.length === 0) this.#rulesOfService.delete(serviceUid);
    else this.#rulesOfService.set(serviceUid, rules);
    for (const [key, rule] of now) this.#rules.set(key, rule, nowMs);
  }

  send(fromPodUid: string, to: { readonly host: string } & NetworkRequest): NetworkReply {
    const pod = this.#addresses.ofPod(fromPodUid);
    if (!pod) return failure('no route to host', 0);
    return this.route(originOf(pod), to);
  }

  resolve(fromPodUid: string, host: string): readonly string[] | undefined {
    const pod = this.#addresses.ofPod(fromPodUid);
    return pod ? this.#resolve(originOf(pod), host) : [];
  }

  route(origin: Origin, to: { readonly host: string } & NetworkRequest): NetworkReply {
    const addresses = this.#resolve(origin, to.host);
    if (!addresses) return this.#finish(origin, undefined, undefined, failure('no such host', dnsTimeoutMs));
    const address = addresses[addresses.length > 1 ? this.#settings.random.int(addresses.length) : 0];
    if (address === undefined) return this.#finish(origin, undefined, undefined, failure('no such host', 5));
    if (address === 'outside' && !this.#admits(origin, undefined, worldAddress, to)) return failure('timeout', timeoutMs);
    if (address === 'outside') return { ok: true, status: 200, body: `<html><body><h1>${to.host}</h1></body></html>\n`, latencyMs: 40 };
    return this.#toAddress(origin, address, to);
  }

  #toAddress(origin: Origin, address: string, request: NetworkRequest): NetworkReply {
    const rule = this.#ruleFor(origin.nodeName, address, request);
    return rule ? this.#throughService(origin, rule, request) : this.#toPod(origin, undefined, address, request);
  }

  fromOutside(service: { readonly namespace: string; readonly name: string; readonly client: string }, request: Omit<NetworkRequest, 'port'>): NetworkReply {
    const newest = this.#firstRule(service.namespace, service.name);
    const origin: Origin = { from: 'outside', nodeName: '', namespace: service.namespace, ip: service.client };
    if (!newest) return failure('no such host', outsideMs);
    if (newest.nodePort === 0) return this.#throughService(origin, newest, { ...request, port: newest.port });
    const entry = this.#entry();
    if (!entry) return this.#finish(origin, newest, undefined, failure('timeout', timeoutMs));
    const rule = this.#ruleOfPort(entry.name, newest.nodePort, newest.protocol);
    if (!rule) return this.#finish(origin, newest, undefined, failure('connection refused', outsideMs));
    return this.#throughService({ ...origin, nodeName: rule.externalLocal ? entry.name : '', entry: entry.name }, rule, { ...request, port: rule.port });
  }

  reach(client: string, to: { readonly host: string } & NetworkRequest): NetworkReply {
    const origin: Origin = { from: 'outside', nodeName: '', namespace: '', ip: client };
    if (!isAddress(to.host)) return failure('no such host', outsideMs);
    const transport = to.protocol === 'UDP' ? 'UDP' : 'TCP';
    const node = [...this.#nodes.values()].find(({ ip }) => ip === to.host);
    if (node) return this.#reachNode(origin, node, to);
    const entry = this.#entry();
    const rule = entry && this.#rules.find(`${to.host}:${String(to.port)}/${transport}`, entry.name, this.#settings.clock.nowMs);
    if (!entry || !rule?.externalIPs.includes(to.host)) return this.#finish(origin, undefined, undefined, failure('timeout', timeoutMs));
    return this.#throughService({ ...origin, nodeName: rule.externalLocal ? entry.name : '' }, rule, to);
  }

  /** What a machine answers at its own address: for a service at its node port, else for what runs in its own network. */
  #reachNode(origin: Origin, { name, ip, up }: { readonly name: string; readonly ip: string; readonly up: boolean }, request: NetworkRequest): NetworkReply {
    if (!up) return this.#finish(origin, undefined, undefined, failure('timeout', timeoutMs));
    const rule = this.#ruleOfPort(name, request.port, request.protocol === 'UDP' ? 'UDP' : 'TCP');
    if (rule) return this.#throughService({ ...origin, nodeName: rule.externalLocal ? name : '' }, rule, { ...request, port: rule.port });
    return this.#toPod(origin, undefined, ip, request);
  }

  /** A machine that takes traffic from outside: any that has power. */
  #entry(): { readonly name: string } | undefined {
    const up = [...this.#nodes.values()].filter((node) => node.up);
    return up[this.#settings.random.int(Math.max(1, up.length))];
  }

  #firstRule(namespace: string, name: string): ServiceRule | undefined {
    for (const rules of this.#rulesOfService.values()) {
      const rule = rules[0];
      if (rule?.namespace === namespace && rule.name === name) return rule;
    }
    return undefined;
  }

  /** The rules are those of the node where the traffic begins, or where it arrives from outside. */
  #ruleFor(node: string, address: string, { port, protocol }: NetworkRequest): ServiceRule | undefined {
    const transport = protocol === 'UDP' ? 'UDP' : 'TCP';
    const direct = this.#rules.find(`${address}:${String(port)}/${transport}`, node, this.#settings.clock.nowMs);
    if (direct || port < 30_000) return direct;
    for (const { name, ip } of this.#nodes.values()) if (ip === address) return this.#ruleOfPort(name, port, transport);
    return undefined;
  }

  #ruleOfPort(node: string, port: number, transport: string): ServiceRule | undefined {
    return this.#rules.find(`node:${String(port)}/${transport}`, node, this.#settings.clock.nowMs);
  }

  #throughService(origin: Origin, rule: ServiceRule, request: NetworkRequest): NetworkReply {
    const endpoint = this.#choose(origin, rule);
    if (!endpoint) return this.#finish(origin, rule, undefined, failure('connection refused', remoteMs));
    return this.#toPod(origin, rule, endpoint.ip, { ...request, port: endpoint.port });
  }

  /** kube-proxy's choice: any endpoint with the same chance, or the one the client had before. */
  #choose(origin: Origin, rule: ServiceRule): RuleEndpoint | undefined {
    const local = origin.from === 'outside' ? rule.externalLocal : rule.internalLocal;
    const candidates = local && origin.nodeName !== '' ? localEndpoints(rule, origin.nodeName) : this.#near(origin, rule);
    if (candidates.length === 0) return undefined;
    const remembered = rule.affinitySeconds > 0 ? this.#remembered(origin, rule, candidates) : undefined;
    const chosen = remembered ?? candidates[this.#settings.random.int(candidates.length)];
    if (chosen && rule.affinitySeconds > 0) {
      this.#affinity.set(`${rule.serviceUid}/${rule.portName}/${origin.ip}`, { endpoint: chosen.ip, atMs: this.#settings.clock.nowMs });
      if (this.#affinity.size > 10_000) this.#affinity.clear();
    }
    return chosen;
  }

  /** Traffic follows the hints for the node where it begins or comes in. */
  #near({ nodeName, entry = nodeName }: Origin, { endpoints }: ServiceRule): readonly RuleEndpoint[] {
    if (entry === '' || endpoints[0]?.forZones === undefined) return endpoints;
    return nearEndpoints(endpoints, entry, this.#zones.get(entry) ?? '');
  }

  #remembered(origin: Origin, rule: ServiceRule, candidates: readonly RuleEndpoint[]): RuleEndpoint | undefined {
    const entry = this.#affinity.get(`${rule.serviceUid}/${rule.portName}/${origin.ip}`);
    if (!entry || this.#settings.clock.nowMs - entry.atMs > rule.affinitySeconds * 1000) return undefined;
    return candidates.find((endpoint) => endpoint.ip === entry.endpoint);
  }

  #toPod(origin: Origin, rule: ServiceRule | undefined, address: string, request: NetworkRequest): NetworkReply {
    const [first, ...others] = this.#addresses.at(address);
    const nodeName = first?.nodeName ?? this.#nodeAt(address);
    const wayMs = origin.from === 'outside' ? outsideMs : nodeName === origin.nodeName ? localMs : remoteMs;
    if (nodeName === undefined) return this.#finish(origin, rule, undefined, failure(rule ? 'timeout' : 'no route to host', rule ? timeoutMs : remoteMs));
    if (this.#nodes.get(nodeName)?.up === false) return this.#finish(origin, rule, first?.uid, failure('timeout', timeoutMs));
    if (!this.#admits(origin, first?.uid, address, request)) return this.#finish(origin, rule, first?.uid, failure('timeout', timeoutMs));
    const [target, reply] = received(first ? [first, ...others] : [], request);
    return this.#finish(origin, rule, target, { ...reply, latencyMs: reply.latencyMs + 2 * wayMs });
  }

  /** What a policy keeps out is dropped without a word. */
  #admits({ from, ip }: Origin, to: string | undefined, toIp: string, { port, protocol }: NetworkRequest): boolean {
    return this.#settings.admits?.({ from, fromIp: ip, to, toIp, port, transport: protocol === 'UDP' ? 'UDP' : 'TCP' }) ?? true;
  }

  #nodeAt(address: string): string | undefined {
    for (const { name, ip } of this.#nodes.values()) if (ip === address) return name;
    return undefined;
  }

  #finish(origin: Origin, rule: ServiceRule | undefined, podUid: string | undefined, reply: NetworkReply): NetworkReply {
    const { onRequest, clock } = this.#settings;
    onRequest?.({
      atMs: clock.nowMs,
      latencyMs: reply.latencyMs,
      from: origin.from,
      serviceUid: rule?.serviceUid ?? '',
      podUid: podUid ?? '',
      ok: reply.ok && (reply.status ?? 200) < 500,
      outcome: reply.ok ? String(reply.status ?? 'ok') : reply.reason,
    });
    return reply;
  }

  /** Addresses of a host; `outside` stands for the world beyond the cluster. Follows aliases eight deep, as resolvers do. Undefined: no DNS server answered. */
  #resolve(origin: Origin, host: string): readonly string[] | undefined {
    if (isAddress(host)) return [host];
    if (origin.clusterDns === false) return isPublicName(host) ? ['outside'] : [];
    if (!this.#reachesDns(origin)) return undefined;
    let name = host;
    for (let hops = 0; hops < 8; hops++) {
      if (isAddress(name)) return [name];
      const answer = this.#settings.resolve(name, origin.namespace);
      if (!answer) return isPublicName(name) ? ['outside'] : [];
      if ('addresses' in answer) return answer.addresses;
      name = answer.alias;
    }
    return [];
  }

  /** A lookup is a request like any other: through the rules of the pod's node to a pod that answers. */
  #reachesDns(origin: Origin): boolean {
    const { nameserver } = this.#settings;
    if (nameserver === undefined || origin.nodeName === '') return true;
    return this.#toAddress(origin, nameserver, { protocol: 'UDP', port: 53 }).ok;
  }
}

/** The endpoints on a node: the ready ones, else those that still serve while they terminate. */
function localEndpoints({ endpoints, draining = [] }: ServiceRule, node: string): readonly RuleEndpoint[] {
  const ready = endpoints.filter(({ nodeName }) => nodeName === node);
  return ready.length > 0 ? ready : draining.filter(({ nodeName }) => nodeName === node);
}

function originOf(pod: PodSandbox & { readonly ip: string }): Origin {
  return { from: pod.uid, nodeName: pod.nodeName, namespace: pod.namespace, ip: pod.ip, clusterDns: pod.clusterDns };
}

/** Who of those at an address answers: the first that listens on the port. */
function received(targets: readonly Attachment[], request: NetworkRequest): readonly [string | undefined, NetworkReply] {
  let last: readonly [string | undefined, NetworkReply] = [undefined, failure('connection refused', 0)];
  for (const { uid, receive } of targets) {
    const reply = receive(request);
    last = [uid, reply];
    if (reply.ok || reply.reason !== 'connection refused') return last;
  }
  return last;
}

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host);
/** Top-level domains that somebody is likely to ask for. Any other end of a name is taken for one of the cluster's that is not there: `store-0.store`, `db.data`. */
const topLevels = /\.(?:com|org|net|edu|gov|info|biz|io|dev|app|ai|cloud|co|eu|kr|jp|cn|in|uk|de|fr|nl|ch|at|it|es|se|pl|us|ca|br|au|me|tv)\.?$/i;
const isPublicName = (name: string): boolean => topLevels.test(name);
const failure = (reason: NetworkFailure, latencyMs: number): NetworkReply => ({ ok: false, reason, latencyMs });

function keysOf(rule: ServiceRule): readonly string[] {
  const port = `${String(rule.port)}/${rule.protocol}`;
  const virtual = [...rule.clusterIPs, ...rule.externalIPs].map((ip) => `${ip}:${port}`);
  return rule.nodePort > 0 ? [...virtual, `node:${String(rule.nodePort)}/${rule.protocol}`] : virtual;
}
