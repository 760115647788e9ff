import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultObject } from '../defaults/index.ts';
import { fieldErrorText } from '../field-errors.ts';
import * as kinds from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { schemas } from '../generated/schemas.ts';
import { deprecationWarning, validateCreate, validateServiceAddresses, validateUpdate, warningsFor } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const named = (kind: Kind, given: Fields): KubeObject => defaultObject(kind, { metadata: { name: 'x', ...(kind.namespaced && { namespace: 'default' }) }, ...given });
const words = (kind: Kind, given: Fields): string[] => validateCreate(kind, named(kind, given)).map(fieldErrorText);
const podOf = (spec: Fields): Fields => ({ spec: { containers: [{ name: 'app', image: 'a' }], ...spec } });
const containerOf = (fields: Fields): Fields => podOf({ containers: [{ name: 'app', image: 'a', ...fields }] });
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'app', image: 'a' }] } };
const named2 = (name: string, given: Fields = {}): Fields => ({ metadata: { name, namespace: 'default' }, ...given });

describe('names', () => {
  it.each<[string, Kind, Fields, string[]]>([
    ['a map in capitals', kinds.configMaps, named2('Upper'), [`metadata.name: Invalid value: "Upper": ${subdomain}`]],
    ['a service with dots', kinds.services, named2('with.dots', { spec: { ports: [{ port: 80 }] } }), ['metadata.name: Invalid value: "with.dots": must not contain dots']],
    ['no name', kinds.configMaps, { metadata: { namespace: 'default' } }, ['metadata.name: Required value: name or generateName is required']],
    ['a role may be named almost anything', kinds.roles, named2('system:Any', { rules: [] }), []],
    ['a role is still one segment of a path', kinds.roles, named2('a/b', { rules: [] }), ['metadata.name: Invalid value: "a/b": may not contain \'/\'']],
    ['an owner shown in the order of Go', kinds.configMaps, { metadata: { name: 'x', namespace: 'default', ownerReferences: [{ uid: 'u', name: 'e', controller: true, kind: 'Event', apiVersion: 'v1' }] } },
      ['metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"e","uid":"u","controller":true}: /v1, Kind=Event is disallowed from being an owner']],
    ['a label that is none', kinds.configMaps, { metadata: { name: 'x', namespace: 'default', labels: { a: '-b' } } },
      ["metadata.labels: Invalid value: \"-b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"]],
  ])('%s', (_, kind, given, expected) => {
    expect(words(kind, given)).toEqual(expected);
  });
});

