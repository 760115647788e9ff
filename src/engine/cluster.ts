import type { ApiServer, Cause, UserInfo } from '../kube/api.ts';
import type { V1PolicyRule } from '../kube/generated/types.ts';
import { canonicalJson } from '../kube/json.ts';
import type { V1Lease, V1Node, V1Pod, V1PodSpec } from '../kube/generated/types.ts';
import { hash64 } from '../kube/hash.ts';
import { clusterRoleBindings, clusterRoles, nodes, services, storageClasses } from '../kube/kinds.ts';
import { Client, keepRunning, runAsLeader, type ComponentContext } from './client/index.ts';
import { SimulatedCloud, startCloudControllerManager, uninitializedTaint, type CloudSettings } from './cloud-controller-manager/index.ts';
import { createContainerRuntime, type EtcdView } from './container-runtime/index.ts';
import { startCoreDns, type CoreDns } from './coredns/index.ts';
import { createStore, type MemberSight, type Store } from './etcd/index.ts';
import { ControlPlanes, type Program, type Stoppable } from './control-planes.ts';
import { createFaultyApi, type Fault, type FaultyApi, type Machine, type Place } from './faults/index.ts';
import { createApiServer, traceOfFailure, type KubeApiServer, type TraceListener } from './kube-apiserver/index.ts';
import { startControllerManager } from './kube-controller-manager/index.ts';
import { startKubeProxy } from './kube-proxy/index.ts';
import { createScheduler, DecisionLog, defaultConfiguration, readConfiguration, whatIf, type SchedulerConfig, type SchedulerProfile, smallestChange, type DecisionRecord, type LoggedDecision, type Scheduler, type Suggestion } from './kube-scheduler/index.ts';
import { addOns, addressOfHead, controlPlaneImages, controlPlanePods, nodeImages, RunningComponents } from './kubeadm/index.ts';
import { addressOf, createKubelet, reservedLabels, type ContainerSight, type Kubelet, type KubeletOptions } from './kubelet/index.ts';
import { aggregateMetrics, CustomMetrics, MetricsServer, RequestRates, type CustomMetric } from './metrics-server/index.ts';
import { callsFrom, createLoadGenerator, createNetwork, followPolicies, RequestGauges, type Flow, type LoadGenerator, type Network, type RequestRecord } from './network/index.ts';
import { EventQueue, RandomStreams } from './sim/index.ts';

export interface ClusterOptions {
  readonly seed: number;
  /** What moment virtual time 0 is, in ms since 1970. */
  readonly startEpochMs: number;
  readonly machines: readonly Machine[];
  /** The cloud that the machines are rented from; absent: they are the person's own, and nobody makes load balancers. */
  readonly cloud?: CloudSettings;
  /** Metrics that an adapter serves besides those of the metrics server. */
  readonly metrics?: readonly CustomMetric[];
  /** Kubelets without containers, as those of the recordings: everything starts after 0.1 s and answers nothing. */
  readonly fakeKubelets?: boolean;
  /** The cluster runs in itself, as kubeadm makes it: the control plane in static pods, CoreDNS and kube-proxy in pods; what their containers do, the cluster can do. */
  readonly kubeadm?: boolean;
  /** Descriptions of the API's types, where somebody may ask for them over HTTP. */
  readonly docs?: Parameters<typeof createApiServer>[0]['docs'];
  readonly onRequest?: (record: RequestRecord) => void;
  readonly onDecision?: Parameters<typeof createScheduler>[0]['onDecision'];
}

/** The person: allowed to do everything. */
export const administrator: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

const metricsApi = { group: 'metrics.k8s.io', version: 'v1beta1', service: { namespace: 'kube-system', name: 'metrics-server' } };

const noCloud = 'the scenario has no cloud';

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

/** Where DNS is. */
const dnsAddress = '10.96.0.10';
/** From `kubeadm init` to the workers' `kubeadm join`. */
const joinMs = 300;

const isControlPlane = ({ labels }: Machine): boolean => labels !== undefined && Object.hasOwn(labels, controlPlaneLabel);

