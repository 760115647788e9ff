import { describe, expect, it } from 'vitest';
import type { V1Status, V1ValidatingWebhookConfiguration } from '../../../../kube/generated/types.ts';
import { Cluster } from '../../../cluster.ts';
import { usualMachines } from '../../../../scenario/machines.ts';
import type { RequestTrace } from '../../trace/request-trace.ts';
import { freshServer, person, pod, pods } from '../../testing/fresh-server.ts';

const api = '/apis/admissionregistration.k8s.io/v1';
const podRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }];
const hook = (more: object = {}): object => ({
  name: 'check.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', rules: podRules,
  clientConfig: { service: { name: 'guard', namespace: 'default', path: '/validate' } }, ...more,
});
const failed = (words: string): string => `Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://guard.default.svc:443/validate?timeout=10s": ${words}`;

function withWebhook(more: object = {}, kind: 'mutating' | 'validating' = 'validating') {
  const server = freshServer();
  expect(server.words('POST', `${api}/${kind}webhookconfigurations`, { metadata: { name: 'c' }, webhooks: [hook(more)] })).toBe('ok 201');
  return server;
}

describe('a webhook that nobody answers', () => {
  it.each([
    { why: 'its service is missing', more: {}, words: failed('service "guard" not found') },
    { why: 'it is allowed to fail', more: { failurePolicy: 'Ignore' }, words: 'ok 201' },
    { why: 'it is about other objects', more: { objectSelector: { matchLabels: { a: 'b' } } }, words: 'ok 201' },
    { why: 'it is about other namespaces', more: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['default'] }] } }, words: 'ok 201' },
    { why: 'it is about other verbs', more: { rules: [{ ...podRules[0], operations: ['DELETE'] }] }, words: 'ok 201' },
    { why: 'it has no rules', more: { rules: [] }, words: 'ok 201' },
    { why: 'its condition does not hold', more: { matchConditions: [{ name: 'c', expression: "object.metadata.name != 'web'" }] }, words: 'ok 201' },
    { why: 'its condition cannot be evaluated', more: { matchConditions: [{ name: 'c', expression: "object.metadata.labels.x == 'y'" }] }, words: `pods "web" is forbidden: expression 'object.metadata.labels.x == "y"' resulted in error: no such key: labels`.replaceAll('"y"', "'y'") },
    { why: 'its condition cannot be evaluated, which it may', more: { failurePolicy: 'Ignore', matchConditions: [{ name: 'c', expression: 'object.metadata.labels.x' }] }, words: 'ok 201' },
    { why: 'it is at an address', more: { clientConfig: { url: 'https://10.1.2.3:8443/x' }, timeoutSeconds: 3 }, words: 'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://10.1.2.3:8443/x?timeout=3s": dial tcp 10.1.2.3:8443: connect: connection refused' },
  ])('$why: $words', ({ more, words }) => {
    for (const kind of ['mutating', 'validating'] as const) expect(withWebhook(more, kind).words('POST', pods, pod('web'))).toBe(words);
  });

  it('holds up no change of webhooks, and a dry run as well', () => {
    const { words, ask } = withWebhook({ rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }] });
    expect(words('POST', `${pods}?dryRun=All`, pod('web'))).toBe(failed('service "guard" not found'));
    expect(ask('POST', pods, pod('web'))).toMatchObject({ code: 500, body: { reason: 'InternalError', details: { causes: [{ message: failed('service "guard" not found').replace('Internal error occurred: ', '') }] } } });
    expect(words('POST', '/api/v1/namespaces', { metadata: { name: 'x' } })).toBe(failed('service "guard" not found'));
    expect(words('DELETE', `${api}/validatingwebhookconfigurations/c`)).toBe('ok 200');
    expect(words('POST', pods, pod('web'))).toBe('ok 201');
  });

  it.each([
    { why: 'has another port', spec: { ports: [{ port: 80 }] }, words: failed('no service port 443 found for service "guard"') },
    { why: 'has no address', spec: { clusterIP: 'None', ports: [{ port: 443 }] }, words: failed('cannot route to service with ClusterIP "None"') },
    { why: 'is known elsewhere', spec: { type: 'ExternalName', externalName: 'guard.example.com' }, words: failed('dial tcp guard.example.com:443: connect: connection refused') },
  ])('whose service $why', ({ spec, words }) => {
    const server = withWebhook();
    server.ask('POST', '/api/v1/namespaces/default/services', { metadata: { name: 'guard' }, spec });
    expect(server.words('POST', pods, pod('web'))).toBe(words);
  });

  it('has defaults, a generation and no expressions that do not compile', () => {
    const { get, words } = withWebhook();
    const { metadata, webhooks } = get<V1ValidatingWebhookConfiguration>(`${api}/validatingwebhookconfigurations/c`);
    expect(metadata?.generation).toBe(1);
    expect(webhooks?.[0]).toMatchObject({ failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10, clientConfig: { service: { port: 443 } }, rules: [{ scope: '*' }] });
    expect(words('POST', `${api}/validatingwebhookconfigurations`, { metadata: { name: 'd' }, webhooks: [hook({ matchConditions: [{ name: 'c', expression: 'objekt' }] })] })).toMatch(/webhooks\[0\]\.matchConditions\[0\]\.expression: Invalid value: "objekt": compilation failed: ERROR: <input>:1:1: undeclared reference/);
  });
});

