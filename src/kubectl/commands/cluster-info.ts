import type { V1Container } from '../../kube/generated/types.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { bool, duration, slice, text } from '../flags.ts';
import { formatOf } from '../printers/output.ts';
import { printFlags } from '../global-flags.ts';
import { asMap, at, itemsOf, nameOf, withoutManagedFields, type Obj } from '../resources/object.ts';
import { toYaml } from '../resources/yaml-text.ts';

/** What is dumped of each namespace, and the file that it goes to. */
const kinds: readonly (readonly [path: string, file: string])[] = [
  ['/api/v1/namespaces/NS/events', 'events'], ['/api/v1/namespaces/NS/replicationcontrollers', 'replication-controllers'], ['/api/v1/namespaces/NS/services', 'services'],
  ['/apis/apps/v1/namespaces/NS/daemonsets', 'daemonsets'], ['/apis/apps/v1/namespaces/NS/deployments', 'deployments'], ['/apis/apps/v1/namespaces/NS/replicasets', 'replicasets'],
  ['/api/v1/namespaces/NS/pods', 'pods'],
];

/** Where the parts go: one after the other, or each to a file of its own. */
type Put = (file: string, content: string) => Run<void>;

const dump: Command = {
  name: 'dump', short: 'Dump relevant information for debugging and diagnosis', args: '',
  flags: [
    bool('all-namespaces', 'A', { help: 'Whether all namespaces are dumped, whatever --namespaces says.' }), slice('namespaces', '', { help: 'Namespaces to dump; kube-system and the current one where nothing is said.' }),
    ...printFlags.filter(({ name }) => name !== 'output'), text('output', 'o', { default: 'json' }), text('output-directory', '', { help: 'Folder for a file of each part; - or nothing writes all to standard output.' }),
    duration('pod-running-timeout', '', { default: '20s', help: 'How long is waited for a pod to run before its logs are read.' }),
  ],
  *run(call) {
    const format = call.flags.text('output');
    formatOf(call.flags);
    if (format !== 'json' && format !== 'yaml') throw new Failure(`-o ${format.split('=')[0] ?? ''} is not supported by this dump; json and yaml are`);
    const folder = call.flags.text('output-directory');
    const isOneText = folder === '' || folder === '-';
    let parts = 0;
    const put: Put = isOneText
      ? function* (file, content) { yield* []; call.session.output.stdout(`${format === 'yaml' && file.endsWith('.yaml') && parts++ > 0 ? '---\n' : ''}${content}`); }
      : function* (file, content) { yield* call.session.write(`${folder.replace(/\/+$/, '')}/${file}`, content); };
    yield* dumpList(call, put, { path: '/api/v1/nodes', file: 'nodes' });
    for (const namespace of yield* namespacesOf(call)) yield* dumpNamespace(call, put, namespace);
    if (!isOneText) call.session.print(`Cluster info dumped to ${folder}`);
  },
};

function* namespacesOf(call: Call): Run<readonly string[]> {
  if (call.flags.bool('all-namespaces')) return itemsOf(yield* call.session.get<Obj>('/api/v1/namespaces')).map(nameOf);
  const named = call.flags.list('namespaces');
  return named.length > 0 ? named : [...new Set(['kube-system', call.session.namespace])];
}

function* dumpNamespace(call: Call, put: Put, namespace: string): Run<void> {
  let pods: readonly Obj[] = [];
  for (const [path, name] of kinds) pods = yield* dumpList(call, put, { path: path.replace('NS', namespace), file: `${namespace}/${name}` });
  for (const pod of pods) yield* dumpLogs(call, put, namespace, pod);
}

function* dumpList(call: Call, put: Put, { path, file }: { readonly path: string; readonly file: string }): Run<readonly Obj[]> {
  const format = call.flags.text('output');
  const list = yield* call.session.get<Obj>(path);
  const items = itemsOf(list).map((item) => kindFirst(withoutManagedFields({ ...item, kind: (list.kind ?? '').replace(/List$/, ''), apiVersion: list.apiVersion ?? 'v1' } as Obj)));
  const shown = { kind: list.kind, apiVersion: list.apiVersion, metadata: list.metadata, items };
  yield* put(`${file}.${format}`, format === 'json' ? `${JSON.stringify(shown, undefined, 4)}\n` : toYaml(shown));
  return items;
}

function kindFirst(object: Obj): Obj {
  const { kind, apiVersion, metadata, ...rest } = asMap(object) ?? {};
  return { kind, apiVersion, metadata, ...rest } as unknown as Obj;
}

function* dumpLogs(call: Call, put: Put, namespace: string, pod: Obj): Run<void> {
  const containers = [...((at(pod, 'spec', 'initContainers') ?? []) as readonly V1Container[]), ...((at(pod, 'spec', 'containers') ?? []) as readonly V1Container[])];
  let said = '';
  for (const { name } of containers) {
    const { code, body } = yield* call.session.send('GET', `/api/v1/namespaces/${namespace}/pods/${nameOf(pod)}/log?container=${encodeURIComponent(name)}`);
    said += `==== START logs for container ${name} of pod ${namespace}/${nameOf(pod)} ====\n${code === 200 ? String(body) : 'Request log error: the server does not give them\n'}==== END logs for container ${name} of pod ${namespace}/${nameOf(pod)} ====\n`;
  }
  yield* put(`${namespace}/${nameOf(pod)}/logs.txt`, said);
}

export const clusterInfo: Command = {
  name: 'cluster-info', short: 'Display cluster information', flags: [], commands: [dump],
  *run(call) {
    const { session } = call;
    const { body, code } = yield* session.send('GET', '/api/v1/namespaces/kube-system/services?labelSelector=kubernetes.io%2Fcluster-service%3Dtrue');
    session.print(`Kubernetes control plane is running at ${session.settings.server}`);
    const services = code === 200 ? ((body as { items?: readonly { metadata: { name: string; labels?: Record<string, string> } }[] }).items ?? []) : [];
    for (const { metadata } of services) session.print(`${metadata.labels?.['kubernetes.io/name'] ?? metadata.name} is running at ${session.settings.server}/api/v1/namespaces/kube-system/services/${metadata.name}/proxy`);
    session.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
  },
};

