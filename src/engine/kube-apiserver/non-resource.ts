import type { ApiRequest, ApiResponse } from '../../kube/api.ts';
import * as refusal from '../../kube/status.ts';
import { isUnavailable, unavailable, unavailableVersions } from './api-services/unavailable.ts';
import type { Core } from './core.ts';
import { openApi } from './openapi/openapi.ts';
import { openApiV2 } from './openapi/openapi-v2.ts';
import { discover } from './discovery/discovery.ts';
import { healthAnswer, healthPaths } from './health.ts';

/** `/version` of the release that is modelled. */
const version = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3', gitCommit: '0000000000000000000000000000000000000000', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.25', compiler: 'gc', platform: 'linux/amd64',
};

const serverAddress = '172.18.0.2:6443';
/** Discovery, health and version. */
export function handleNonResource(core: Core, request: ApiRequest, path: string): ApiResponse {
  if (request.method !== 'GET') return { code: 404, body: refusal.noSuchResource() };
  if (path === '/version' || path === '/version/') return { code: 200, body: version };
  if (path === '/') return { code: 200, body: { paths: pathsOf(core) } };
  const health = healthAnswer(core, path, request.path);
  if (health) return health;
  if (path === '/metrics') return { code: 200, body: metricsText(core), contentType: 'text/plain' };
  const resources = [...core.resources.all()];
  const document = path.startsWith('/openapi/v3') ? openApi(path, resources, core.options.docs ?? {}) : undefined;
  if (document !== undefined) return { code: 200, body: document };
  if (path === '/openapi/v2') return { code: 200, body: openApiV2(resources, core.options.docs ?? {}) };
  const [, group = '', groupVersion = ''] = /^\/apis\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  if (group !== '' && isUnavailable(core, group, groupVersion)) return unavailable;
  const discovered = discover(path, request.accept, { resources, stale: unavailableVersions(core), address: serverAddress });
  if (discovered === undefined) return { code: 404, body: refusal.noSuchResource() };
  const isAggregated = (discovered as { readonly kind?: string }).kind === 'APIGroupDiscoveryList';
  return { code: 200, body: discovered, ...(isAggregated ? { contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' as const } : {}) };
}

/** All that is answered: groups, health checks, documents. */
function pathsOf(core: Core): readonly string[] {
  const groups = [...core.resources.all()].flatMap(({ kind: { group, version } }) => (group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`]));
  return [...new Set(['/api', '/apis', '/apis/', ...groups, ...healthPaths, '/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/version'])].sort();
}

/**
 * How many objects etcd holds of each kind, as Prometheus reads it: what is counted here, and nothing made up.
 *
 * @see Kubernetes 1.36, apiserver, storage/cacher and etcd3/metrics, apiserver_resource_objects
 */
function metricsText(core: Core): string {
  const counts = [...core.resources.all()].filter(({ kind, storage }) => kind === storage && kind.verbs.includes('watch')).map(({ kind, prefix }) => `apiserver_resource_objects{group="${kind.group}",resource="${kind.plural}"} ${String(core.store.count(prefix))}`);
  return `# HELP apiserver_resource_objects [ALPHA] Number of stored objects at the time of last check split by kind.\n# TYPE apiserver_resource_objects gauge\n${counts.sort().join('\n')}\n`;
}
