import type { Clock, Random } from '../sim/index.ts';
import { createAddresses, type Addresses } from './addresses.ts';
import type { DnsAnswer, NetworkFailure, NetworkReply, NetworkRequest, PodNetwork, Receiver, RuleEndpoint, ServiceRule } from './interface.ts';

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
  readonly namespace: string;
  /** Source address, for session affinity. */
  readonly ip: string;
}

export interface NetworkSettings {
  readonly clock: Clock;
  readonly random: Random;
  /** Asks DNS: `host` as written, from a pod of `namespace`. */
  readonly resolve: (host: string, namespace: string) => DnsAnswer;
  /** Told of each finished request; absent: nobody looks. */
  readonly onRequest?: (record: RequestRecord) => void;
}

export interface Network extends PodNetwork {
  /** Replaces the rules of one service (kube-proxy). No rules: the service is gone. */
  setRules(serviceUid: string, rules: readonly ServiceRule[]): void;
  /** A machine with or without power: without, nothing on it answers. */
  setNode(node: { readonly name: string; readonly ip: string; readonly up: boolean }): void;
  removeNode(name: string): void;
  /** A request from somewhere to an address or name. */
  route(origin: Origin, to: { readonly host: string } & NetworkRequest): NetworkReply;
  /** A request from outside, which enters at some node that is up (through node port or load balancer), or straight to the service. */
  fromOutside(service: { readonly namespace: string; readonly name: string; readonly client: string }, request: Omit<NetworkRequest, 'port'>): NetworkReply;
}

/** Milliseconds one way: within a node, between nodes, from outside; and how long nobody answering takes to be noticed. */
const localMs = 0.1;
const remoteMs = 0.4;
const outsideMs = 8;
const timeoutMs = 1000;

/** Addresses and the flow of requests: client → DNS → virtual address → service rule → endpoint → pod. */
export function createNetwork(settings: NetworkSettings): Network {
  return new SimulatedNetwork(settings);
}

class SimulatedNetwork implements Network {
  readonly #settings: NetworkSettings;
  readonly #addresses: Addresses = createAddresses();
  readonly #rulesOfService = new Map<string, readonly ServiceRule[]>();
  /** `ADDRESS:PORT/PROTOCOL` of virtual addresses, and `node:PORT/PROTOCOL` of node ports. */
  readonly #rules = new Map<string, ServiceRule>();
  readonly #nodes = new Map<string, { readonly name: string; readonly ip: string; readonly up: boolean }>();
  readonly #affinity = new Map<string, { readonly endpoint: string; atMs: number }>();

  constructor(settings: NetworkSettings) {
    this.#settings = settings;
  }

  attach(pod: { uid: string; namespace: string; nodeName: string; podCIDR: string }, receive: Receiver): string {
    return this.#addresses.attach({ uid: pod.uid, namespace: pod.namespace, nodeName: pod.nodeName, receive }, pod.podCIDR);
  }

  detach(podUid: string): void {
    this.#addresses.detach(podUid);
  }

  setNode(node: { readonly name: string; readonly ip: string; readonly up: boolean }): void {
    this.#nodes.set(node.name, node);
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
  }

