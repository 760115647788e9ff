import type { ApiResponse } from '../../kube/api.ts';
import * as refusal from '../../kube/status.ts';
import type { Core } from './core.ts';
import { outageOf } from './storage/leaderless.ts';
import { Query } from './routing/query.ts';

const always: readonly string[] = ['ping', 'log', 'etcd'];
const hooks: readonly string[] = ['poststarthook/start-apiextensions-controllers', 'poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];

/** The checks behind each path, of those parts that there are here. */
const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: [...always, ...hooks], livez: [...always, ...hooks], readyz: [...always, 'etcd-readiness', ...hooks, 'shutdown'],
};

/** `/livez`, `/livez/etcd`, … */
export const healthPaths: readonly string[] = Object.entries(checks).flatMap(([which, names]) => [`/${which}`, ...names.map((name) => `/${which}/${name}`)]);

/**
 * `/healthz`, `/livez`, `/readyz`: `?verbose` tells of each check, `?exclude=etcd` leaves one out. Undefined for any other path.
 *
 * @see Kubernetes 1.36, apiserver, server/healthz
 */
export function healthAnswer(core: Core, path: string, url: string): ApiResponse | undefined {
  const [, which = '', check = ''] = /^\/(healthz|livez|readyz)(?:\/([\w./-]*))?$/.exec(path) ?? [];
  const all = Object.hasOwn(checks, which) ? checks[which] : undefined;
  if (!all) return undefined;
  const fails = (name: string): boolean => name.startsWith('etcd') && outageOf(core.store) !== undefined;
  if (check !== '') return all.includes(check) ? one(fails(check)) : { code: 404, body: refusal.noSuchResource() };
  const query = new Query(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const excluded = new Set(query.all('exclude'));
  const isBad = (name: string): boolean => !excluded.has(name) && fails(name);
  const lines = all.map((name) => (excluded.has(name) ? `[+]${name} excluded: ok` : isBad(name) ? `[-]${name} failed: reason withheld` : `[+]${name} ok`));
  const unknown = [...excluded].filter((name) => !all.includes(name)).map((name) => JSON.stringify(name)).sort();
  const warning = unknown.length > 0 ? [`warn: some health checks cannot be excluded: no matches for ${unknown.join(',')}`] : [];
  if (all.some(isBad)) return text(500, [...lines, ...warning, `${which} check failed`, '']);
  return query.has('verbose') ? text(200, [...lines, ...warning, `${which} check passed`, '']) : text(200, ['ok']);
}

/** Only etcd can fail. */
const one = (hasFailed: boolean): ApiResponse => (hasFailed ? text(500, ['internal server error: error getting data from etcd: context deadline exceeded', '']) : text(200, ['ok']));
const text = (code: number, lines: readonly string[]): ApiResponse => ({ code, body: lines.join('\n'), contentType: 'text/plain' });
