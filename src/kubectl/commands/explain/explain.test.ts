import { describe, expect, it } from 'vitest';
import { docs } from '../../../kube/generated/docs.ts';
import { createStore } from '../../../engine/etcd/index.ts';
import { createApiServer } from '../../../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../../engine/sim/index.ts';
import { describeWith, drive, runKubectl, splitLine } from '../../index.ts';
import { customNode } from './documented.ts';
import { placeText } from './plaintext.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };

const boat = {
  type: 'object', description: 'A boat.', properties: { spec: { type: 'object', properties: { mode: { type: 'string', enum: ['sail', 'motor'] }, port: { 'x-kubernetes-int-or-string': true } } } },
};

function explain(line: string) {
  describeWith(docs);
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver'), docs });
  api.bootstrap();
  const state = { stdout: '', stderr: '', api };
  drive(runKubectl(splitLine(`explain ${line}`), { settings, stdin: '', output: { stdout: (text) => { state.stdout += text; }, stderr: (text) => { state.stderr += text; } } }), { api, clock, user: person, cause: { action: 1 } }, () => undefined);
  return state;
}

describe('kubectl explain', () => {
  it('says of a field whose type is a reference what the field is for, then what the type is', () => {
    expect(explain('pod.spec.securityContext').stdout).toContain(`DESCRIPTION:
    SecurityContext holds pod-level security attributes and common container
    settings. Optional: Defaults to empty.  See type description for default
    values of each field.
    PodSecurityContext holds pod-level security attributes and common container
    settings.`);
    expect(explain('svc.spec.ports.targetPort').stdout).toMatch(/FIELD: targetPort <IntOrString>[^]*Number or name of the port[^]*\n {4}IntOrString is a type/);
  });

  it('the server publishes the same sentence beside the reference', () => {
    const { body } = explain('pods').api.handle({ method: 'GET', path: '/openapi/v3/api/v1', user: person, cause: { action: 1 } });
    const schemas = (body as { components: { schemas: Record<string, { properties: Record<string, unknown> }> } }).components.schemas;
    expect(schemas['io.k8s.V1Pod.Pod']?.properties['spec']).toEqual({ description: docs['V1Pod']?.['spec'], allOf: [{ $ref: '#/components/schemas/io.k8s.V1PodSpec.PodSpec' }], default: {} });
    expect(docs['V1Pod']?.['spec']).toMatch(/^Specification of the desired behavior of the pod\./);
  });

  it('a custom kind has what every object has, and its values are listed', () => {
    const node = customNode(boat);
    expect(placeText(node, undefined, false)).toMatch(/FIELDS:\n {2}apiVersion\t<string>\n[^]* {2}kind\t<string>\n[^]* {2}metadata\t<ObjectMeta>\n[^]* {2}spec\t<Object>\n/);
    const spec = node.fields().find(({ name }) => name === 'spec');
    expect(placeText(spec?.node ?? node, spec, false)).toContain('  mode\t<string>\n  enum: sail, motor\n    <no description>\n\n  port\t<Object>\n');
    const mode = spec?.node.fields()[0];
    expect(placeText(mode?.node ?? node, mode, false)).toBe('FIELD: mode <string>\nENUM:\n    sail\n    motor\n\nDESCRIPTION:\n    <empty>\n\n');
  });

  it('as before 1.27, by OpenAPI v2', () => {
    expect(explain('cm.data --output plaintext-openapiv2').stdout).toMatch(/^KIND: {5}ConfigMap\nVERSION: {2}v1\n\nFIELD: {4}data <map\[string\]string>\n\nDESCRIPTION:\n {5}Data contains the configuration data\. [^\n]{30,}\n/);
    expect(explain('deploy.spec.strategy --recursive --output plaintext-openapiv2').stdout).toMatch(/\nRESOURCE: strategy <Object>\n[^]*\nFIELDS:\n {3}rollingUpdate\t<Object>\n {6}maxSurge\t<string>\n/);
  });

  it.each([
    ['pod.spec.foo.bar', 'error: field "bar" does not exist\n'],
    ['pod.spec.foo.bar --output plaintext-openapiv2', 'error: field "foo" does not exist\n'],
    ['.pods', 'error: invalid jsonpath syntax, first node must be field node\n'],
    ['deploy --api-version=v1', 'error: GVR (/v1, Resource=deployments) not found in OpenAPI schema\n'],
    ['deploy --api-version=a/b/c', 'error: unexpected GroupVersion string: a/b/c\n'],
  ])('refuses %s', (line, words) => { expect(explain(line).stderr).toBe(words); });
});
