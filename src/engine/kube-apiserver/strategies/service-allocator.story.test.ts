import { expect, it } from 'vitest';
import type { V1Service } from '../../../kube/generated/types.ts';
import { freshServer } from '../testing/fresh-server.ts';

const services = '/api/v1/namespaces/default/services';
const merge = { contentType: 'application/merge-patch+json' } as const;
const service = (name: string, spec: object): object => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });

it('gives addresses and node ports, each once, and takes them back', () => {
  const { ask, words, get } = freshServer();
  const spec = (name: string): V1Service['spec'] => get<V1Service>(`${services}/${name}`).spec;
  ask('POST', services, service('a', {}));
  expect(spec('a')).toMatchObject({ type: 'ClusterIP', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster', sessionAffinity: 'None' });
  expect(spec('a')?.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\./);
  expect(spec('a')?.clusterIPs).toEqual([spec('a')?.clusterIP]);
  expect(words('POST', services, service('b', { clusterIP: '10.96.0.1' }))).toContain('failed to allocate IP 10.96.0.1: provided IP is already allocated');
  expect(words('POST', services, service('b', { clusterIP: '192.168.1.1' }))).toContain('The range of valid IPs is 10.96.0.0/12');
  expect(words('POST', services, service('np', { type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] }))).toBe('ok 201');
  expect(words('POST', services, service('np2', { type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] }))).toBe('Service "np2" is invalid: spec.ports[0].nodePort: Invalid value: 30100: provided port is already allocated');
  expect(words('POST', services, service('np2', { type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] }))).toBe('Service "np2" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767');
  ask('PATCH', `${services}/np`, { spec: { type: 'ClusterIP' } }, merge);
  expect(spec('np')?.ports?.[0]?.nodePort).toBeUndefined();
  expect(words('POST', services, service('np2', { type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] }))).toBe('ok 201');
});

it('keeps an address that is set, and gives none to headless and external ones', () => {
  const { ask, words, get } = freshServer();
  ask('POST', services, service('none', { clusterIP: 'None' }));
  expect(get<V1Service>(`${services}/none`).spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
  expect(words('PATCH', `${services}/none`, { spec: { clusterIP: '10.96.3.3' } }, merge)).toBe('Service "none" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.3.3"]: may not change once set');
  ask('POST', services, { metadata: { name: 'ext' }, spec: { type: 'ExternalName', externalName: 'db.example.com' } });
  expect(get<V1Service>(`${services}/ext`).spec?.clusterIP).toBeUndefined();
  expect(words('PATCH', `${services}/none`, { spec: { ipFamilyPolicy: 'RequireDualStack' } }, merge)).toBe('Service "none" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services');
});

it('takes a node port once, whatever the protocol, and shares it among protocols of one port', () => {
  const { ask, words, get } = freshServer();
  const np = (name: string, ports: readonly object[]): object => service(name, { type: 'NodePort', ports });
  const taken = (name: string, index: number): string => `Service "${name}" is invalid: spec.ports[${String(index)}].nodePort: Invalid value: 30100: provided port is already allocated`;
  expect(words('POST', services, np('two', [{ name: 'a', port: 80, nodePort: 30100 }, { name: 'b', port: 81, nodePort: 30100 }]))).toBe(taken('two', 1));
  expect(words('POST', services, np('dns', [{ name: 'tcp', port: 53, nodePort: 30100 }, { name: 'udp', port: 53, protocol: 'UDP' }]))).toBe('ok 201');
  expect(get<V1Service>(`${services}/dns`).spec?.ports?.map(({ nodePort }) => nodePort)).toEqual([30100, 30100]);
  expect(words('POST', services, np('udp', [{ port: 80, protocol: 'UDP', nodePort: 30100 }]))).toBe(taken('udp', 0));
  expect(words('POST', services, np('dns', [{ port: 53, nodePort: 30100 }]))).toBe(taken('dns', 0));
  ask('POST', services, np('any', [{ name: 'tcp', port: 53 }, { name: 'udp', port: 53, protocol: 'UDP' }]));
  const [tcp, udp] = get<V1Service>(`${services}/any`).spec?.ports ?? [];
  expect(tcp?.nodePort).toBe(udp?.nodePort);
  const both = { spec: { ports: [{ name: 'a', port: 80, nodePort: 30200 }, { name: 'b', port: 81, nodePort: 30200 }] } };
  expect(words('PATCH', `${services}/any`, both, merge)).toBe('duplicate nodePort: {TCP 30200}');
  expect(words('PATCH', `${services}/any`, { spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 } }, merge))
    .toBe('Internal error occurred: failed to allocate requested HealthCheck NodePort 30100: provided port is already allocated');
});
