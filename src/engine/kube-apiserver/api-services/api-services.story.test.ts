import { describe, expect, it } from 'vitest';
import type { Method } from '../../../kube/api.ts';
import type { V1APIService, V1Namespace, V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { usualMachines } from '../../../scenario/machines.ts';
import { Cluster } from '../../cluster.ts';
import { freshServer, person, pod, pods } from '../testing/fresh-server.ts';

const path = '/apis/apiregistration.k8s.io/v1/apiservices';
const mine = (more: object = {}, spec: object = {}): object => ({
  metadata: { name: 'v1.lab.example.com' },
  spec: { group: 'lab.example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 15, service: { name: 'lab', namespace: 'default' }, insecureSkipTLSVerify: true, ...spec }, ...more,
});
const definition = {
  metadata: { name: 'ships.sea.example.com' },
  spec: { group: 'sea.example.com', scope: 'Namespaced', names: { plural: 'ships', kind: 'Ship' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] },
};

describe('APIServices', () => {
  it('are there for everything that is built in, available', () => {
    const { get, words, ask } = freshServer();
    const { items } = get<{ items: readonly V1APIService[] } & KubeObject>(path);
    expect(items.map(({ metadata }) => metadata?.name)).toContain('v1.apps');
    expect(items).toHaveLength(21);
    expect(items.every(({ status }) => status?.conditions?.[0]?.reason === 'Local')).toBe(true);
    expect(words('DELETE', `${path}/v1.batch`)).toBe('ok 200');
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = ask('GET', `${path}/v1.apps`, undefined, { accept }).body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] };
    expect(table.rows[0]?.cells).toEqual(['v1.apps', 'Local', 'True', '0s']);
  });

  it('come and go with definitions, and are made anew where somebody takes one away', () => {
    const { clock, words, get, ask } = freshServer();
    ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    clock.runUntil(1000);
    expect(get<V1APIService>(`${path}/v1.sea.example.com`)).toMatchObject({ metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } }, spec: { groupPriorityMinimum: 1000, versionPriority: 100 } });
    ask('DELETE', `${path}/v1.sea.example.com`);
    ask('PATCH', `${path}/v1.sea.example.com`, { spec: { versionPriority: 7 } }, { contentType: 'application/merge-patch+json' });
    clock.runUntil(2000);
    ask('PATCH', `${path}/v1.sea.example.com`, { spec: { versionPriority: 7 } }, { contentType: 'application/merge-patch+json' });
    clock.runUntil(3000);
    expect(get<V1APIService>(`${path}/v1.sea.example.com`).spec?.versionPriority).toBe(100);
    ask('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ships.sea.example.com');
    clock.runUntil(6000);
    expect(words('GET', `${path}/v1.sea.example.com`)).toBe('apiservices.apiregistration.k8s.io "v1.sea.example.com" not found');
  });

  it.each([
    { why: 'another name', object: mine({ metadata: { name: 'v2.lab.example.com' } }), words: /metadata\.name: Invalid value: "v2\.lab\.example\.com": must be `spec\.version\+"\."\+spec\.group`: "v1\.lab\.example\.com"/ },
    { why: 'no priority', object: mine({}, { groupPriorityMinimum: 0, versionPriority: 1001 }), words: /spec\.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000, spec\.versionPriority: Invalid value: 1001: must be positive and less than 1000/ },
    { why: 'a certificate and none', object: mine({}, { caBundle: 'YQ==' }), words: /spec\.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present/ },
    { why: 'a certificate of its own', object: mine({}, { service: undefined, insecureSkipTLSVerify: false, caBundle: 'YWI=' }), words: /spec\.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle/ },
  ])('are refused with $why', ({ object, words }) => {
    expect(freshServer().words('POST', path, object)).toMatch(words);
  });
});

describe('an APIService of somebody who is not there', () => {
  function withService() {
    const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines });
    const ask = (method: Method, at: string, body?: object) => cluster.api.handle({ method, path: at, body, user: person, cause: { action: 1 } });
    const wait = (ms: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + ms); };
    wait(3000);
    expect(ask('POST', path, mine()).code).toBe(201);
    const condition = (name = 'v1.lab.example.com') => {
      const found = (ask('GET', `${path}/${name}`).body as V1APIService).status?.conditions?.[0];
      return `${found?.status ?? ''} (${found?.reason ?? ''}) ${found?.message?.replaceAll(/10\.\d+\.\d+\.\d+/g, 'IP') ?? ''}`;
    };
    return { cluster, ask, wait, condition };
  }

  it('says so, step by step', () => {
    const { ask, wait, condition } = withService();
    expect(condition('v1beta1.metrics.k8s.io')).toBe('True (Passed) all checks passed');
    wait(1000);
    expect(condition()).toBe('False (ServiceNotFound) service/lab in "default" is not present');
    ask('POST', '/api/v1/namespaces/default/services', { metadata: { name: 'lab' }, spec: { selector: { app: 'lab' }, ports: [{ port: 443, targetPort: 80 }] } });
    wait(2000);
    expect(condition()).toBe('False (MissingEndpoints) endpointslices for service/lab in "default" have no addresses with port name ""');
    ask('POST', pods, pod('lab', {}, { labels: { app: 'lab' } }));
    wait(40_000);
    expect(condition()).toBe('False (FailedDiscoveryCheck) failing or missing response from https://IP:443/apis/lab.example.com/v1: Get "https://IP:443/apis/lab.example.com/v1": http: server gave HTTP response to HTTPS client');
  });

  it('leaves its group in discovery without an answer, and namespaces without an end until it goes', () => {
    const { ask, wait } = withService();
    wait(1000);
    expect((ask('GET', '/apis').body as { groups: readonly { name: string }[] }).groups.map(({ name }) => name)).toContain('lab.example.com');
    expect(ask('GET', '/apis/lab.example.com/v1')).toMatchObject({ code: 503, body: 'service unavailable\n' });
    expect(ask('GET', '/apis/lab.example.com/v1/namespaces/default/things').code).toBe(503);
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'stuck' } });
    ask('DELETE', '/api/v1/namespaces/stuck');
    wait(30_000);
    const { status } = ask('GET', '/api/v1/namespaces/stuck').body as V1Namespace;
    expect(status?.conditions?.[0]).toMatchObject({
      type: 'NamespaceDeletionDiscoveryFailure', status: 'True', reason: 'DiscoveryFailed',
      message: 'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: lab.example.com/v1: stale GroupVersion discovery: lab.example.com/v1',
    });
    ask('DELETE', `${path}/v1.lab.example.com`);
    wait(60_000);
    expect((ask('GET', '/api/v1/namespaces/stuck').body as V1Status).code).toBe(404);
  });
});
