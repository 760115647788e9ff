import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1MutatingAdmissionPolicy, V1Pod } from '../../../../kube/generated/types.ts';
import { freshServer, pod, pods } from '../../testing/fresh-server.ts';

const api = '/apis/admissionregistration.k8s.io/v1';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const deployment = (replicas: number): object => ({
  metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } } },
});
const on = (group: string, resource: string): object => ({ resourceRules: [{ apiGroups: [group], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: [resource] }] });
const apply = (expression: string): object => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
const json = (expression: string): object => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
const policy = (mutation: object, more: object = {}): object => ({ matchConstraints: on('apps', 'deployments'), reinvocationPolicy: 'Never', mutations: [mutation], ...more });

/** A server with policies by name, each bound. */
function withPolicies(policies: Readonly<Record<string, object>>) {
  const cluster = freshServer();
  for (const [name, spec] of Object.entries(policies)) {
    expect(cluster.words('POST', `${api}/mutatingadmissionpolicies`, { metadata: { name }, spec })).toBe('ok 201');
    expect(cluster.words('POST', `${api}/mutatingadmissionpolicybindings`, { metadata: { name: `${name}-bound` }, spec: { policyName: name } })).toBe('ok 201');
  }
  return cluster;
}

const denied = (words: string): string => `policy 'rule' with binding 'rule-bound' denied request: ${words}`;

