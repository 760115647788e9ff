import { describe, expect, it } from 'vitest';
import type { V1ValidatingAdmissionPolicy } from '../../../../kube/generated/types.ts';
import type { RequestTrace } from '../../trace/request-trace.ts';
import { freshServer, pod, pods } from '../../testing/fresh-server.ts';

const api = '/apis/admissionregistration.k8s.io/v1';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const deployment = (replicas: number, labels: object = {}): object => ({
  metadata: { name: 'web', labels }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } } },
});
const onDeployments = { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }] };
const atMost5 = { matchConstraints: onDeployments, validations: [{ expression: 'object.spec.replicas <= 5' }] };
const denies = { validationActions: ['Deny'] };

/** A server with one policy and its binding. */
function withPolicy(spec: object, binding: object = denies) {
  const cluster = freshServer();
  expect(cluster.words('POST', `${api}/validatingadmissionpolicies`, { metadata: { name: 'rule' }, spec })).toBe('ok 201');
  expect(cluster.words('POST', `${api}/validatingadmissionpolicybindings`, { metadata: { name: 'bound' }, spec: { policyName: 'rule', ...binding } })).toBe('ok 201');
  return cluster;
}

const denied = (words: string): string => `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'rule' with binding 'bound' denied request: ${words}`;

describe('a validating admission policy', () => {
  it.each([
    { why: 'holds', spec: atMost5, replicas: 5, words: 'ok 201' },
    { why: 'is broken', spec: atMost5, replicas: 6, words: denied('failed expression: object.spec.replicas <= 5') },
    { why: 'has a message', spec: { ...atMost5, validations: [{ expression: 'object.spec.replicas <= 5', message: 'too many' }] }, replicas: 6, words: denied('too many') },
    { why: 'works a message out', spec: { ...atMost5, validations: [{ expression: 'object.spec.replicas <= 5', messageExpression: "'at most 5, not ' + string(object.spec.replicas)" }] }, replicas: 6, words: denied('at most 5, not 6') },
    { why: 'uses variables', spec: { ...atMost5, variables: [{ name: 'many', expression: 'object.spec.replicas > 5' }], validations: [{ expression: '!variables.many' }] }, replicas: 6, words: denied('failed expression: !variables.many') },
    { why: 'has one variable twice', spec: { ...atMost5, variables: [{ name: 'a', expression: 'true' }, { name: 'a', expression: 'variables.a' }], validations: [{ expression: 'variables.a' }] }, replicas: 1, words: denied('expression \'variables.a\' resulted in error: composited variable "a" fails to evaluate: expression \'variables.a\' resulted in error: composited variable "a" fails to evaluate: variable a depends on itself') },
    { why: 'is left out by its match conditions', spec: { ...atMost5, matchConditions: [{ name: 'others', expression: "request.userInfo.username != 'kubernetes-admin'" }] }, replicas: 6, words: 'ok 201' },
    { why: 'cannot be evaluated', spec: { ...atMost5, validations: [{ expression: 'object.metadata.annotations.x == "y"' }] }, replicas: 1, words: denied('expression \'object.metadata.annotations.x == "y"\' resulted in error: no such key: annotations') },
    { why: 'cannot be evaluated, which it ignores', spec: { ...atMost5, failurePolicy: 'Ignore', validations: [{ expression: 'object.metadata.annotations.x == "y"' }] }, replicas: 1, words: 'ok 201' },
    { why: 'asks what the user may do', spec: { ...atMost5, validations: [{ expression: "authorizer.group('apps').resource('deployments').namespace('default').check('delete').allowed()" }] }, replicas: 1, words: 'ok 201' },
    { why: 'looks at the namespace', spec: { ...atMost5, validations: [{ expression: "namespaceObject.metadata.name != 'default'", message: 'not here' }] }, replicas: 1, words: denied('not here') },
    { why: 'is about other objects', spec: { ...atMost5, matchConstraints: { ...onDeployments, objectSelector: { matchLabels: { tier: 'front' } } } }, replicas: 6, words: 'ok 201' },
  ])('that $why: $words', ({ spec, replicas, words: wanted }) => {
    expect(withPolicy(spec).words('POST', deployments, deployment(replicas))).toBe(wanted);
  });

  it('refuses with the reason it names, and a cause without a field', () => {
    const { ask } = withPolicy({ ...atMost5, validations: [{ expression: 'false', reason: 'Forbidden' }] });
    expect(ask('POST', deployments, deployment(1))).toMatchObject({ code: 403, body: { reason: 'Forbidden', details: { name: 'web', group: 'apps', kind: 'deployments', causes: [{ message: "ValidatingAdmissionPolicy 'rule' with binding 'bound' denied request: failed expression: false" }] } } });
  });

  it('may only warn', () => {
    const { ask } = withPolicy(atMost5, { validationActions: ['Warn'] });
    expect(ask('POST', deployments, deployment(6))).toMatchObject({ code: 201, warnings: ["Validation failed for ValidatingAdmissionPolicy 'rule' with binding 'bound': failed expression: object.spec.replicas <= 5"] });
  });

  it('compares with what was there, and sees what goes', () => {
    const { ask, words } = withPolicy({
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }] },
      validations: [{ expression: "request.operation != 'DELETE' || oldObject.metadata.name != 'kept'", message: 'it stays' }, { expression: "oldObject == null || object == null || object.metadata.?labels.app == oldObject.metadata.?labels.app", message: 'app stays' }],
    });
    for (const name of ['kept', 'other']) ask('POST', pods, pod(name, {}, { labels: { app: 'x' } }));
    expect(words('DELETE', `${pods}/kept`)).toContain('denied request: it stays');
    expect(words('DELETE', `${pods}/other`)).toBe('ok 200');
    expect(words('PATCH', `${pods}/kept`, { metadata: { labels: { app: 'y' } } }, { contentType: 'application/merge-patch+json' })).toContain('denied request: app stays');
  });

  it.each([
    { data: { most: '3' }, words: denied('failed expression: object.spec.replicas <= int(params.data.most)') },
    { data: { most: '9' }, words: 'ok 201' },
    { data: undefined, words: denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction') },
  ])('takes parameters: $data', ({ data, words: wanted }) => {
    const cluster = withPolicy(
      { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, matchConstraints: onDeployments, validations: [{ expression: 'object.spec.replicas <= int(params.data.most)' }] },
      { ...denies, paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    );
    if (data) cluster.ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'limits' }, data });
    expect(cluster.words('POST', deployments, deployment(6))).toBe(wanted);
  });

  it('has defaults', () => {
    const { spec } = withPolicy(atMost5).get<V1ValidatingAdmissionPolicy>(`${api}/validatingadmissionpolicies/rule`);
    expect(spec).toMatchObject({ failurePolicy: 'Fail', matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules: [{ scope: '*' }] } });
  });

  it.each([
    { spec: { ...atMost5, validations: [{ expression: 'objekt.spec' }] }, words: /spec\.validations\[0\]\.expression: Invalid value: "objekt\.spec": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objekt' \(in container ''\)/ },
    { spec: { ...atMost5, validations: [{ expression: 'params.x' }] }, words: /undeclared reference to 'params'/ },
    { spec: { ...atMost5, variables: [{ name: 'a', expression: 'variables.a' }] }, words: /spec\.variables\[0\]\.expression: Invalid value: "variables\.a": compilation failed: ERROR: <input>:1:10: undefined field 'a'/ },
    { spec: { ...atMost5, variables: [{ name: 'a', expression: 'variables.b' }, { name: 'b', expression: 'variables.a' }] }, words: /spec\.variables\[0\].*undefined field 'b'/ },
    { spec: { validations: [] }, words: /spec\.matchConstraints: Required value, spec\.validations: Required value: validations or auditAnnotations must contain at least one item/ },
    { spec: { ...atMost5, matchConstraints: { resourceRules: [{ apiGroups: ['apps'] }] } }, words: /spec\.matchConstraints\.resourceRules\[0\]\.apiVersions: Required value/ },
  ])('is refused: $words', ({ spec, words: wanted }) => {
    expect(freshServer().words('POST', `${api}/validatingadmissionpolicies`, { metadata: { name: 'rule' }, spec })).toMatch(wanted);
  });

  it.each([
    { spec: { auditAnnotations: [{ key: 'a b', valueExpression: "'x'" }] }, words: /spec\.auditAnnotations\[0\]\.key: Invalid value: "rule\/a b": name part must consist of/ },
    { spec: { auditAnnotations: [{ key: 'a', valueExpression: ' ' }, { key: 'a', valueExpression: "'x'" }] }, words: /spec\.auditAnnotations\[0\]\.valueExpression: Required value: valueExpression is not specified, spec\.auditAnnotations\[1\]\.key: Duplicate value: "a"/ },
    { spec: { auditAnnotations: [{ key: 'a', valueExpression: 'nobody' }] }, words: /spec\.auditAnnotations\[0\]\.valueExpression: Invalid value: "nobody": compilation failed/ },
  ])('is refused for its audit annotations: $words', ({ spec, words: wanted }) => {
    expect(freshServer().words('POST', `${api}/validatingadmissionpolicies`, { metadata: { name: 'rule' }, spec: { matchConstraints: onDeployments, ...spec } })).toMatch(wanted);
  });
});