  setRules(serviceUid: string, rules: readonly ServiceRule[]): void {
    for (const rule of this.#rulesOfService.get(serviceUid) ?? []) for (const key of keysOf(rule)) this.#rules.delete(key);
    if (rules.length === 0) this.#rulesOfService.delete(serviceUid);
    else this.#rulesOfService.set(serviceUid, rules);
    for (const rule of rules) for (const key of keysOf(rule)) this.#rules.set(key, rule);
  }

  send(fromPodUid: string, to: { readonly host: string } & NetworkRequest): NetworkReply {
    const pod = this.#addresses.ofPod(fromPodUid);
    if (!pod) return failure('no route to host', 0);
    return this.route({ from: fromPodUid, nodeName: pod.nodeName, namespace: pod.namespace, ip: pod.ip }, to);
  }

  resolve(fromPodUid: string, host: string): readonly string[] {
    const pod = this.#addresses.ofPod(fromPodUid);
    return pod ? this.#resolve(host, pod.namespace) : [];
  }

  route(origin: Origin, to: { readonly host: string } & NetworkRequest): NetworkReply {
    const addresses = this.#resolve(to.host, origin.namespace);
    const address = addresses[addresses.length > 1 ? this.#settings.random.int(addresses.length) : 0];
    if (address === undefined) return this.#finish(origin, undefined, undefined, failure('no such host', 5));
    if (address === 'outside') return { ok: true, status: 200, body: `<html><body><h1>${to.host}</h1></body></html>\n`, latencyMs: 40 };
    const rule = this.#ruleFor(address, to);
    if (rule) return this.#throughService(origin, rule, to);
    return this.#toPod(origin, undefined, address, to);
  }

  fromOutside(service: { readonly namespace: string; readonly name: string; readonly client: string }, request: Omit<NetworkRequest, 'port'>): NetworkReply {
    const rule = this.#firstRule(service.namespace, service.name);
    const origin: Origin = { from: 'outside', nodeName: '', namespace: service.namespace, ip: service.client };
    if (!rule) return failure('no such host', outsideMs);
    if (rule.nodePort === 0) return this.#throughService(origin, rule, { ...request, port: rule.port });
    const up = [...this.#nodes.values()].filter((node) => node.up);
    const entry = up[this.#settings.random.int(Math.max(1, up.length))];
    if (!entry) return this.#finish(origin, rule, undefined, failure('timeout', timeoutMs));
    return this.#throughService({ ...origin, nodeName: rule.externalLocal ? entry.name : '' }, rule, { ...request, port: rule.port });
  }

  #firstRule(namespace: string, name: string): ServiceRule | undefined {
    for (const rules of this.#rulesOfService.values()) {
      const rule = rules[0];
      if (rule?.namespace === namespace && rule.name === name) return rule;
    }
    return undefined;
  }

  #ruleFor(address: string, { port, protocol }: NetworkRequest): ServiceRule | undefined {
    const transport = protocol === 'UDP' ? 'UDP' : 'TCP';
    const direct = this.#rules.get(`${address}:${String(port)}/${transport}`);
    if (direct || port < 30_000) return direct;
    for (const node of this.#nodes.values()) if (node.ip === address) return this.#rules.get(`node:${String(port)}/${transport}`);
    return undefined;
  }

  #throughService(origin: Origin, rule: ServiceRule, request: NetworkRequest): NetworkReply {
    const endpoint = this.#choose(origin, rule);
    if (!endpoint) return this.#finish(origin, rule, undefined, failure('connection refused', remoteMs));
    return this.#toPod(origin, rule, endpoint.ip, { ...request, port: endpoint.port });
  }

  /** kube-proxy's choice: any endpoint with the same chance, or the one the client had before. */
  #choose(origin: Origin, rule: ServiceRule): RuleEndpoint | undefined {
    const local = origin.from === 'outside' ? rule.externalLocal : rule.internalLocal;
    const candidates = local && origin.nodeName !== '' ? rule.endpoints.filter((endpoint) => endpoint.nodeName === origin.nodeName) : rule.endpoints;
    if (candidates.length === 0) return undefined;
    const remembered = rule.affinitySeconds > 0 ? this.#remembered(origin, rule, candidates) : undefined;
    const chosen = remembered ?? candidates[this.#settings.random.int(candidates.length)];
    if (chosen && rule.affinitySeconds > 0) {
      this.#affinity.set(`${rule.serviceUid}/${rule.portName}/${origin.ip}`, { endpoint: chosen.ip, atMs: this.#settings.clock.nowMs });
      if (this.#affinity.size > 10_000) this.#affinity.clear();
    }
    return chosen;
  }

  #remembered(origin: Origin, rule: ServiceRule, candidates: readonly RuleEndpoint[]): RuleEndpoint | undefined {
    const entry = this.#affinity.get(`${rule.serviceUid}/${rule.portName}/${origin.ip}`);
    if (!entry || this.#settings.clock.nowMs - entry.atMs > rule.affinitySeconds * 1000) return undefined;
    return candidates.find((endpoint) => endpoint.ip === entry.endpoint);
  }

  #toPod(origin: Origin, rule: ServiceRule | undefined, address: string, request: NetworkRequest): NetworkReply {
    const target = this.#addresses.at(address);
    const wayMs = origin.from === 'outside' ? outsideMs : target?.nodeName === origin.nodeName ? localMs : remoteMs;
    if (!target) return this.#finish(origin, rule, undefined, failure(rule ? 'timeout' : 'no route to host', rule ? timeoutMs : remoteMs));
    if (this.#nodes.get(target.nodeName)?.up === false) return this.#finish(origin, rule, target.uid, failure('timeout', timeoutMs));
    const reply = target.receive(request);
    return this.#finish(origin, rule, target.uid, { ...reply, latencyMs: reply.latencyMs + 2 * wayMs });
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

  /** Addresses of a host; `outside` stands for the world beyond the cluster. Follows aliases eight deep, as resolvers do. */
  #resolve(host: string, namespace: string): readonly string[] {
    let name = host;
    for (let hops = 0; hops < 8; hops++) {
      if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return [name];
      const answer = this.#settings.resolve(name, namespace);
      if (!answer) return isPublicName(name) ? ['outside'] : [];
      if ('addresses' in answer) return answer.addresses;
      name = answer.alias;
    }
    return [];
  }
}

const isPublicName = (name: string): boolean => /\.[a-z]{2,}\.?$/i.test(name) && !/\.(local|svc|internal|invalid)\.?$/i.test(name);
const failure = (reason: NetworkFailure, latencyMs: number): NetworkReply => ({ ok: false, reason, latencyMs });

function keysOf(rule: ServiceRule): readonly string[] {
  const port = `${String(rule.port)}/${rule.protocol}`;
  const virtual = [...rule.clusterIPs, ...rule.externalIPs].map((ip) => `${ip}:${port}`);
  return rule.nodePort > 0 ? [...virtual, `node:${String(rule.nodePort)}/${rule.protocol}`] : virtual;
}