describe('a mutating admission policy', () => {
  it.each([
    { why: 'applies a configuration', mutation: apply('Object{spec: Object.spec{replicas: object.spec.replicas + 1}}'), replicas: 3 },
    { why: 'applies patches', mutation: json('[JSONPatch{op: "test", path: "/spec/replicas", value: 2}, JSONPatch{op: "replace", path: "/spec/replicas", value: 7}]'), replicas: 7 },
    { why: 'tests in vain', mutation: json('[JSONPatch{op: "test", path: "/spec/replicas", value: 9}, JSONPatch{op: "replace", path: "/spec/replicas", value: 7}]'), replicas: 2 },
    { why: 'gives what is there', mutation: apply('Object{spec: Object.spec{?replicas: object.spec.?nothing}}'), replicas: 2 },
    { why: 'may fail', mutation: apply('Object{spec: Object.spec{replicas: object.spec.nothing}}'), more: { failurePolicy: 'Ignore' }, replicas: 2 },
    { why: 'is left out by its conditions', mutation: apply('Object{spec: Object.spec{replicas: 5}}'), more: { matchConditions: [{ name: 'big', expression: 'object.spec.replicas > 2' }] }, replicas: 2 },
    { why: 'uses variables', mutation: apply('Object{spec: Object.spec{replicas: variables.most}}'), more: { variables: [{ name: 'most', expression: 'object.spec.replicas * 2' }] }, replicas: 4 },
  ])('that $why', ({ mutation, more = {}, replicas }) => {
    const { words, get } = withPolicies({ rule: policy(mutation, more) });
    expect(words('POST', deployments, deployment(2))).toBe('ok 201');
    expect(get<V1Deployment>(`${deployments}/web`).spec?.replicas).toBe(replicas);
  });

  it('adds a container beside the others, with defaults, and keys with slashes', () => {
    const sidecar = apply('Object{metadata: Object.metadata{labels: Object.metadata.labels{meshed: "yes"}}, spec: Object.spec{containers: [Object.spec.containers{name: "mesh", image: "envoy"}]}}');
    const noted = json('[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("lab.example.com/a"), value: "b"}]');
    const { words, get } = withPolicies({ rule: { ...policy(sidecar), matchConstraints: on('', 'pods'), mutations: [sidecar, noted] } });
    expect(words('POST', pods, pod('web'))).toBe('ok 201');
    const { metadata, spec } = get<V1Pod>(`${pods}/web`);
    expect(spec?.containers.map(({ name, imagePullPolicy }) => `${name} ${imagePullPolicy ?? ''}`)).toEqual(['app IfNotPresent', 'mesh Always']);
    expect(metadata?.labels).toEqual({ meshed: 'yes', 'lab.example.com/a': 'b' });
  });

  it('is asked again where it wants to be and another one has changed the object', () => {
    const counted = (reinvocationPolicy: string): object => policy(apply('Object{metadata: Object.metadata{annotations: {"seen": string(object.spec.replicas)}}}'), { reinvocationPolicy });
    const more = policy(apply('Object{spec: Object.spec{replicas: 9}}'));
    for (const [wish, seen] of [['Never', '2'], ['IfNeeded', '9']] as const) {
      const { ask, get } = withPolicies({ a: counted(wish), b: more });
      ask('POST', deployments, deployment(2));
      expect(get<V1Deployment>(`${deployments}/web`).metadata?.annotations?.['seen']).toBe(seen);
    }
  });

  it.each([
    { why: 'cannot be evaluated', mutation: apply('Object{spec: Object.spec{replicas: object.spec.nothing}}'), words: denied("expression 'Object{spec: Object.spec{replicas: object.spec.nothing}}' resulted in error: no such key: nothing") },
    { why: 'names a type wrongly', mutation: apply('Object{spec: Object.specx{replicas: 1}}'), words: denied('type mismatch: unexpected type name "Object.specx", expected "Object.spec", which matches field name path from root Object type') },
    { why: 'sets a field that is not there', mutation: apply('Object{spec: Object.spec{replicasx: 1}}'), words: denied('error applying patch: failed to convert patch object to typed object: .spec.replicasx: field not declared in schema') },
    { why: 'would replace a whole list', mutation: apply('Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"a": "b"}}}}'), words: denied('error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector') },
    { why: 'patches what is not there', mutation: json('[JSONPatch{op: "remove", path: "/spec/nothing"}]'), words: /^policy 'rule' with binding 'rule-bound' denied request: JSONPath: / },
  ])('that $why refuses the write', ({ mutation, words }) => {
    const { ask } = withPolicies({ rule: policy(mutation) });
    const answer = ask('POST', deployments, deployment(2)).body as { readonly message: string; readonly reason: string; readonly code: number };
    if (typeof words === 'string') expect(answer.message).toBe(words);
    else expect(answer.message).toMatch(words);
    expect([answer.reason, answer.code]).toEqual(['Invalid', 403]);
  });

  it('takes parameters', () => {
    const { ask, words, get } = freshServer();
    ask('POST', `${api}/mutatingadmissionpolicies`, { metadata: { name: 'rule' }, spec: policy(apply('Object{spec: Object.spec{replicas: int(params.data.count)}}'), { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }) });
    ask('POST', `${api}/mutatingadmissionpolicybindings`, { metadata: { name: 'rule-bound' }, spec: { policyName: 'rule', paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } } });
    expect(words('POST', deployments, deployment(2))).toBe(denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'));
    ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'limits' }, data: { count: '6' } });
    ask('POST', deployments, deployment(2));
    expect(get<V1Deployment>(`${deployments}/web`).spec?.replicas).toBe(6);
  });

  it.each([
    { spec: policy(apply('Object{}'), { reinvocationPolicy: undefined }), words: 'spec.reinvocationPolicy: Required value' },
    { spec: policy(apply('Object{}'), { mutations: [] }), words: 'spec.mutations: Required value: mutations must contain at least one item' },
    { spec: policy({ patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } }), words: '[spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch, spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch]' },
    { spec: policy(apply('Object{}'), { matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] }] } }), words: 'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"' },
    { spec: policy(apply('[]')), words: 'spec.mutations[0].applyConfiguration.expression: Invalid value: "[]": must evaluate to Object' },
    { spec: policy(json('Object{}')), words: 'spec.mutations[0].jsonPatch.expression: Invalid value: "Object{}": must evaluate to list(JSONPatch)' },
    { spec: policy(apply('Objekt{}')), words: /spec\.mutations\[0\]\.applyConfiguration\.expression: Invalid value: "Objekt\{\}": compilation failed: ERROR: <input>:1:1: undeclared reference to 'Objekt'/ },
  ])('is refused: $words', ({ spec, words }) => {
    const said = freshServer().words('POST', `${api}/mutatingadmissionpolicies`, { metadata: { name: 'rule' }, spec });
    if (typeof words === 'string') expect(said).toBe(`MutatingAdmissionPolicy.admissionregistration.k8s.io "rule" is invalid: ${words}`);
    else expect(said).toMatch(words);
  });

  it('has defaults, and objects stand for nothing elsewhere', () => {
    const { get, words } = withPolicies({ rule: policy(apply('Object{}')) });
    expect(get<V1MutatingAdmissionPolicy>(`${api}/mutatingadmissionpolicies/rule`).spec).toMatchObject({ failurePolicy: 'Fail', matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} } });
    const validating = { matchConstraints: on('apps', 'deployments'), validations: [{ expression: 'Object{} == Object{}' }] };
    expect(words('POST', `${api}/validatingadmissionpolicies`, { metadata: { name: 'v' }, spec: validating })).toMatch(/undeclared reference to 'Object'/);
  });
});
