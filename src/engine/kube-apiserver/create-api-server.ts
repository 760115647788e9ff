import type { ApiRequest, ApiResponse, ApiServer, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import { pods, services, type Kind, type Verb } from '../../kube/kinds.ts';
import * as refusal from '../../kube/status.ts';
import { rfc3339 } from '../../kube/time.ts';
import type { Clock } from '../sim/clock.ts';
import { AdmissionChain } from './admission/chain.ts';
import { admissionPlugins } from './admission/plugins.ts';
import { ApiServices } from './api-services/api-services.ts';
import { isUnavailable, unavailable } from './api-services/unavailable.ts';
import { authenticated } from './authentication/authenticate.ts';
import { RbacAuthorizer } from './authorization/rbac.ts';
import { bootstrap, keepKubernetesService } from './bootstrap/bootstrap.ts';
import { storeFirstObjects } from './bootstrap/first-objects.ts';
import { ClusterView, type ApiServerOptions, type Call, type Core } from './core.ts';
import { Definitions } from './custom-resources/definitions.ts';
import { FlowControl } from './flow-control/flow-control.ts';
import { handleNonResource } from './non-resource.ts';
import { ResourceTable, resourceOf, type Resource } from './resource.ts';
import { presentedSink } from './tables/presentation.ts';
import { requestInfo, type RequestInfo } from './routing/request-info.ts';
import { optionErrors } from './routing/write-options.ts';
import { leaderless } from './storage/leaderless.ts';
import { FieldRecords } from './storage/field-records.ts';
import { PodsByNode } from './storage/node-index.ts';
import { WatchHub } from './storage/watch-hub.ts';
import { podStrategy } from './strategies/pods.ts';
import { ServiceAllocator } from './strategies/service-allocator.ts';
import { strategyOf, type Strategy } from './strategies/strategy.ts';
import { handleResource } from './verbs/handle-resource.ts';
import { traceOf, type TraceListener } from './trace/request-trace.ts';
import { watch } from './verbs/watch.ts';

/** An API server that can make what a fresh one makes, and knows what it serves. */
export interface KubeApiServer extends ApiServer {
  /** Makes the first namespaces, the Service `kubernetes`, priority classes and roles; what is there stays. */
  bootstrap(): void;
  /** Every served kind: built-in ones, then those of CustomResourceDefinitions. */
  kinds(): readonly Kind[];
  /** Why a request is refused before anybody answers it: for APIs that are answered elsewhere. Undefined where its sender is known and may. */
  refusalOf(request: ApiRequest): ApiResponse | undefined;
  /** Tells `listener` of every request from now on; nobody with undefined. */
  listen(listener: TraceListener | undefined): void;
}

const defaultServiceCIDR = '10.96.0.0/12';
const defaultNodePorts = [30_000, 32_767] as const;
const advertiseAddress = '172.18.0.2';

/** Builds an API server over a store. It holds no state of its own: two over one store answer alike. */
export function createApiServer(options: ApiServerOptions): KubeApiServer {
  const core = buildCore(options);
  const server: KubeApiServer = {
    handle: (request) => handle(core, request),
    watch: (request, sink) => openWatch(core, request, sink),
    kinds: () => core.resources.kinds(),
    refusalOf: (request) => atTheDoor(core, request),
    listen: (listener) => {
      core.listener = listener;
      core.hub.noteWoken(listener !== undefined);
    },
    bootstrap: () => {
      const settings = { serviceCIDR: core.services.serviceCIDR, firstServiceAddress: core.services.firstAddress, advertiseAddress };
      bootstrap(server, settings);
      storeFirstObjects(core);
      keepKubernetesService(server, settings, core);
    },
  };
  new Definitions(core, server);
  new ApiServices(core);
  new FlowControl(core);
  return server;
}

function buildCore(options: ApiServerOptions): Core {
  const { clock, random, store } = options;
  const strategies = new Map<Resource, Strategy>();
  const core: Core = {
    options, clock, random, store, listener: undefined,
    hub: new WatchHub(store),
    resources: new ResourceTable(),
    fields: new FieldRecords(store),
    timestamp: timestamps(clock),
    podsByNode: new PodsByNode(store, resourceOf(pods).prefix),
    services: new ServiceAllocator({
      store, random, prefix: resourceOf(services).prefix,
      serviceCIDR: options.serviceCIDR ?? defaultServiceCIDR, nodePorts: options.nodePorts ?? defaultNodePorts,
    }),
    get admission() { return chain; },
    authorizer: new RbacAuthorizer(store, (nodeName) => core.podsByNode.on(nodeName)),
    strategy: (resource) => {
      let strategy = strategies.get(resource);
      if (!strategy) strategies.set(resource, (strategy = strategyOf(resource, { pods: podStrategy, services: serviceStrategy })));
      return strategy;
    },
  };
  const chain: AdmissionChain = new AdmissionChain(admissionPlugins, new ClusterView(core));
  return core;
}

/** Writes each second of virtual time once. */
function timestamps(clock: Clock): () => string {
  let second = -1;
  let text = '';
  return () => {
    const now = Math.floor(clock.epochMs / 1000);
    if (now !== second) {
      second = now;
      text = rfc3339(clock.epochMs);
    }
    return text;
  };
}

const serviceStrategy: Strategy = { newStatus: { loadBalancer: {} }, returnsDeleted: true, createsOnUpdate: true };

function handle(core: Core, given: ApiRequest): ApiResponse {
  const request = authenticated(core, given);
  if (!('method' in request)) return refusedAtTheDoor(core, given, request);
  const call = begin(core, request);
  const answer = 'code' in call && !('core' in call) ? (call as ApiResponse) : answerTo(call as Call);
  core.listener?.(traceOf(core, request, answer, 'core' in call ? (call as Call) : undefined));
  return answer;
}

/** Authentication and authorization alone. */
function atTheDoor(core: Core, given: ApiRequest): ApiResponse | undefined {
  const request = authenticated(core, given);
  if (!('method' in request)) return answer(request);
  const info = requestInfo(request.method, request.path);
  const denied = info.resource ? authorize(core, request, info) : pathRefusal(core, request, info);
  return denied && answer(denied);
}

function pathRefusal(core: Core, { user }: ApiRequest, { verb, path }: RequestInfo): V1Status | undefined {
  return core.authorizer.decide({ user, verb, path }).allowed ? undefined : refusal.pathDenied(user.name, verb, path);
}

function refusedAtTheDoor(core: Core, request: ApiRequest, status: V1Status): ApiResponse {
  const refused = answer(status);
  core.listener?.(traceOf(core, request, refused, undefined));
  return refused;
}

function answerTo(call: Call): ApiResponse {
  const answered = leaderless(call) ?? handleResource(call);
  return call.waitedMs > 0 ? { ...answered, tookMs: (answered.tookMs ?? 0) + call.waitedMs } : answered;
}

/** Routes and authorizes a request; an answer where that is already the end. */
function begin(core: Core, request: ApiRequest): Call | ApiResponse {
  const info = requestInfo(request.method, request.path);
  const { resource: address } = info;
  if (!address) {
    const denied = pathRefusal(core, request, info);
    return denied ? answer(denied) : handleNonResource(core, request, info.path);
  }
  const resource = core.resources.find(address.group, address.version, address.plural);
  const denied = authorize(core, request, info) ?? unreadable(request, resource);
  if (denied) return answer(denied);
  if (!resource) return isUnavailable(core, address.group, address.version) ? unavailable : answer(refusal.noSuchResource());
  if (!fits(resource, info)) return answer(info.verb === 'create' ? refusal.methodNotAllowed() : refusal.noSuchResource());
  return callOf(core, request, info, resource);
}

const answer = (status: V1Status): ApiResponse => ({ code: status.code ?? 500, body: status });

/** What lives in a namespace is only changed there; what does not is never in one. */
function fits({ kind }: Resource, info: RequestInfo): boolean {
  const { namespace, name } = info.resource as NonNullable<RequestInfo['resource']>;
  if (!kind.namespaced) return namespace === '';
  return namespace !== '' || (name === '' && (info.verb === 'list' || info.verb === 'watch'));
}

function authorize(core: Core, request: ApiRequest, info: RequestInfo): V1Status | undefined {
  const address = info.resource as NonNullable<RequestInfo['resource']>;
  const verb = info.verb;
  const { allowed, because } = core.authorizer.decide({ user: request.user, verb, resource: address, path: info.path });
  if (allowed) return undefined;
  const { namespace, name, subresource } = address;
  return refusal.accessDenied({ user: request.user.name, verb, resource: address, subresource, name, namespace, because });
}

const readable: ReadonlySet<string> = new Set(['application/json', 'application/yaml']);

/** Other encodings are not read here: protobuf, which only built-in kinds have, comes decoded. What a patch may be, its verb knows. */
function unreadable({ method, contentType, body }: ApiRequest, resource: Resource | undefined): V1Status | undefined {
  if (body === undefined || body === '' || (method !== 'POST' && method !== 'PUT') || contentType === undefined || readable.has(contentType)) return undefined;
  return refusal.unsupportedMediaType([...readable, ...(resource?.custom ? [] : ['application/vnd.kubernetes.protobuf'])]);
}

function callOf(core: Core, request: ApiRequest, info: RequestInfo, resource: Resource): Call | ApiResponse {
  const dryRuns = info.query.all('dryRun');
  const errors = optionErrors(request, info);
  if (errors.length > 0) return answer(refusal.invalid({ group: 'meta.k8s.io', kind: optionsKind(info.verb as Verb) }, '', errors));
  return {
    core, request, info, resource, address: info.resource as NonNullable<RequestInfo['resource']>, user: request.user, dryRun: dryRuns.length > 0 || bodyIsDryRun(info, request.body),
    warnings: [], touchedBy: [], audit: [], waitedMs: 0, revision: undefined, code: 200,
  };
}

const optionsKind = (verb: Verb): string => (verb === 'create' ? 'CreateOptions' : verb === 'update' ? 'UpdateOptions' : verb === 'patch' ? 'PatchOptions' : 'DeleteOptions');

/** DeleteOptions may ask for a dry run in the body. */
function bodyIsDryRun({ verb }: RequestInfo, body: unknown): boolean {
  if (verb !== 'delete' && verb !== 'deletecollection') return false;
  if (typeof body === 'string') return /"dryRun"\s*:\s*\[\s*"All"/.test(body);
  return typeof body === 'object' && body !== null && Array.isArray((body as { readonly dryRun?: unknown }).dryRun) && (body as { readonly dryRun: readonly unknown[] }).dryRun.includes('All');
}

function openWatch(core: Core, given: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
  const request = authenticated(core, given);
  if (!('method' in request)) return refusedAtTheDoor(core, given, request).body as V1Status;
  const call = begin(core, request);
  const opened = 'core' in call ? watchOf(call, sink) : (call.body as V1Status);
  if (core.listener) {
    const answer = 'stop' in opened ? { code: 200, body: undefined } : { code: opened.code ?? 500, body: opened };
    core.listener({ ...traceOf(core, request, answer, 'core' in call ? call : undefined), verb: 'watch' });
  }
  return opened;
}

function watchOf(call: Call, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
  const { resource, address } = call;
  if (address.subresource !== '' || !resource.kind.verbs.includes('watch')) return refusal.methodNotAllowed();
  return watch(call, presentedSink(call, sink));
}