describe('pods', () => {
  it.each<[string, Fields, string[]]>([
    ['a plain pod', podOf({}), []],
    ['no containers', { spec: { containers: [] } }, ['spec.containers: Required value']],
    ['two of one name', podOf({ containers: [{ name: 'a', image: 'a' }, { name: 'a', image: 'a' }] }), ['spec.containers[1].name: Duplicate value: "a"']],
    ['a name that is none', podOf({ containers: [{ name: 'A', image: 'a' }] }), [`spec.containers[0].name: Invalid value: "A": ${label}`]],
    ['no image', podOf({ containers: [{ name: 'a' }] }), ['spec.containers[0].image: Required value']],
    ['a mount of nothing', containerOf({ volumeMounts: [{ name: 'gone', mountPath: '/a' }] }), ['spec.containers[0].volumeMounts[0].name: Not found: "gone"']],
    ['a port too far', containerOf({ ports: [{ containerPort: 70_000 }] }), ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive']],
    ['a request above its limit', containerOf({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }), ['spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi']],
    ['a negative request', containerOf({ resources: { requests: { cpu: '-1' } } }), ['spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
    ['a probe of nothing', containerOf({ livenessProbe: { periodSeconds: 3 } }), ['spec.containers[0].livenessProbe: Required value: must specify a handler type']],
    ['liveness needs one success', containerOf({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }), ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1']],
    ['an unknown policy', podOf({ restartPolicy: 'Sometimes' }), ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"']],
    ['a gated pod has no node yet', podOf({ nodeName: 'node-1', schedulingGates: [{ name: 'e.com/one' }] }), ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared']],
    ['a toleration with an operator of its own', podOf({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }), ['spec.tolerations[0].operator: Invalid value: {"Key":"a","Operator":"Exists","Value":"b","Effect":"","TolerationSeconds":null}: value must be empty when `operator` is \'Exists\'']],
    ['a variable from two places', containerOf({ env: [{ name: 'A', value: 'b', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }), ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty']],
    ['two volumes of one name', podOf({ volumes: [{ name: 'a', emptyDir: {} }, { name: 'a', emptyDir: {} }] }), ['spec.volumes[1].name: Duplicate value: "a"']],
    ['a volume of two kinds', podOf({ volumes: [{ name: 'a', emptyDir: {}, hostPath: { path: '/a' } }] }), ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type']],
  ])('%s', (_, given, expected) => {
    expect(words(kinds.pods, given)).toEqual(expected);
  });

  it('are not looked at twice', () => {
    const pod = named(kinds.pods, podOf({}));
    expect(validateCreate(kinds.pods, pod)).toEqual([]);
    const again = { ...pod, metadata: { ...pod.metadata, name: 'y' } };
    expect(validateCreate(kinds.pods, again)).toEqual([]);
  });
});

describe('other kinds', () => {
  it.each<[string, Kind, Fields, string[]]>([
    ['a selector beside its template', kinds.deployments, { spec: { selector: { matchLabels: { app: 'b' } }, template } }, ['spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`']],
    ['fewer than no replicas', kinds.deployments, { spec: { replicas: -1, selector: { matchLabels: { app: 'a' } }, template } }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    ['a job that always restarts', kinds.jobs, { spec: { manualSelector: true, selector: { matchLabels: { app: 'a' } }, template } }, [
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ]],
    ['a schedule in words', kinds.cronJobs, { spec: { schedule: 'every day', jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } } } }, ['spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]']],
    ['a schedule past the hour', kinds.cronJobs, { spec: { schedule: '61 * * * *', jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } } } }, ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61']],
    ['a service of no ports', kinds.services, { spec: {} }, ['spec.ports: Required value']],
    ['ports without names', kinds.services, { spec: { ports: [{ port: 80 }, { port: 81 }] } }, ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value']],
    ['a key that is none', kinds.configMaps, { data: { 'a b': '' } }, ["data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"]],
    ['a secret without its keys', kinds.secrets, { type: 'kubernetes.io/tls' }, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    ['scopes at odds', kinds.resourceQuotas, { spec: { hard: { pods: '1' }, scopes: ['BestEffort', 'NotBestEffort'] } }, ['spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes']],
    ['half a pod', kinds.resourceQuotas, { spec: { hard: { pods: '1500m' } } }, ['spec.hard[pods]: Invalid value: "1500m": must be an integer']],
    ['nothing to disrupt by', kinds.podDisruptionBudgets, { spec: { selector: {}, minAvailable: 1, maxUnavailable: 1 } }, ['spec: Invalid value: {"MinAvailable":1,"Selector":{},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set']],
    ['more at least than at most', kinds.horizontalPodAutoscalers, { spec: { minReplicas: 5, maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } } }, ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`']],
    ['a claim of nothing', kinds.persistentVolumeClaims, { spec: { accessModes: ['ReadWriteOnce'] } }, ['spec.resources[storage]: Required value']],
    ['a rule of no verbs', kinds.roles, { rules: [{ apiGroups: [''], resources: ['pods'] }] }, ['rules[0].verbs: Required value: verbs must contain at least one value']],
  ])('%s', (_, kind, given, expected) => {
    expect(words(kind, given)).toEqual(expected);
  });

  it('addresses are looked at before any is given out', () => {
    expect(validateServiceAddresses({ clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], ipFamilies: ['IPv6'] }).map(fieldErrorText)).toEqual(['spec.clusterIPs[0]: Invalid value: "10.96.0.9": expected an IPv6 value as indicated by `ipFamilies[0]`']);
    expect(validateServiceAddresses({ clusterIP: 'None', clusterIPs: ['None'] })).toEqual([]);
  });
});

describe('warnings', () => {
  it.each<[string, Fields, string[]]>([
    ['none', podOf({}), []],
    ['one port twice', containerOf({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }), ['spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]']],
    ['one variable twice', containerOf({ env: [{ name: 'A', value: 'a' }, { name: 'A', value: 'b' }] }), ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']],
  ])('%s', (_, given, expected) => {
    expect(warningsFor(kinds.pods, named(kinds.pods, given))).toEqual(expected);
  });

  it('for kinds on their way out', () => {
    expect(deprecationWarning(kinds.endpoints)).toBe('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
    expect(deprecationWarning(kinds.pods)).toBeUndefined();
  });
});

/** Values of the shape that the API's schema describes, a few levels deep. */
function shaped(type: string, depth: number): fc.Arbitrary<unknown> {
  if (type.startsWith('[]')) return fc.array(shaped(type.slice(2), depth - 1), { maxLength: 2 });
  if (type.startsWith('map:')) return fc.dictionary(fc.constantFrom('a', 'cpu', 'memory', 'e.com/b', '__proto__', ''), shaped(type.slice(4), depth - 1), { maxKeys: 2 });
  const schema = schemas[type];
  if (schema) return depth <= 0 ? fc.constant({}) : fc.record(Object.fromEntries(Object.entries(schema.fields).map(([name, of]) => [name, fc.option(shaped(of, depth - 1), { nil: undefined, freq: 2 })])))
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)));
  const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    int32: fc.integer({ min: -2, max: 70_000 }), int64: fc.integer({ min: -2, max: 4_000_000_000 }), number: fc.integer({ min: -2, max: 9 }), boolean: fc.boolean(),
    quantity: fc.constantFrom('0', '1', '-1', '500m', '1Gi', '1e3'), intOrString: fc.constantFrom(0, 1, -1, '50%', 'x', '80'), byte: fc.constantFrom('', 'YQ=='),
    time: fc.constantFrom('2026-01-01T00:00:00Z'), microTime: fc.constantFrom('2026-01-01T00:00:00.000000Z'),
  };
  return scalars[type] ?? fc.constantFrom('', 'a', 'A b', 'Always', 'ClusterIP', '10.0.0.1', 'None', '* * * * *', 'metadata.name', 'In', '__proto__', '100%');
}

describe('whatever is sent', () => {
  const served = Object.values(kinds).filter((kind): kind is Kind => typeof kind === 'object' && 'schema' in kind && kind.schema in schemas);

  it.each(served.map((kind) => [`${kind.group}/${kind.version} ${kind.kind}`, kind] as const))('%s gets an answer', (_, kind) => {
    fc.assert(fc.property(shaped(kind.schema, 7), shaped(kind.schema, 7), (one, other) => {
      const object = defaultObject(kind, one as KubeObject);
      expect(defaultObject(kind, structuredClone(object))).toEqual(object);
      const errors = validateCreate(kind, object);
      for (const error of errors) expect(fieldErrorText(error)).toContain(': ');
      validateUpdate(kind, object, defaultObject(kind, other as KubeObject));
      warningsFor(kind, object);
      if (errors.length === 0) expect(validateUpdate(kind, structuredClone(object), object).filter(({ field }) => field !== 'metadata.resourceVersion')).toEqual([]);
    }), { numRuns: 15 });
  });
});