/** A whole cluster: wires the parts together. Nothing in it moves unless its clock is run. */
export class Cluster {
  readonly clock: EventQueue;
  readonly store: Store;
  /** As the administrator meets it: never refused on purpose, but gone when no control-plane machine has power. */
  readonly api: ApiServer;
  readonly network: Network;
  readonly loads: LoadGenerator;
  readonly #options: ClusterOptions;
  readonly #random: RandomStreams;
  readonly #server: KubeApiServer;
  readonly #faulty: FaultyApi;
  readonly #gauges = new RequestGauges();
  readonly #decisions = new DecisionLog();
  readonly #kubelets = new Map<string, { readonly kubelet: Kubelet; readonly machine: Machine; powered: boolean }>();
  readonly #runtime: ReturnType<typeof createContainerRuntime>;
  /** Whether the control plane runs on machines that can fail; a cluster of workers alone has it elsewhere. */
  #hasControlPlaneMachines = false;
  /** Only where kubelets run containers: the others have nothing to measure. */
  #metrics: MetricsServer | undefined;
  #custom: CustomMetrics | undefined;
  readonly #rates = new RequestRates();
  #manager: Stoppable | undefined;
  #schedulerProcess: Stoppable | undefined;
  readonly #components = new RunningComponents();
  readonly #planes: ControlPlanes;
  /** Machines whose kube-proxy is cut off from every API server that hears of anything. */
  readonly #deaf = new Set<string>();
  readonly #cloud: SimulatedCloud | undefined;
  /** Machines that the cloud has lost, whose Nodes may still stand. */
  readonly #lost = new Set<string>();
  /** The one that leads. */
  #scheduler: Scheduler | undefined;
  #schedulerConfig: { readonly yaml: string; readonly config: SchedulerConfig | undefined } = { yaml: defaultConfiguration, config: undefined };

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.clock = new EventQueue(options.startEpochMs);
    this.#random = new RandomStreams(options.seed);
    this.store = createStore({ clock: this.clock });
    this.#server = createApiServer({
      clock: this.clock, random: this.#random.stream('kube-apiserver'), store: this.store, ...(options.docs ? { docs: options.docs } : {}),
      kubelet: (node) => { const entry = this.#kubelets.get(node); return entry?.powered && this.#planes.reaches(node) ? entry.kubelet.api : undefined; },
      ...(options.fakeKubelets ? {} : { aggregated: [metricsApi] }),
      callOut: callsFrom(() => this.network, () => this.machines.find((name) => this.#hosts(name)) ?? ''),
    });
    this.#server.bootstrap();
    this.#faulty = createFaultyApi(aggregateMetrics(this.#server, () => ({ resource: this.#metrics, custom: this.#custom, refusalOf: (request) => this.#server.refusalOf(request) })), this.#random.stream('faults'));
    this.#planes = this.#createPlanes();
    this.api = this.#planes.areSeveral ? this.#planes.from({}) : this.#faulty;
    const dns: { current?: CoreDns } = {};
    const policies: { admit?: (flow: Flow) => boolean } = {};
    this.network = createNetwork({
      clock: this.clock, random: this.#random.stream('network'),
      resolve: (host, namespace) => dns.current?.resolve(host, namespace), nameserver: options.kubeadm ? dnsAddress : undefined,
      admits: (flow) => policies.admit?.(flow) ?? true,
      onRequest: (record) => {
        this.#gauges.count(record);
        if (this.#custom) this.#countRates(record);
        options.onRequest?.(record);
      },
    });
    this.#runtime = createContainerRuntime({ clock: this.clock, random: this.#random.stream('container-runtime'), etcd: (address) => this.#etcdAt(address) });
    this.#cloud = options.cloud && new SimulatedCloud(options.cloud, {
      clock: this.clock, launch: (machine) => { this.#join(machine); }, terminate: (name) => { this.#lose(name); },
      isTaken: (name) => this.#kubelets.has(name) || options.machines.some((machine) => machine.name === name),
    });
    if (this.#cloud) this.#allowCloud();
    const [first, ...others] = this.#isSelfHosted ? inOrderOfJoining(options.machines) : options.machines;
    if (!this.#isSelfHosted) this.#runControlPlane(true);
    if (!options.fakeKubelets) {
      this.#allowAddOns();
      this.#offerStorage();
      dns.current = startCoreDns(this.#context('coredns', 'system:serviceaccount:kube-system:coredns', ['system:serviceaccounts']));
    }
    if (!options.fakeKubelets) policies.admit = followPolicies(this.#context('network-plugin', 'system:network-plugin', ['system:masters']));
    if (!options.fakeKubelets) {
      const context = this.#context('metrics-server', 'system:serviceaccount:kube-system:metrics-server', ['system:serviceaccounts']);
      this.#metrics = new MetricsServer({ context, scrape: () => this.#scrape() });
      if (options.metrics) this.#custom = this.#adaptMetrics(options.metrics);
    }
    if (options.kubeadm) for (const { kind, object } of addOns(dnsAddress)) this.#administrator().create(kind, object);
    startKubeProxy(this.#context('kube-proxy', ...this.#proxyUser()), { setRules: (uid, rules) => { this.network.setRules(uid, rules); }, setZone: (node, zone) => { this.network.setZone(node, zone); } });
    this.loads = createLoadGenerator({ clock: this.clock, random: this.#random.stream('load'), network: this.network });
    if (first) this.#join(first, this.#isSelfHosted);
    if (this.#isSelfHosted) {
      this.clock.after(joinMs, () => {
        for (const machine of others) this.#join(machine, this.#planes.areSeveral && isControlPlane(machine));
        this.#planes.begin();
      });
    }
    else for (const machine of others) this.#join(machine);
    this.#cloud?.begin();
  }

  /** Whether the control plane runs in pods of this very cluster. */
  get #isSelfHosted(): boolean {
    return this.#options.kubeadm === true && this.#options.machines.some(isControlPlane);
  }

  #hosts(machine: string): boolean {
    const entry = this.#kubelets.get(machine);
    return entry !== undefined && entry.powered && isControlPlane(entry.machine);
  }

  /** In kubeadm's clusters kube-proxy is a pod with an account of its own. */
  #proxyUser(): readonly [string, readonly string[]] {
    return this.#options.kubeadm ? ['system:serviceaccount:kube-system:kube-proxy', ['system:serviceaccounts']] : ['system:kube-proxy', []];
  }

  /** Names of the machines, in the order in which they joined. */
  get machines(): readonly string[] {
    return [...this.#kubelets.keys()];
  }

  /** Whether an API server takes requests: its machine has power and its program runs. */
  get answers(): boolean {
    return this.#planes.areSeveral ? this.#planes.answers : this.#faulty.listening;
  }

  /** The members of etcd, where there are several. The same array while nothing changes. */
  get members(): readonly MemberSight[] {
    return this.#planes.members;
  }

  /** What works on each machine of the control plane, where there are several. */
  get heads(): ControlPlanes['sights'] {
    return this.#planes.sights;
  }

  /** The machine whose instance of a program holds its Lease; '' where nobody does. */
  holderOf(program: Program): string {
    const lease = this.store.get(`/registry/leases.coordination.k8s.io/kube-system/${program}`) as V1Lease | undefined;
    return lease?.spec?.holderIdentity?.replace(/_.*/, '') ?? '';
  }

  /** Machines that are cut off from the others. */
  get apart(): readonly string[] {
    return this.#planes.apart;
  }

  /** Tells `listener` of every message between members of etcd; nobody with undefined. */
  listenMembers(listener: ControlPlanes['onMessage']): void {
    this.#planes.onMessage = listener;
  }

  get refusalPercent(): number {
    return this.#faulty.refusalPercent;
  }

  /** Whether a machine has power; false for one that the cloud has lost, true for a node that is no machine of ours. */
  powered(node: string): boolean {
    return this.#kubelets.get(node)?.powered ?? !this.#lost.has(node);
  }

  /** Whether the cloud has lost a machine whose Node may still stand. */
  lost(node: string): boolean {
    return this.#lost.has(node);
  }

  /** The cloud's node pools with the size that each is to have; undefined where there is no cloud. */
  get nodePools(): readonly { readonly name: string; readonly size: number }[] | undefined {
    return this.#cloud?.pools;
  }

  /** Cpu and memory in use on a machine and by each of its pods (by uid). */
  usage(node: string): ReturnType<Kubelet['usage']> | undefined {
    return this.#kubelets.get(node)?.kubelet.usage();
  }

  *#scrape(): Generator<readonly [string, ReturnType<Kubelet['usage']>]> {
    for (const [name, { kubelet, powered }] of this.#kubelets) if (powered && this.#planes.reaches(name)) yield [name, kubelet.usage()];
  }

  /** Adds a custom metric, or gives it another value. */
  setMetric(metric: CustomMetric): void {
    if (this.#custom) this.#custom.set(metric);
    else this.#custom = this.#adaptMetrics([metric]);
  }

  #adaptMetrics(metrics: readonly CustomMetric[]): CustomMetrics {
    const serviceRate = (namespace: string, name: string): number => {
      const service = this.#administrator().get(services, namespace, name);
      return service.ok ? this.#rates.perSecond(service.value.metadata?.uid ?? '', this.clock.nowMs) : 0;
    };
    const context = this.#context('metrics-adapter', 'system:serviceaccount:kube-system:metrics-server', ['system:serviceaccounts']);
    return new CustomMetrics({ context, metrics, serviceRate, podRate: (uid) => this.#rates.perSecond(uid, this.clock.nowMs) });
  }

  #countRates({ serviceUid, podUid, atMs }: RequestRecord): void {
    if (serviceUid !== '') this.#rates.count(serviceUid, atMs);
    if (podUid !== '') this.#rates.count(podUid, atMs);
  }

  /** Requests and failures of a service in the last whole virtual second. */
  rates(serviceUid: string): { readonly requests: number; readonly failures: number } {
    return this.#gauges.read(serviceUid, this.clock.nowMs);
  }

  /** Tells `listener` of every request to the API server and its answer, also of those that never reach it; nobody with undefined. */
  listenRequests(listener: TraceListener | undefined): void {
    this.#server.listen(listener);
    this.#faulty.onFailure = listener && ((request, code, status) => { listener(traceOfFailure(this.clock.nowMs, request, code, status)); });
  }

  /** What the scheduler decided about the pod of that uid (which may be gone), oldest first, as far as it is remembered. */
  decisionsOf(podUid: string): readonly LoggedDecision[] {
    return this.#decisions.of(podUid);
  }

  /** The scheduler's last decisions, newest first. */
  latestDecisions(count: number): readonly LoggedDecision[] {
    return this.#decisions.latest(count);
  }

  /** The smallest changes that would let the pod be scheduled now, smallest first; none while there is no scheduler. */
  suggestionsFor(pod: V1Pod): readonly Suggestion[] {
    return this.#scheduler ? smallestChange(pod, this.#scheduler.snapshot(), this.#scheduler.profileOf(pod.spec?.schedulerName)) : [];
  }

  /** The KubeSchedulerConfiguration that the scheduler runs with. */
  get schedulerConfiguration(): { readonly yaml: string; readonly profiles: readonly SchedulerProfile[] } {
    const { yaml, config } = this.#schedulerConfig;
    return { yaml, profiles: config?.profiles ?? [{ schedulerName: 'default-scheduler' }] };
  }

  /** Starts the scheduler anew with another KubeSchedulerConfiguration. Answers with what is wrong with it, in kube-scheduler's words. */
  configureScheduler(yaml: string, cause: Cause = { clock: true }): string | undefined {
    const reading = readConfiguration(yaml);
    if ('problem' in reading) return reading.problem;
    this.#schedulerConfig = { yaml, config: reading.config };
    this.#scheduler?.configure(reading.config, cause);
    return undefined;
  }

  /** How the scheduler would decide about the pod now under that profile, as if the pod were new. */
  decisionUnder(pod: V1Pod, profile: SchedulerProfile): DecisionRecord | undefined {
    const { metadata, spec = { containers: [] } } = pod;
    const unplaced = Object.fromEntries(Object.entries(spec).filter(([field]) => field !== 'nodeName')) as unknown as V1PodSpec;
    return this.#scheduler && whatIf({ apiVersion: 'v1', kind: 'Pod', ...(metadata ? { metadata } : {}), spec: unplaced }, { profile }, this.#scheduler.snapshot());
  }

  /** Breaks or mends something. Answers with what is wrong where it cannot be done. */
  inflict(fault: Fault, cause: Cause = { clock: true }): string | undefined {
    switch (fault.type) {
      case 'power-off': return this.#power(fault.node, false);
      case 'shut-down': return this.#shutDown(fault.node);
      case 'power-on': return this.#power(fault.node, true);
      case 'add-node':
        if (this.#kubelets.has(fault.machine.name) || (this.#cloud && this.#cloud.stateOf(fault.machine.name) !== 'gone')) return `there is a machine named ${fault.machine.name} already`;
        this.#join(fault.machine);
        return undefined;
      case 'remove-node': return this.#remove(fault.node, cause);
      case 'lose-instance': return this.#cloud ? this.#lose(fault.node) : noCloud;
      case 'resize-pool': return this.#resize(fault.pool, fault.size);
      case 'kill-container': return this.#kill(fault);
      case 'api-refusals':
        this.#faulty.refusalPercent = fault.percent;
        return undefined;
      case 'etcd-leader-lost':
      case 'etcd-leader-elected':
        if (this.#planes.areSeveral) this.#planes.forbidLeader(fault.type === 'etcd-leader-lost');
        else {
          this.store.available = fault.type === 'etcd-leader-elected';
          this.#planes.reconsider();
        }
        return undefined;
      case 'partition': return this.#cut(fault.nodes);
      case 'heal': return this.#cut([]);
    }
  }

  /**
   * A text that is equal where everything that could ever matter is equal: objects, revision, time, random streams, and what is no
   * object: the cloud's machines, custom metrics, the scheduler's configuration.
   */
  stateHash(): string {
    const all = this.store.range('/registry/');
    if (all === 'compacted') throw new Error('the present revision cannot be compacted');
    const beyond = { cloud: this.#cloud?.state, metrics: this.#custom?.metrics, scheduler: this.#schedulerConfig.yaml, refusals: this.#faulty.refusalPercent, lost: [...this.#lost], off: [...this.#kubelets].filter(([, { powered }]) => !powered).map(([name]) => name), ...(this.members.length > 0 ? { members: this.members } : {}), ...(this.apart.length > 0 ? { apart: this.apart } : {}) };
    let hash = hash64(`${String(this.clock.nowMs)} ${String(this.store.revision)} ${canonicalJson(this.#random.states())}${this.store.available ? '' : ' no leader'} ${canonicalJson(beyond)}`);
    for (const value of all.values) hash = hash64(hash + canonicalJson(value));
    return hash;
  }

  #createPlanes(): ControlPlanes {
    const heads = inOrderOfJoining(this.#options.machines).filter(isControlPlane).map(({ name }) => name);
    return new ControlPlanes({
      clock: this.clock, random: this.#random, store: this.store, faulty: this.#faulty, server: this.#server, heads, isSelfHosted: this.#isSelfHosted,
      listening: () => this.#listening(), runs: (component, node) => this.#components.runs(component, node),
      start: (program, node) => (program === 'kube-scheduler' ? this.#startScheduler(() => { this.#exit(program, node); }, node) : this.#startManager(() => { this.#exit(program, node); }, node)),
      onChange: () => { this.#followSight(); },
    });
  }

  /** Machines whose API server takes requests. */
  #listening(): readonly string[] {
    const heads = [...this.#kubelets].filter(([, { machine, powered }]) => powered && isControlPlane(machine)).map(([name]) => name);
    return this.#isSelfHosted ? heads.filter((name) => this.#components.runs('kube-apiserver', name)) : heads;
  }

  #cut(nodes: readonly string[]): string | undefined {
    const unknown = nodes.find((node) => !this.#kubelets.has(node));
    if (unknown !== undefined) return `there is no machine named ${unknown}`;
    this.#planes.cut(nodes);
    return undefined;
  }

  /** A kube-proxy that hears of nothing leaves its rules as they are. While nobody can write or read, whoever was cut off stays so, and nobody else misses anything. */
  #followSight(): void {
    if (!this.#options.kubeadm || !this.store.available || (this.apart.length === 0 && this.#deaf.size === 0)) return;
    for (const node of this.#kubelets.keys()) {
      const isDeaf = !this.#planes.sees({ node });
      if (isDeaf === this.#deaf.has(node)) continue;
      if (isDeaf) this.#deaf.add(node);
      else this.#deaf.delete(node);
      if (this.#components.runs('kube-proxy', node)) this.network.setProxy(node, isDeaf ? 'ended' : 'follows');
    }
  }

  /** The member of etcd on the machine of that address, as etcdctl sees it. */
  #etcdAt(address: string): EtcdView | undefined {
    const addresses = new Map([...this.#kubelets].map(([name, { kubelet }]) => [name, kubelet.address]));
    const [node] = [...addresses].find(([, ip]) => ip === address) ?? [];
    if (node === undefined || !this.#components.runs('etcd', node)) return undefined;
    const members = this.#planes.etcdFrom(node).map((member) => ({ ...member, address: addresses.get(member.name) ?? '' }));
    const own = members.find(({ name }) => name === node);
    const keys = (prefix: string) => [...this.store.all()].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key, canonicalJson(value).length] as const);
    return own && { own, members, roundMs: this.#planes.roundMs, keys };
  }

  /** A client of the API, where it stands; without a place it reaches whatever API server there is. */
  #context(name: string, user: string, groups: readonly string[] = [], place?: Place): ComponentContext {
    const api = place || this.#planes.areSeveral ? this.#planes.from(place ?? {}) : this.#faulty;
    const client = new Client({ api, clock: this.clock, name, user: { name: user, groups: [...groups, 'system:authenticated'] } });
    return { clock: this.clock, random: this.#random.stream(name), client };
  }

  /** Starts what is to run and does not, and stops what is not to run. */
  #runControlPlane(manager: boolean, scheduler = manager): void {
    if (!manager) this.#manager?.stop();
    if (!scheduler) this.#schedulerProcess?.stop();
    this.#manager = manager ? (this.#manager ?? this.#startManagers()) : undefined;
    this.#schedulerProcess = scheduler ? (this.#schedulerProcess ?? this.#keepRunning('kube-scheduler', (exit) => this.#startScheduler(exit))) : undefined;
  }

  #startManagers(): Stoppable {
    const manager = this.#keepRunning('kube-controller-manager', (exit) => this.#startManager(exit));
    const cloud = this.#cloud && keepRunning(this.clock, (exit) => this.#startCloudControllers(exit));
    return {
      stop: () => {
        manager.stop();
        cloud?.stop();
      },
    };
  }

  /** A process that ends by itself is started again: where it is a pod's container, by its kubelet. */
  #keepRunning(component: string, start: (exit: () => void) => Stoppable): Stoppable {
    return this.#isSelfHosted ? start(() => { this.#exit(component); }) : keepRunning(this.clock, start);
  }

  #exit(component: string, on?: string): void {
    for (const [node, { machine }] of this.#kubelets) {
      if (isControlPlane(machine) && (on === undefined || on === node)) this.#kill({ namespace: 'kube-system', pod: `${component}-${node}`, container: component, exitCode: 1 });
    }
  }

  #startManager(onLost: () => void, node?: string): Stoppable {
    const { client } = this.#context('kube-controller-manager', 'system:kube-controller-manager', [], besides(node));
    const controllers = startControllerManager({ clock: this.clock, random: this.#random, client, options: { clusterCidr: this.#clusterCidr(), ...(node === undefined ? {} : { host: node }) }, onLost });
    return {
      stop: () => {
        controllers.stop();
        client.stop();
      },
    };
  }

  #startScheduler(onLost: () => void, node?: string): Stoppable {
    const context = this.#context('kube-scheduler', 'system:kube-scheduler', [], besides(node));
    const onDecision = (record: DecisionRecord): void => {
      this.#decisions.add(this.clock.nowMs, record);
      this.#options.onDecision?.(record);
    };
    let leading: Scheduler | undefined;
    const scheduler = runAsLeader(context, { name: 'kube-scheduler', host: node ?? 'cp-1', onLost }, () => (this.#scheduler = leading = createScheduler({ context, onDecision, ...(this.#schedulerConfig.config ? { config: this.#schedulerConfig.config } : {}) })));
    return {
      stop: () => {
        scheduler.stop();
        if (this.#scheduler === leading) this.#scheduler = undefined;
        context.client.stop();
      },
    };
  }

  #startCloudControllers(onLost: () => void): Stoppable {
    const { client } = this.#context('cloud-controller-manager', 'system:serviceaccount:kube-system:cloud-controller-manager', ['system:serviceaccounts']);
    const controllers = startCloudControllerManager({ clock: this.clock, random: this.#random, client, ...(this.#cloud ? { cloud: this.#cloud } : {}), onLost });
    return {
      stop: () => {
        controllers.stop();
        client.stop();
      },
    };
  }

  /** kubeadm's usual range has room for 256 nodes; a larger fleet gets a larger one. */
  #clusterCidr(): string {
    return this.#options.machines.length > 200 ? '10.128.0.0/9' : '10.244.0.0/16';
  }

  #join(joining: Machine, isHead = false): void {
    const machine = this.#cloud ? { ...joining, taints: [...(joining.taints ?? []), uninitializedTaint] } : joining;
    const { kubeadm = false, fakeKubelets = false } = this.#options;
    const hosts = isControlPlane(machine);
    const place = { node: machine.name, isLocal: this.#planes.areSeveral && isHead };
    this.#hasControlPlaneMachines ||= hosts;
    if (this.#cloud?.stateOf(machine.name) === 'gone') this.#cloud.add(machine);
    if (kubeadm) this.network.setProxy(machine.name, 'never ran');
    const kubelet = createKubelet({
      context: this.#context(`kubelet/${machine.name}`, `system:node:${machine.name}`, ['system:nodes'], place),
      machine, network: this.network, runtime: this.#runtime,
      options: { fake: fakeKubelets, ...(kubeadm ? this.#kubeadmOptions(machine, isHead) : {}) },
      onRegistered: (node) => { this.#mark(node, machine); },
      ...(kubeadm ? { onContainer: (sight) => { this.#containerSeen(machine.name, sight); } } : {}),
    });
    this.#kubelets.set(machine.name, { kubelet, machine, powered: true });
    this.#lost.delete(machine.name);
    this.#announce(machine.name);
    this.#planes.reconsider();
  }

  /** Labels that no kubelet may put on its own node: kubeadm's last phase of a join. */
  #mark(node: V1Node, machine: Machine): void {
    const lacking = Object.entries(reservedLabels(machine)).filter(([label, value]) => node.metadata?.labels?.[label] !== value);
    if (lacking.length === 0) return;
    new Client({ api: this.#server, clock: this.clock, name: 'kubeadm', user: administrator }).patch(nodes, { namespace: '', name: machine.name }, { metadata: { labels: Object.fromEntries(lacking) } });
  }

  #kubeadmOptions(machine: Machine, isHead: boolean): KubeletOptions {
    if (!isControlPlane(machine)) return { preloadedImages: nodeImages };
    const heads = inOrderOfJoining(this.#options.machines).filter(isControlPlane).map(({ name }, index) => ({ name, address: addressOfHead(index) }));
    const index = heads.findIndex(({ name }) => name === machine.name);
    if (isHead) {
      const address = addressOfHead(Math.max(0, index));
      return { preloadedImages: controlPlaneImages, staticPods: controlPlanePods(address, this.#planes.areSeveral ? heads.slice(0, index + 1) : []), address };
    }
    if (!this.#planes.areSeveral) return { preloadedImages: controlPlaneImages, staticPods: controlPlanePods(addressOfHead(0)) };
    const own = { name: machine.name, address: addressOf(machine.name) };
    return { preloadedImages: controlPlaneImages, staticPods: controlPlanePods(own.address, [...heads.filter(({ name }) => name !== own.name), own]) };
  }

  /** A part of Kubernetes works as long as its container does. */
  #containerSeen(node: string, sight: ContainerSight): void {
    const component = this.#components.see(node, sight);
    if (component === 'kube-proxy') this.network.setProxy(node, this.#components.runs('kube-proxy', node) && !this.#deaf.has(node) ? 'follows' : 'ended');
    else if (component !== undefined) this.#followComponents(node);
  }

  #followComponents(node: string): void {
    if (this.#planes.areSeveral) {
      this.#planes.follow(node);
      return;
    }
    this.#faulty.listening = this.#components.runs('kube-apiserver');
    this.#faulty.hasStorage = this.#components.runs('etcd');
    this.#planes.reconsider();
    this.#runControlPlane(this.#components.runs('kube-controller-manager'), this.#components.runs('kube-scheduler'));
  }

  /** Tells the network whether the machine answers. */
  #announce(name: string): void {
    const entry = this.#kubelets.get(name);
    if (entry) this.network.setNode({ name, ip: entry.kubelet.address, up: entry.powered });
  }

  #power(name: string, on: boolean): string | undefined {
    const entry = this.#kubelets.get(name);
    if (!entry) return `there is no machine named ${name}`;
    if (entry.powered === on) return undefined;
    entry.powered = on;
    this.#planes.forgetWays();
    this.#cloud?.powered(name, on);
    if (on) this.#checkControlPlane();
    if (on) entry.kubelet.powerOn();
    else entry.kubelet.powerOff();
    if (this.#options.kubeadm && !on) this.network.setProxy(name, 'never ran');
    this.#announce(name);
    if (!on) this.#checkControlPlane();
    this.#planes.follow(name);
    this.#planes.reconsider();
    return undefined;
  }

  #shutDown(name: string): string | undefined {
    const entry = this.#kubelets.get(name);
    if (!entry) return `there is no machine named ${name}`;
    entry.kubelet.shutDown(() => { this.#power(name, false); });
    return undefined;
  }

  /** The API server listens as long as one control-plane machine has power; with the last one the controllers go too. */
  #checkControlPlane(): void {
    if (this.#isSelfHosted) return;
    const alive = !this.#hasControlPlaneMachines || [...this.#kubelets.values()].some(({ machine, powered }) => powered && isControlPlane(machine));
    if (alive === this.#faulty.listening) return;
    this.#faulty.listening = alive;
    this.#runControlPlane(alive);
  }

  #remove(name: string, cause: Cause): string | undefined {
    const entry = this.#kubelets.get(name);
    if (!entry) return `there is no machine named ${name}`;
    const client = this.#administrator(this.api);
    client.because(cause, () => client.delete(nodes, '', name));
    this.#power(name, false);
    entry.kubelet.stop();
    this.#kubelets.delete(name);
    this.#deaf.delete(name);
    this.#planes.dismiss(name);
    this.network.removeNode(name);
    this.#cloud?.lose(name);
    return undefined;
  }

  /** The machine is gone from one instant to the next; its Node object stays behind. */
  #lose(name: string): string | undefined {
    const entry = this.#kubelets.get(name);
    if (!entry) return `there is no machine named ${name}`;
    this.#power(name, false);
    entry.kubelet.stop();
    this.#kubelets.delete(name);
    this.#deaf.delete(name);
    this.#planes.dismiss(name);
    this.#lost.add(name);
    this.network.removeNode(name);
    this.#cloud?.lose(name);
    return undefined;
  }

  #resize(pool: string, size: number): string | undefined {
    if (!this.#cloud) return noCloud;
    return this.#cloud.resize(pool, size) ? undefined : `there is no node pool named ${pool}`;
  }

  #kill({ namespace, pod, container, exitCode }: { readonly namespace: string; readonly pod: string; readonly container: string; readonly exitCode: number }): string | undefined {
    for (const { kubelet, powered } of this.#kubelets.values()) if (powered && kubelet.killContainer(namespace, pod, container, exitCode)) return undefined;
    return `no container ${container} of pod ${namespace}/${pod} runs`;
  }

  #administrator(api: ApiServer = this.#server): Client {
    return new Client({ api, clock: this.clock, name: 'kubectl', user: administrator });
  }

  /** The roles that the DNS and metrics add-ons bring along. */
  #allowAddOns(): void {
    this.#allow('coredns', [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ]);
    this.#allow('metrics-server', [{ apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'list', 'watch'] }]);
    this.#administrator().create(clusterRoles, {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
      metadata: { name: 'system:aggregated-metrics-reader', labels: Object.fromEntries(['view', 'edit', 'admin'].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true'])) },
    });
  }

  /** The role that a cloud's own manifests bring along. */
  #allowCloud(): void {
    this.#allow('cloud-controller-manager', [
      { apiGroups: [''], resources: ['nodes', 'services'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
    ]);
  }

  /** A class of simulated disks, the default one: what a small cluster usually comes with. Its driver brings a role for its attacher. */
  #offerStorage(): void {
    this.#allow('csi-attacher', [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['csinodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments/status'], verbs: ['patch'] },
    ]);
    this.#administrator().create(storageClasses, {
      apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'disk.drydock.dev', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true,
    });
  }

  #allow(account: string, rules: readonly V1PolicyRule[]): void {
    const client = this.#administrator();
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const name = `system:${account}`;
    client.create(clusterRoles, { apiVersion, kind: 'ClusterRole', metadata: { name }, rules });
    client.create(clusterRoleBindings, {
      apiVersion, kind: 'ClusterRoleBinding', metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'kube-system' }],
    });
  }
}

/** A program of the control plane asks the API server of its own machine, where there are several. */
const besides = (node: string | undefined): Place | undefined => (node === undefined ? undefined : { node, isLocal: true });

/** `kubeadm init` on a control-plane machine first, then the others join. */
function inOrderOfJoining(machines: readonly Machine[]): readonly Machine[] {
  const first = machines.find(isControlPlane);
  return first ? [first, ...machines.filter((machine) => machine !== first)] : machines;
}