describe('a policy about connections', () => {
  const noShells = {
    matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/exec'] }] },
    validations: [{ expression: "object.command[0] != 'sh'", message: 'no shells' }],
  };

  it('sees the options of kubectl exec', () => {
    const { words } = withPolicy(noShells, denies);
    expect(words('POST', '/api/v1/namespaces/default/pods/web/exec?command=sh')).toBe(`pods "web" is forbidden: ${denied('no shells').replace(/^.*?is forbidden: /, '')}`);
    expect(words('POST', '/api/v1/namespaces/default/pods/web/exec?command=ls')).toBe('pods "web" not found');
  });
});

describe('what a policy notes for the audit log', () => {
  /** Answers a write, and what the record of the request holds of it. */
  function audited(spec: object, binding: object, write: (cluster: ReturnType<typeof withPolicy>) => unknown): { readonly answer: unknown; readonly audit: unknown } {
    const cluster = withPolicy(spec, binding);
    const traces: RequestTrace[] = [];
    cluster.server.listen((trace) => { traces.push(trace); });
    return { answer: write(cluster), audit: Object.fromEntries(traces.at(-1)?.details().audit.map(({ key, value }) => [key, value]) ?? []) };
  }
  const posting = (replicas: number) => ({ words }: ReturnType<typeof withPolicy>): unknown => words('POST', deployments, deployment(replicas));
  const failure = 'validation.policy.admission.k8s.io/validation_failure';

  it('is its failure, where the binding says Audit', () => {
    const two = { ...atMost5, validations: [{ expression: 'true' }, { expression: 'object.spec.replicas <= 5', message: 'too many' }] };
    const { answer, audit } = audited(two, { validationActions: ['Audit', 'Warn'] }, posting(6));
    expect(answer).toBe('ok 201');
    expect(audit).toEqual({ [failure]: '[{"message":"too many","policy":"rule","binding":"bound","expressionIndex":1,"validationActions":["Audit","Warn"]}]' });
  });

  it.each([
    { why: 'the first failure alone', spec: { ...atMost5, validations: [{ expression: 'false', message: 'one' }, { expression: 'false', message: 'two' }] }, binding: { validationActions: ['Audit'] }, replicas: 1, audit: { [failure]: expect.stringContaining('"one"') as unknown } },
    { why: 'a failure that it denies, too', spec: atMost5, binding: { validationActions: ['Deny', 'Audit'] }, replicas: 6, audit: { [failure]: expect.stringContaining('"Deny"') as unknown }, words: denied('failed expression: object.spec.replicas <= 5') },
    { why: 'nothing without Audit', spec: atMost5, binding: { validationActions: ['Warn'] }, replicas: 6, audit: {} },
    { why: 'values that it works out', spec: { ...atMost5, auditAnnotations: [{ key: 'replicas', valueExpression: "'wants ' + string(object.spec.replicas)" }] }, binding: denies, replicas: 2, audit: { 'rule/replicas': 'wants 2' } },
    { why: 'no value that is null or blank', spec: { ...atMost5, auditAnnotations: [{ key: 'a', valueExpression: "object.spec.replicas > 3 ? 'many' : null" }, { key: 'b', valueExpression: "' '" }] }, binding: denies, replicas: 2, audit: {} },
    { why: 'a value of variables', spec: { ...atMost5, variables: [{ name: 'n', expression: 'object.metadata.name' }], auditAnnotations: [{ key: 'name', valueExpression: 'variables.n' }] }, binding: denies, replicas: 2, audit: { 'rule/name': 'web' } },
    { why: 'no value of another type', spec: { ...atMost5, auditAnnotations: [{ key: 'a', valueExpression: 'object.spec.replicas' }] }, binding: denies, replicas: 2, audit: {}, words: denied("valueExpression 'object.spec.replicas' resulted in unsupported return type: int. Return type must be either string or null.") },
    { why: 'no value that fails', spec: { ...atMost5, auditAnnotations: [{ key: 'a', valueExpression: 'object.spec.nothing' }] }, binding: denies, replicas: 2, audit: {}, words: denied("expression 'object.spec.nothing' resulted in error: no such key: nothing") },
    { why: 'no value that fails, which it ignores', spec: { ...atMost5, failurePolicy: 'Ignore', auditAnnotations: [{ key: 'a', valueExpression: 'object.spec.nothing' }] }, binding: denies, replicas: 2, audit: {} },
  ])('is $why', ({ spec, binding, replicas, audit: wanted, words = 'ok 201' }) => {
    expect(audited(spec, binding, posting(replicas))).toEqual({ answer: words, audit: wanted });
  });
});
