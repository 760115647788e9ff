import type { ApiRequest, ApiResponse } from '../../kube/api.ts';
import * as refusal from '../../kube/status.ts';
import type { Core } from './core.ts';
import { openApi } from './openapi/openapi.ts';
import { openApiV2 } from './openapi/openapi-v2.ts';
import { discover } from './discovery/discovery.ts';

const health = /^\/(healthz|livez|readyz)(\/[\w./-]*)?$/;

/** `/version` of the release that is modelled. */
const version = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3', gitCommit: '0000000000000000000000000000000000000000', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.25', compiler: 'gc', platform: 'linux/amd64',
};

const serverAddress = '172.18.0.2:6443';
const checks = ['ping', 'log', 'etcd', 'poststarthook/start-apiextensions-controllers', 'poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];

/** Discovery, health and version. */
export function handleNonResource(core: Core, request: ApiRequest, path: string): ApiResponse {
  if (request.method !== 'GET') return { code: 404, body: refusal.noSuchResource() };
  if (path === '/version' || path === '/version/') return { code: 200, body: version };
  const found = health.exec(path);
  if (found) return healthAnswer(core, (found[1] as string), found[2]?.slice(1), request.path.includes('verbose'));
  const resources = [...core.resources.all()];
  const document = path.startsWith('/openapi/v3') ? openApi(path, resources, core.options.docs ?? {}) : undefined;
  if (document !== undefined) return { code: 200, body: document };
  if (path === '/openapi/v2') return { code: 200, body: openApiV2(resources, core.options.docs ?? {}) };
  const discovered = discover(path, request.accept, resources, serverAddress);
  if (discovered === undefined) return { code: 404, body: refusal.noSuchResource() };
  const isAggregated = (discovered as { readonly kind?: string }).kind === 'APIGroupDiscoveryList';
  return { code: 200, body: discovered, ...(isAggregated ? { contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' as const } : {}) };
}

function healthAnswer(core: Core, which: string, check: string | undefined, verbose: boolean): ApiResponse {
  if (check !== undefined && !checks.includes(check)) return { code: 404, body: refusal.noSuchResource() };
  const failed = core.store.available || (check !== undefined && check !== 'etcd') ? [] : ['etcd'];
  const lines = checks.map((name) => (failed.includes(name) ? `[-]${name} failed: reason withheld` : `[+]${name} ok`));
  if (failed.length > 0) return { code: 500, body: `${lines.join('\n')}\n${which} check failed\n`, contentType: 'text/plain' };
  return { code: 200, body: verbose ? `${lines.join('\n')}\n${which} check passed\n` : 'ok', contentType: 'text/plain' };
}