describe('a webhook about connections', () => {
  const onConnect = (resource: string): object => ({ rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: [resource] }] });
  const connections = [
    { subresource: 'exec', query: '?command=ls&container=app&stdout=true&stderr=true' },
    { subresource: 'attach', query: '?container=app&stdout=true' },
    { subresource: 'portforward', query: '' },
    { subresource: 'proxy', query: '' },
  ];

  it.each(connections)('refuses pods/$subresource where nobody answers, whatever the verb, and looks for no pod before', ({ subresource, query }) => {
    const server = freshServer();
    const path = `${pods}/web/${subresource}${query}`;
    const before = server.words('GET', path);
    expect(before).toBe('pods "web" not found');
    for (const kind of ['mutating', 'validating'] as const) {
      expect(server.words('POST', `${api}/${kind}webhookconfigurations`, { metadata: { name: 'c' }, webhooks: [hook(onConnect(`pods/${subresource}`))] })).toBe('ok 201');
      expect(server.words('GET', path)).toBe(failed('service "guard" not found'));
      if (subresource !== 'proxy') expect(server.words('POST', path)).toBe(failed('service "guard" not found'));
      expect(server.words('GET', `${pods}/web/log`)).toBe('pods "web" not found');
      expect(server.words('DELETE', `${api}/${kind}webhookconfigurations/c`)).toBe('ok 200');
    }
  });

  it.each([
    { why: 'a webhook about creating', more: { rules: [{ ...podRules[0], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['*/*'] }] } },
    { why: 'a webhook about the whole pod', more: onConnect('pods') },
    { why: 'a webhook about another subresource', more: onConnect('pods/attach') },
    { why: 'a webhook that chooses by labels, which options have none of', more: { ...onConnect('*/*'), objectSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } } },
  ])('asks no further: $why', ({ more }) => {
    expect(withWebhook(more).words('POST', `${pods}/web/exec?command=ls`)).toBe('pods "web" not found');
  });

  it('judges by what is asked of the container', () => {
    const { words } = withWebhook({ ...onConnect('pods/exec'), matchConditions: [{ name: 'c', expression: "request.operation == 'CONNECT' && request.kind.kind == 'PodExecOptions' && object.kind == 'PodExecOptions' && has(object.tty) && object.command[0] == 'sh'" }] });
    expect(words('POST', `${pods}/web/exec?command=sh&command=-i&tty=true`)).toBe(failed('service "guard" not found'));
    expect(words('POST', `${pods}/web/exec?command=sh`)).toBe('pods "web" not found');
    expect(words('POST', `${pods}/web/exec?command=ls&tty=true`)).toBe('pods "web" not found');
  });
});

describe('a webhook about all that is created', () => {
  const everything = { rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }] };
  const authorization = '/apis/authorization.k8s.io/v1';
  const authentication = '/apis/authentication.k8s.io/v1';
  const may = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } };

  it.each([
    { path: `${authorization}/selfsubjectaccessreviews`, spec: may, empty: /exactly one of nonResourceAttributes or resourceAttributes/ },
    { path: `${authorization}/subjectaccessreviews`, spec: { ...may, user: 'bob' }, empty: /exactly one of nonResourceAttributes or resourceAttributes/ },
    { path: `${authorization}/namespaces/default/localsubjectaccessreviews`, spec: { ...may, user: 'bob' }, empty: /exactly one of nonResourceAttributes or resourceAttributes/ },
    { path: `${authorization}/selfsubjectrulesreviews`, spec: { namespace: 'default' }, empty: /^no namespace on request$/ },
    { path: `${authentication}/tokenreviews`, spec: { token: 'x' }, empty: /^token is required/ },
    { path: `${authentication}/selfsubjectreviews`, spec: {}, empty: undefined },
  ])('is asked about $path, once that is known to be a question', ({ path, spec, empty }) => {
    expect(freshServer().words('POST', path, { spec })).toBe('ok 201');
    const { words } = withWebhook(everything);
    expect(words('POST', path, { spec })).toBe(failed('service "guard" not found'));
    if (empty) expect(words('POST', path, { spec: {} })).toMatch(empty);
    if (empty) expect(withWebhook(everything, 'mutating').words('POST', path, { spec: {} })).toBe(failed('service "guard" not found'));
  });
});

