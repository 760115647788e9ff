import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { configMaps, deployments, events, horizontalPodAutoscalers, leases, pods, resourceQuotas, secrets, services } from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import { base64Problem } from './base64.ts';
import { decode, decodePatched, metadataProblem } from './decode.ts';
import { canonicalMicroTime, canonicalTime, timeProblem } from './times.ts';

function refusal(kind: Kind, input: unknown): string | undefined {
  const decoded = decode(kind, input, { fieldValidation: 'Strict' });
  return decoded.ok ? undefined : decoded.status.message;
}

function accepted(kind: Kind, input: unknown): unknown {
  const decoded = decode(kind, input);
  if (!decoded.ok) throw new Error(decoded.status.message);
  return decoded.value;
}

const pod = (spec: JsonObject, metadata: JsonObject = { name: 'p' }): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
const container = (more: JsonObject): JsonObject => pod({ containers: [{ name: 'a', image: 'a', ...more }] });
const quantities = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

describe('what cannot be read', () => {
  it.each<{ kind: Kind; body: unknown; words: string }>([
    { kind: configMaps, body: { data: { port: 80, on: true } }, words: 'json: cannot unmarshal bool into Go struct field ConfigMap.data of type string' },
    { kind: deployments, body: { spec: { replicas: '3' } }, words: 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32' },
    { kind: pods, body: pod({ containers: { name: 'a' } }), words: 'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container' },
    { kind: pods, body: pod({ containers: ['a'] }), words: 'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container' },
    { kind: pods, body: pod({}, { labels: ['a'] }), words: 'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string' },
    { kind: pods, body: container({ command: 'sleep 5' }), words: 'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string' },
    { kind: pods, body: container({ env: [{ name: 'PORT', value: 80 }] }), words: 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string' },
    { kind: pods, body: container({ imagePullPolicy: true }), words: 'json: cannot unmarshal bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy' },
    { kind: pods, body: pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } } }), words: 'json: cannot unmarshal array into Go struct field NodeAffinity.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution of type v1.NodeSelector' },
    { kind: services, body: { spec: { ports: [{ port: 80.5 }] } }, words: 'json: cannot unmarshal number 80.5 into Go struct field ServicePort.spec.ports.port of type int32' },
    { kind: services, body: { spec: { ports: [{ port: 99999999999 }] } }, words: 'json: cannot unmarshal number 99999999999 into Go struct field ServicePort.spec.ports.port of type int32' },
    { kind: services, body: { spec: { ports: [{ port: 80, targetPort: true }] } }, words: 'json: cannot unmarshal bool into Go value of type int32' },
    { kind: secrets, body: { data: { a: 'not base64!' } }, words: 'illegal base64 data at input byte 3' },
    { kind: pods, body: container({ resources: { requests: { cpu: 'lots' } } }), words: quantities },
    { kind: pods, body: container({ resources: { requests: { cpu: { a: 1 } } } }), words: quantities },
    { kind: pods, body: container({ resources: { requests: { cpu: '1KK' } } }), words: "unable to parse quantity's suffix" },
    { kind: pods, body: { ...container({ resources: { requests: { cpu: '?' } } }), metadata: { labels: [] } }, words: quantities },
    { kind: pods, body: pod({}, { creationTimestamp: 'yesterday' }), words: 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"' },
    { kind: leases, body: { spec: { renewTime: 5 } }, words: 'json: cannot unmarshal number into Go value of type string' },
  ])('$words', ({ kind, body, words }) => {
    expect(refusal(kind, body)).toBe(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${words}`);
  });

  it.each<{ kind: Kind; body: unknown; words: string }>([
    { kind: pods, body: { apiVersion: 'v1', kind: 'Service' }, words: 'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion' },
    { kind: pods, body: { apiVersion: 'v1', kind: 'Foo' }, words: 'Foo in version "v1" cannot be handled as a Pod: no kind "Foo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"' },
    { kind: horizontalPodAutoscalers, body: { apiVersion: 'autoscaling/v1' }, words: 'the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)' },
    { kind: pods, body: 'hello: [', words: 'the object provided is unrecognized (must be of type Pod): error converting YAML to JSON: yaml: did not find expected node content (68656c6c6f3a205b)' },
    { kind: pods, body: '{"kind":"Pod"', words: 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"kind":"Pod")' },
  ])('$words', ({ kind, body, words }) => {
    expect(refusal(kind, body)).toBe(words);
  });
});

describe('strictness', () => {
  const body = { ...container({ imagePulPolicy: 'Always' }), metadata: { name: 'p', lables: { a: 'b' } }, extra: 1 };
  const unknown = ['unknown field "extra"', 'unknown field "metadata.lables"', 'unknown field "spec.containers[0].imagePulPolicy"'];

  it('refuses, warns or says nothing', () => {
    expect(refusal(pods, body)).toBe(`Pod in version "v1" cannot be handled as a Pod: strict decoding error: ${unknown.join(', ')}`);
    expect(decode(pods, body, { fieldValidation: 'Warn' })).toMatchObject({ ok: true, warnings: unknown });
    expect(decode(pods, body, { fieldValidation: 'Ignore' })).toMatchObject({ ok: true, warnings: [] });
    expect(accepted(pods, body)).not.toHaveProperty('extra');
  });

  it('sees keys given twice in a text', () => {
    expect(refusal(configMaps, '{"data":{"a":"1","a":"2"},"dat":{}}')).toBe('ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a", unknown field "dat"');
    expect(accepted(configMaps, '{"data":{"a":"1","a":"2"}}')).toMatchObject({ data: { a: '2' } });
    expect(refusal(configMaps, 'data:\n  a: "1"\n  a: "2"\n')).toContain('strict decoding error: yaml: unmarshal errors:\n  line 3: key "a" already set in map');
  });

  it('of the strategic kind has the Go type that is patched, whatever it calls it', () => {
    const patched = decodePatched(deployments, { value: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }, strategicPatch: { kind: 'Secret' } });
    expect(patched).toMatchObject({ ok: true, value: { apiVersion: 'apps/v1', kind: 'Deployment' } });
  });

  it('says of a patched object what its patch was', () => {
    const patched = decodePatched(deployments, { value: { spec: { replicas: 'x' } }, strategicPatch: { spec: { replicas: 'x' } } });
    expect(patched).toMatchObject({ ok: false, status: { code: 422, message: ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32' } });
    expect(decodePatched(deployments, { value: { spec: { replica: 3 } } })).toMatchObject({ ok: true, warnings: ['unknown field "spec.replica"'] });
  });
});

describe('what is read', () => {
  it('becomes canonical, without nulls and zero values that are never written', () => {
    expect(accepted(pods, pod({
      containers: [{ name: 'a', image: 'a', stdin: false, ports: [], resources: { requests: { cpu: 0.1, memory: '1024Mi' }, limits: {} } }],
      tolerations: null, nodeName: '', terminationGracePeriodSeconds: 0,
    }, { name: 'p', creationTimestamp: null, labels: { a: null } }))).toEqual({
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { a: '' } }, status: {},
      spec: { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '100m', memory: '1Gi' } } }], terminationGracePeriodSeconds: 0 },
    });
  });

  it('keeps empty strings behind pointers and zeros that mean something', () => {
    const claim = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { replicas: 0, paused: false, minReadySeconds: 0, selector: {}, template: { metadata: {}, spec: {
      containers: [], volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: { storageClassName: '', volumeName: '' } } } }] } } } };
    const { spec } = accepted(deployments, claim) as { spec: { replicas: number; template: { spec: unknown } } };
    expect(spec).toEqual({ replicas: 0, selector: {}, strategy: {}, template: { metadata: {}, spec: { containers: [], volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: { storageClassName: '', resources: {} } } } }] } } });
  });

  it('reads times of other zones and micro times', () => {
    expect(accepted(events, { metadata: {}, eventTime: '2026-01-01T10:00:00.25+01:00' })).toMatchObject({ eventTime: '2026-01-01T09:00:00.250000Z' });
    expect(accepted(pods, pod({ containers: [] }, { creationTimestamp: '2026-01-01T10:00:00.9+01:00' }))).toMatchObject({ metadata: { creationTimestamp: '2026-01-01T09:00:00Z' } });
  });

  it('is the same object where it was clean, in whole or in parts', () => {
    const clean = accepted(pods, container({})) as { readonly spec: unknown };
    expect(accepted(pods, clean)).toBe(clean);
    const changed = accepted(pods, { ...clean, metadata: { name: 'p', creationTimestamp: null } }) as { readonly spec: unknown };
    expect(changed.spec).toBe(clean.spec);
  });

  it('gets the structs that are always there', () => {
    expect(accepted(pods, { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [{ name: 'a' }] } })).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [{ name: 'a', resources: {} }] }, status: {} });
  });

  it('remembers what an object was read as', () => {
    const spec = { hard: { pods: '1' } };
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: {}, spec, status: {} };
    expect(accepted(resourceQuotas, quota)).toBe(quota);
    expect(refusal(pods, pod(spec))).toContain('unknown field "spec.hard"');
  });

  it('does not take a shared object for another type than it was read as', () => {
    const empty = {};
    expect(accepted(pods, pod({ containers: [], securityContext: empty, affinity: empty }))).toMatchObject({ spec: { securityContext: {}, affinity: {} } });
    expect(refusal(pods, pod({ containers: [empty], securityContext: empty }))).toBeUndefined();
  });

  it('of a custom resource: only the metadata', () => {
    const kind: Kind = { ...pods, group: 'example.com', kind: 'Pool', plural: 'pools', schema: '' };
    const body = { apiVersion: 'example.com/v1', kind: 'Pool', metadata: { name: 'x', odd: 1 }, spec: { anything: null } };
    expect(decode(kind, body)).toMatchObject({ ok: true, warnings: ['unknown field "metadata.odd"'], value: { spec: { anything: null } } });
    expect(refusal(kind, { metadata: { name: 5 } })).toContain('json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string');
  });

  it('is known to be unreadable before it is sent', () => {
    expect(metadataProblem({ metadata: { labels: ['a', 'b'] } })).toBe('json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string');
    expect(metadataProblem({ metadata: { name: 'x', odd: 1 }, spec: 5 })).toBeUndefined();
  });

  it('never throws, and reading again changes nothing', () => {
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 0, 1.5, '', 'a', '1Gi', '2026-01-01T00:00:00Z'), fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('metadata', 'spec', 'status', 'containers', 'name', 'resources', 'requests', 'cpu', 'labels', 'env', 'ports', 'volumes', '__proto__', 'affinity', 'nodeAffinity'), tie('any'), { maxKeys: 4 })),
    })).any;
    fc.assert(fc.property(value, (spec) => {
      const decoded = decode(pods, { metadata: {}, spec });
      if (!decoded.ok) return;
      const again = decode(pods, decoded.value);
      expect(again.ok && again.value).toBe(decoded.value);
    }), { numRuns: 500 });
  });
});

describe('scalars', () => {
  it('finds illegal base64 where Go finds it', () => {
    expect(['', 'YQ==', 'YWI=', 'YWJj', 'Y\nQ==', 'YQ', 'Y', 'YQ=', 'YQ==x', '=', 'YW!j', 'YWJj\n'].map(base64Problem))
      .toEqual([undefined, undefined, undefined, undefined, undefined, 0, 0, 3, 4, 0, 2, undefined]);
  });

  it.each([
    ['2026-01-01T00:00:00Z', undefined],
    ['2026-02-30T00:00:00Z', 'parsing time "2026-02-30T00:00:00Z": day out of range'],
    ['2026-13-01T00:00:00Z', 'parsing time "2026-13-01T00:00:00Z": month out of range'],
    ['2026-01-01', 'parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-01-01T00:00:00', 'parsing time "2026-01-01T00:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"'],
    ['2026-01-01T00:00:00Zx', 'parsing time "2026-01-01T00:00:00Zx": extra text: "x"'],
  ])('%s: %s', (text, problem) => {
    expect(timeProblem(text)).toBe(problem);
  });

  it('writes times in UTC', () => {
    expect(canonicalTime('2026-01-01T00:30:00+01:00')).toBe('2025-12-31T23:30:00Z');
    expect(canonicalMicroTime('2026-01-01T00:00:00.1234567Z')).toBe('2026-01-01T00:00:00.123456Z');
  });
});
