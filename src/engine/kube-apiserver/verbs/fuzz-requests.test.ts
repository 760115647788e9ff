import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse, Method, WatchEvent } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import { builtInKinds, resourcePath, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { freshServer, person } from '../testing/fresh-server.ts';

/** `FUZZ=1000000 SEED=7 npx vitest run fuzz-requests` sends more of them, and others. */
const requestsMax = Number(process.env['FUZZ'] ?? 100_000);
const seed = Number(process.env['SEED'] ?? 36);

/** A small generator of its own: this test is about numbers of requests, not about shrinking them. */
function dice(start: number): { below(max: number): number; pick<T>(items: readonly T[]): T; chance(percent: number): boolean } {
  let state = start >>> 0;
  const below = (max: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % max;
  };
  return { below, pick: (items) => items[below(items.length)] as (typeof items)[number], chance: (percent) => below(100) < percent };
}
type Dice = ReturnType<typeof dice>;

const names = ['a', 'b', 'c', 'web', 'a.b', 'A_B', '', '__proto__', 'x'.repeat(300), 'é', 'a%2Fb', '..'];
const words: readonly unknown[] = [
  'a', '', '1', 0, 1, -1, 2 ** 53, 1.5, true, null, [], {}, ['a'], [{}], [null], { a: 'b' }, { matchLabels: { a: 'b' } }, '100m', '-5Gi', '1e999', '25%', 'Always', 'nginx:1.25', '10.0.0.1', '::1', '2026-01-01T00:00:00Z', 'é\u0000', '{', '!!int x',
];
const fields = [
  'metadata', 'name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'resourceVersion', 'uid', 'generation', 'deletionTimestamp', 'managedFields', 'spec', 'status', 'data', 'replicas', 'selector', 'template',
  'containers', 'image', 'resources', 'ports', 'rules', 'subjects', 'roleRef', 'type', 'volumes', 'hard', 'limits', 'minAvailable', 'versions', 'names', 'validations', 'expression', '__proto__', 'constructor', '$patch', '$setElementOrder/containers',
];

function value(from: Dice, depth: number): unknown {
  if (depth === 0 || from.chance(55)) return from.pick(words);
  if (from.chance(25)) return Array.from({ length: from.below(3) }, () => value(from, depth - 1));
  return Object.fromEntries(Array.from({ length: from.below(4) }, () => [from.pick(fields), value(from, depth - 1)]));
}

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.25' }] } };
const sound: Readonly<Record<string, object>> = {
  Pod: template, ConfigMap: { data: { a: 'b' } }, Service: { spec: { ports: [{ port: 80 }], selector: { app: 'a' } } }, Secret: { stringData: { a: 'b' } },
  Deployment: { spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template } }, Role: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }, Namespace: {},
};

/** A body that is sound, bent in one or two places, of nonsense, or no JSON at all. */
function body(from: Dice, kind: Kind, name: string, held: KubeObject | undefined): unknown {
  const whole = { ...(held && from.chance(50) ? held : { metadata: { name }, ...sound[kind.kind] }) } as Record<string, unknown>;
  if (from.chance(40)) return from.chance(50) ? whole : JSON.stringify(whole);
  if (from.chance(15)) return from.pick(['', '{', '[]', 'null', 'a: [', '{"a":', '"x"', '\u0000', '- a\n- b', `{"metadata":${'['.repeat(500)}`]);
  for (let count = from.below(2) + 1; count > 0; count--) {
    const [field, at] = [from.pick(fields), from.pick(['metadata', 'spec', 'data', ''])];
    if (at === '') whole[field] = value(from, 3);
    else whole[at] = { ...(whole[at] as object | undefined), [field]: value(from, 3) };
  }
  return from.chance(50) ? whole : JSON.stringify(whole);
}

const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'nope'];
const pointers = ['', '/', '/metadata/labels/a', '/metadata/name', '/spec', '/spec/replicas', '/data/a', '/spec/containers/0/image', '/spec/containers/-', '/~2', '/metadata/finalizers/0', '/__proto__/x'];
const jsonPatch = (from: Dice): unknown => Array.from({ length: from.below(4) }, () => ({ op: from.pick(operations), path: from.pick(pointers), from: from.pick(pointers), value: value(from, 2) }));