describe('what the audit log holds of webhooks that failed, and may', () => {
  const open = (name: string, more: object = {}): object => hook({ name, failurePolicy: 'Ignore', ...more });
  const onConfigMaps = { rules: [{ ...podRules[0], resources: ['configmaps'] }] };
  const never = { matchConditions: [{ name: 'c', expression: 'false' }] };

  function audited(kind: 'mutating' | 'validating', webhooks: readonly object[]): { readonly words: string; readonly audit: unknown } {
    const { server, words } = freshServer();
    expect(words('POST', `${api}/${kind}webhookconfigurations`, { metadata: { name: 'c' }, webhooks })).toBe('ok 201');
    const traces: RequestTrace[] = [];
    server.listen((trace) => { traces.push(trace); });
    return { words: words('POST', pods, pod('web')), audit: Object.fromEntries(traces.at(-1)?.details().audit.map(({ key, value }) => [key, value]) ?? []) };
  }

  const hooks = [open('other.example.com', onConfigMaps), open('never.example.com', never), open('first.example.com'), open('other2.example.com', onConfigMaps), open('last.example.com')];

  it('numbers those that change among all', () => {
    expect(audited('mutating', hooks)).toEqual({ words: 'ok 201', audit: {
      'failed-open.mutation.webhook.admission.k8s.io/round_0_index_2': 'first.example.com', 'failed-open.mutation.webhook.admission.k8s.io/round_0_index_4': 'last.example.com',
    } });
  });

  it('numbers those that check among the ones that are called', () => {
    expect(audited('validating', hooks)).toEqual({ words: 'ok 201', audit: {
      'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'first.example.com', 'failed-open.validating.webhook.admission.k8s.io/round_0_index_1': 'last.example.com',
    } });
  });

  it('is nothing where the condition of another cannot be evaluated: nobody is called then', () => {
    const { words, audit } = audited('validating', [open('first.example.com'), hook({ matchConditions: [{ name: 'c', expression: 'object.metadata.labels.x' }] })]);
    expect(words).toMatch(/^pods "web" is forbidden: expression/);
    expect(audit).toEqual({});
  });
});

describe('a webhook in a cluster', () => {
  function runningCluster() {
    const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines });
    const post = (path: string, body: object) => cluster.api.handle({ method: 'POST', path, body, user: person, cause: { action: 1 } });
    const wait = (ms: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + ms); };
    wait(3000);
    post('/api/v1/namespaces/default/services', { metadata: { name: 'guard' }, spec: { selector: { app: 'guard' }, ports: [{ port: 443, targetPort: 80 }] } });
    post(`${api}/validatingwebhookconfigurations`, { metadata: { name: 'c' }, webhooks: [hook({ rules: [{ ...podRules[0], resources: ['configmaps'] }] })] });
    wait(1000);
    const attempt = () => {
      const answer = post('/api/v1/namespaces/default/configmaps', { metadata: { generateName: 'c-' } });
      return { words: (answer.body as V1Status).message?.replace(/10\.\d+\.\d+\.\d+/, 'IP'), tookMs: answer.tookMs };
    };
    return { cluster, post, wait, attempt };
  }

  it('is refused without endpoints, answered in plain HTTP by a web server, and not at all by a machine without power', () => {
    const { cluster, post, wait, attempt } = runningCluster();
    expect(attempt().words).toBe(failed('dial tcp IP:443: connect: connection refused'));
    post(pods, pod('guard', { nodeName: 'node-1' }, { labels: { app: 'guard' } }));
    wait(30_000);
    expect(attempt().words).toBe(failed('http: server gave HTTP response to HTTPS client'));
    cluster.inflict({ type: 'power-off', node: 'node-1' });
    expect(attempt()).toEqual({ words: failed('context deadline exceeded'), tookMs: 10_000 });
  });

  it('outside the cluster answers with a page, which is no review', () => {
    const { post, attempt } = runningCluster();
    const answer = post(`${api}/mutatingwebhookconfigurations`, { metadata: { name: 'b' }, webhooks: [hook({ clientConfig: { url: 'https://hooks.example.com/x' }, rules: [{ ...podRules[0], resources: ['configmaps'] }] })] });
    expect(answer.code).toBe(201);
    expect(attempt().words).toBe('Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: serializer for text/html doesn\'t exist');
  });
});
