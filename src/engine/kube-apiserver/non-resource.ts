import type { ApiResponse } from '../../kube/api.ts';
import * as refusal from '../../kube/status.ts';

const health = /^\/(healthz|livez|readyz)(\/[\w./-]*)?$/;

/** `/version` of the release that is modelled. */
const version = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3', gitCommit: '0000000000000000000000000000000000000000', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.25', compiler: 'gc', platform: 'linux/amd64',
};

/** Health and version. */
export function handleNonResource(path: string): ApiResponse {
  if (path === '/version' || path === '/version/') return { code: 200, body: version };
  if (health.test(path)) return { code: 200, body: 'ok', contentType: 'text/plain' };
  return { code: 404, body: refusal.noSuchResource() };
}