const queries = [
  'labelSelector=a%3Db', 'labelSelector=a%20in%20(', 'labelSelector=,', 'fieldSelector=metadata.name%3Da', 'fieldSelector=spec.nodeName!%3Dx', 'fieldSelector=x', 'limit=2', 'limit=x', 'limit=-1', 'continue=abc', 'continue=eyJ2', 'resourceVersion=0', 'resourceVersion=1',
  'resourceVersion=99999999', 'resourceVersion=x', 'resourceVersionMatch=Exact', 'sendInitialEvents=true', 'dryRun=All', 'dryRun=x', 'fieldValidation=Strict', 'fieldValidation=x', 'fieldManager=me', 'force=true', 'gracePeriodSeconds=0', 'gracePeriodSeconds=x',
  'propagationPolicy=Foreground', 'propagationPolicy=Orphan', 'propagationPolicy=x', 'orphanDependents=true', 'watch=1', 'pretty=true', '%zz=%', 'container=app', 'a', '=',
];
const patchTypes: readonly ApiRequest['contentType'][] = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/json'];
const methods: readonly Method[] = ['GET', 'GET', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'];
const often = builtInKinds.filter(({ kind }) => Object.hasOwn(sound, kind));
const oddPaths = ['', '/', '//', '/api', '/apis', '/apis/apps/v1', '/api/v1/namespaces//pods', '/apis/x/y/z', '/healthz?verbose', '/openapi/v3/api/v1', '/version', '/api/v1/namespaces/default/pods/a/exec?command=ls', '/a/../b'];

/** One request of a writer that remembers, mostly out of date, what it has seen. */
function request(from: Dice, seen: Map<string, KubeObject>): ApiRequest {
  const kind = from.chance(70) ? from.pick(often) : from.pick(builtInKinds);
  const [method, name] = [from.pick(methods), from.chance(70) ? from.pick(names.slice(0, 4)) : from.pick(names)];
  const named = method === 'POST' ? from.chance(10) : from.chance(80);
  const subresource = named && from.chance(12) ? from.pick(['status', 'scale', 'eviction', 'binding', 'log', 'token', 'resize', 'ephemeralcontainers', 'finalize', 'attach', 'portforward', 'proxy', 'nope'] as const) : undefined;
  const where = resourcePath(kind, from.pick(['default', 'default', 'default', 'kube-system', 'nowhere']), named ? name : undefined);
  const query = Array.from({ length: from.below(3) }, () => from.pick(queries)).join('&');
  const path = from.chance(2) ? from.pick(oddPaths) : `${where}${subresource ? `/${subresource}` : ''}${query === '' ? '' : `?${query}`}`;
  const contentType = method === 'PATCH' ? from.pick(patchTypes) : undefined;
  const sent = contentType === 'application/json-patch+json' ? jsonPatch(from) : method === 'GET' ? undefined : method === 'DELETE' ? (from.chance(20) ? value(from, 2) : undefined) : body(from, kind, name, seen.get(where));
  const user = from.chance(90) ? person : { name: from.pick(names), groups: ['system:authenticated'] };
  return { method, path, body: sent, user, cause: { clock: true }, ...(contentType ? { contentType } : {}), userAgent: from.pick(['kubectl/v1', '', 'a/b/c']) };
}

/** What is wrong with an answer; undefined where it is a valid object, list, Status or text. */
function flaw({ code, body: answer, contentType }: ApiResponse): string | undefined {
  if (!Number.isInteger(code) || code < 200 || code > 599) return `code ${String(code)}`;
  if (contentType === 'text/plain') return typeof answer === 'string' ? undefined : 'no text';
  if (typeof answer !== 'object' || answer === null) return `body ${typeof answer}`;
  const { kind, status, code: said, message } = answer as V1Status;
  if (code >= 400) return kind === 'Status' && status === 'Failure' && said === code && typeof message === 'string' && message !== '' ? undefined : `refusal ${JSON.stringify(answer)}`;
  return code >= 500 ? 'a fault' : undefined;
}

describe('a storm of requests', () => {
  it(`of ${String(requestsMax)} is answered, and breaks nothing`, { timeout: 600_000 }, () => {
    const cluster = freshServer();
    const from = dice(seed);
    const seen = new Map<string, KubeObject>();
    const told = new Map<string, KubeObject>();
    const follow = ({ type, object }: WatchEvent): void => {
      const key = `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;
      const before = told.get(key);
      if (before && type === 'MODIFIED') {
        expect(object.metadata?.uid).toBe(before.metadata?.uid);
        expect(object.metadata?.generation ?? 0).toBeGreaterThanOrEqual(before.metadata?.generation ?? 0);
        expect(Number(object.metadata?.resourceVersion)).toBeGreaterThan(Number(before.metadata?.resourceVersion));
      }
      if (type === 'DELETED') told.delete(key);
      else told.set(key, object);
    };
    cluster.server.watch({ method: 'GET', path: '/apis/apps/v1/deployments?watch=1', user: person, cause: { clock: true } }, follow);
    let made = 0;
    let conflicts = 0;
    for (let count = 0; count < requestsMax; count++) {
      const asked = request(from, seen);
      const before = cluster.store.revision;
      const answer = cluster.server.handle(asked);
      const wrong = flaw(answer);
      if (wrong !== undefined) throw new Error(`request ${String(count)} of seed ${String(seed)}: ${wrong}: ${JSON.stringify(asked)}`);
      const isWritten = cluster.store.revision > before;
      if (isWritten && (asked.method === 'GET' || asked.path.includes('dryRun=All') || answer.code >= 400)) throw new Error(`request ${String(count)} of seed ${String(seed)} wrote: ${JSON.stringify(asked)} → ${String(answer.code)}`);
      if (isWritten) made++;
      if (answer.code === 409) conflicts++;
      const object = answer.body as KubeObject;
      if (answer.code < 300 && object.metadata?.resourceVersion && asked.method !== 'DELETE' && from.chance(30)) seen.set(asked.path.split('?')[0] ?? '', object);
    }
    expect(made).toBeGreaterThan(requestsMax / 100);
    expect(conflicts).toBeGreaterThan(requestsMax / 1000);
    const listed = (cluster.ask('GET', '/apis/apps/v1/deployments').body as { items: readonly KubeObject[] }).items;
    expect([...told.values()].map(({ metadata }) => metadata?.uid).sort()).toEqual(listed.map(({ metadata }) => metadata?.uid).sort());
  });
});
