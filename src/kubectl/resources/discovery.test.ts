import { beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../../engine/etcd/index.ts';
import { createApiServer } from '../../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../engine/sim/index.ts';
import { drive, runKubectl, splitLine, type DiscoveryCache } from '../index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };

/** A prompt whose runs of kubectl remember what they found, or do not. */
function prompt(cache?: DiscoveryCache) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const type = (line: string, stdin = ''): string => {
    let said = '';
    const take = (text: string): void => { said += text; };
    drive(runKubectl(splitLine(line), { settings, output: { stdout: take, stderr: take }, stdin, ...(cache ? { cache } : {}) }), { api, clock, user: person, cause: { action: 1 } }, () => undefined);
    clock.runUntil(clock.nowMs + 3000);
    return said;
  };
  return { type, clock };
}

const widgetType = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.lab.example.com}
spec:
  group: lab.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd], categories: [lab]}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`;
const widget = 'apiVersion: lab.example.com/v1\nkind: Widget\nmetadata: {name: w1}\n';
const gone = 'the server could not find the requested resource';

describe('what kubectl remembers of the server', () => {
  let { type, clock } = prompt();
  beforeEach(() => {
    ({ type, clock } = prompt({ found: undefined }));
    type('apply -f -', widgetType);
  });

  it('is asked for anew where a type is not among it: one just made is found', () => {
    type('get nothings');
    type('delete crd widgets.lab.example.com');
    expect(type('get widgets')).toContain(`${gone} (get widgets.lab.example.com)`);
    type('api-resources');
    expect(type('get widgets')).toBe('error: the server doesn\'t have a resource type "widgets"\n');
    type('apply -f -', widgetType);
    expect(type('apply -f -', widget)).toBe('widget.lab.example.com/w1 created\n');
  });

  it.each([
    ['get widgets', `Error from server (NotFound): Unable to list "lab.example.com/v1, Resource=widgets": ${gone} (get widgets.lab.example.com)`],
    ['get wd w1', `Error from server (NotFound): ${gone} (get widgets.lab.example.com w1)`],
    ['get wd -o yaml', `Error from server (NotFound): Unable to list "lab.example.com/v1, Resource=widgets": ${gone} (get widgets.lab.example.com)`],
    ['describe widget w1', `Error from server (NotFound): Unable to list "lab.example.com/v1, Resource=widgets": ${gone} (get widgets.lab.example.com)`],
    ['delete widget w1', `Error from server (NotFound): ${gone} (delete widgets.lab.example.com w1)`],
    ['apply -f -', `Error from server (NotFound): error when creating "STDIN": ${gone} (post widgets.lab.example.com)`],
    ['replace -f -', `Error from server (NotFound): error when replacing "STDIN": ${gone} (put widgets.lab.example.com w1)`],
    ['get --raw /apis/lab.example.com/v1/widgets', `Error from server (NotFound): ${gone}`],
  ])('is used for a type that is gone: %s', (line, words) => {
    type('apply -f -', widget);
    type('delete crd widgets.lab.example.com');
    const said = type(line, line.endsWith('-f -') ? widget : '');
    expect(said.slice(said.indexOf('Error')).trimEnd()).toContain(words);
    expect(said).not.toContain(`${words} (`);
  });

  it('lets delete --all find nothing of a type that is gone', () => {
    type('apply -f -', widget);
    type('delete crd widgets.lab.example.com');
    expect(type('delete widgets --all')).toBe('No resources found\n');
    expect(type('delete widgets --all --ignore-not-found=false')).toContain(`${gone} (get widgets.lab.example.com)`);
  });

  it.each(['api-resources', 'api-versions'])('is renewed by %s', (line) => {
    type('apply -f -', widget);
    type('delete crd widgets.lab.example.com');
    expect(type(line)).not.toContain('lab.example.com');
    expect(type('get widgets')).toBe('error: the server doesn\'t have a resource type "widgets"\n');
  });

  it.each(['get widgets.lab.example.com', 'get lab'])('is renewed by a name of three parts, as kubectl takes it for one with a version: %s', (line) => {
    type('apply -f -', widget);
    expect(type('get lab -o name')).toBe('widget.lab.example.com/w1\n');
    type('delete crd widgets.lab.example.com');
    expect(type(line)).toBe('error: the server doesn\'t have a resource type "widgets"\n');
    expect(type('get widgets')).toBe('error: the server doesn\'t have a resource type "widgets"\n');
  });

  it('holds for six hours', () => {
    type('apply -f -', widget);
    type('delete crd widgets.lab.example.com');
    clock.runUntil(clock.nowMs + 6 * 3_600_000);
    expect(type('get widgets')).toBe('error: the server doesn\'t have a resource type "widgets"\n');
  });

  it('is nothing where each run starts with nothing', () => {
    const { type: alone } = prompt();
    alone('apply -f -', widgetType);
    alone('apply -f -', widget);
    alone('delete crd widgets.lab.example.com');
    expect(alone('get widgets')).toBe('error: the server doesn\'t have a resource type "widgets"\n');
  });
});

describe('a group whose server is not there', () => {
  it('is left out of discovery, and does not answer', () => {
    const { type } = prompt();
    type('apply -f -', 'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.lab.example.com}\nspec: {group: lab.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {name: lab, namespace: default}}\n');
    expect(type('get apiservice v1.lab.example.com --no-headers')).toMatch(/^v1\.lab\.example\.com +default\/lab +False \(ServiceNotFound\) +\d+s\n$/);
    expect(type('api-versions')).not.toContain('lab.example.com');
    expect(type('api-resources')).toMatch(/^NAME [^]*volumeattributesclasses .*\n$/);
    expect(type('get --raw /apis/lab.example.com/v1')).toBe('Error from server (ServiceUnavailable): the server is currently unable to handle the request\n');
    expect(type('get things.lab.example.com')).toBe('error: the server doesn\'t have a resource type "things"\n');
  });
});
