import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiRequest, Method } from '../../../kube/api.ts';
import { builtInKinds, resourcePath } from '../../../kube/kinds.ts';
import { freshServer, person } from '../testing/fresh-server.ts';

const cluster = freshServer();
const method = fc.constantFrom<Method>('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
const path = fc.oneof(
  fc.tuple(fc.constantFrom(...builtInKinds), fc.constantFrom(undefined, 'x', 'default', '__proto__', 'a%2Fb'), fc.constantFrom(undefined, 'status', 'scale', 'binding', 'log', 'eviction', 'token', 'nope'))
    .map(([kind, name, sub]) => resourcePath(kind, 'default', name) + (sub === undefined ? '' : `/${sub}`)),
  fc.webPath(),
  fc.constantFrom('/', '', '/api', '/apis', '/api/', '/apis/apps', '/apis/apps/v1/', '/openapi/v3/apis/apps/v1', '//', '/api/v1/namespaces//pods', '/healthz?verbose'),
);
const word = fc.oneof(fc.string(), fc.constantFrom('a=b', 'a in (', '!', 'metadata.name=x', 'spec.nodeName!=', '%', '9999999999999999999', '-1', 'All', 'Strict', 'true'));
const query = fc.array(fc.tuple(fc.constantFrom('labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'dryRun', 'fieldValidation', 'gracePeriodSeconds', 'watch', 'fieldManager', 'container'), word), { maxLength: 3 })
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`));
const part = fc.oneof({ maxDepth: 3 }, fc.jsonValue(), fc.constantFrom(null, undefined));
const body = fc.oneof(
  fc.jsonValue(), fc.string(), fc.constant(undefined),
  fc.record({ apiVersion: part, kind: part, metadata: fc.oneof(part, fc.record({ name: part, labels: part, finalizers: part, resourceVersion: part, ownerReferences: part })), spec: part, status: part, data: part, target: part, rules: part, subjects: part }, { requiredKeys: [] }),
);
const contentType = fc.constantFrom<ApiRequest['contentType']>(undefined, 'application/json', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml');

describe('whatever a client sends', () => {
  it('is answered, and nothing is thrown', () => {
    fc.assert(fc.property(method, path, query, body, contentType, (verb, where, asked, sent, type) => {
      const answer = cluster.server.handle({ method: verb, path: where + asked, body: sent, user: person, cause: { clock: true }, ...(type ? { contentType: type } : {}) });
      expect(answer.code).toBeGreaterThanOrEqual(200);
      expect(answer.code).toBeLessThan(600);
      expect(answer.body).toBeDefined();
      if (answer.code >= 400 && answer.contentType !== 'text/plain') expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code: answer.code });
    }), { numRuns: 1500, seed: 36 });
  });

  it('leaves the server able to list everything', () => {
    for (const kind of builtInKinds) {
      if (!kind.verbs.includes('list')) continue;
      const { code, body: listed } = cluster.ask('GET', resourcePath(kind), undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
      expect([kind.kind, code, (listed as { kind?: string }).kind]).toEqual([kind.kind, 200, 'Table']);
    }
  });
});
