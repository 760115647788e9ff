import type { V1Container } from '../../kube/generated/types.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { text } from '../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag } from '../global-flags.ts';
import { dryRunOf, printStruct } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { structWithLastApplied } from '../resources/last-applied.ts';
import { asMap, at, withAt, type Obj } from '../resources/object.ts';
import { podSpecPath } from '../resources/pod-spec.ts';
import { forEachLive } from '../resources/select.ts';
import { parseSelectorMap } from '../resources/selector-words.ts';
import { queryOf } from '../session.ts';
import { override } from './run.ts';

export const expose: Command = {
  name: 'expose',
  args: '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  completes: 'resource-name', readsFirst: 'formats',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, saveConfigFlag, managerFlag('kubectl-expose'), text('selector'),
    text('port'), text('target-port'), text('protocol'), text('name'), text('type'), text('external-ip'), text('load-balancer-ip'), text('session-affinity'), text('cluster-ip'),
    text('labels', 'l'), text('overrides'), text('override-type', '', { default: 'merge' }),
  ],
  *run(call) {
    yield* forEachLive(call, (info) => exposeOne(call, info), call.args, {});
  },
};

function* exposeOne(call: Call, info: Info): Run<void> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const service = override(call, serviceOf(call, info), flags.text('overrides'));
  const remembered = flags.bool('save-config') ? structWithLastApplied(service) : service;
  if (dryRun === 'client') return yield* printStruct(session, flags, remembered, 'exposed', dryRun);
  const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
  const created = yield* session.fetch<Obj>('POST', `/api/v1/namespaces/${session.namespace}/services${query}`, { body: withAt(remembered, ['metadata', 'namespace'], session.namespace) });
  yield* printStruct(session, flags, created, 'exposed', dryRun);
}

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet'];

function serviceOf(call: Call, { object, mapping }: Info): Obj {
  const { flags } = call;
  if (!exposable.includes(mapping.kind)) throw new Failure(`cannot expose a ${mapping.kind}${mapping.group ? `.${mapping.group}` : ''}`);
  const selector = flags.text('selector') === '' ? selectorFrom(object) : parseSelectorMap(flags.text('selector')).matchLabels;
  const labels = flags.text('labels') === '' ? object.metadata?.labels : parseSelectorMap(flags.text('labels')).matchLabels;
  const clusterIP = flags.text('cluster-ip');
  const type = flags.text('type');
  const ports = portsFor(call, object, clusterIP === 'None');
  const affinity = flags.text('session-affinity');
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP') throw new Failure(`unknown session affinity: ${affinity}`);
  return {
    apiVersion: 'v1', kind: 'Service', metadata: { ...(labels ? { labels } : {}), name: flags.text('name') || (object.metadata?.name ?? '').slice(0, 63) },
    spec: {
      ...(clusterIP ? { clusterIP } : {}), ...(flags.text('external-ip') ? { externalIPs: [flags.text('external-ip')] } : {}), ...(flags.text('load-balancer-ip') ? { loadBalancerIP: flags.text('load-balancer-ip') } : {}),
      ...(ports.length > 0 ? { ports } : {}), selector, ...(affinity ? { sessionAffinity: affinity } : {}), ...(type ? { type } : {}),
    },
    status: { loadBalancer: {} },
  } as Obj;
}

function selectorFrom(object: Obj): Readonly<Record<string, string>> {
  if (object.kind === 'Pod') {
    const labels = object.metadata?.labels as Readonly<Record<string, string>> | undefined;
    if (!labels || Object.keys(labels).length === 0) throw new Failure('couldn\'t retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed');
    return labels;
  }
  const selector = at(object, 'spec', 'selector');
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    if (!asMap(selector)) throw new Failure(`couldn't retrieve selectors via --selector flag or introspection: the ${object.kind.toLowerCase()} has no pod selector set`);
    return selector as Readonly<Record<string, string>>;
  }
  if (at(selector, 'matchExpressions')) throw new Failure("couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - \"[]\" to map-based selector format");
  return (at(selector, 'matchLabels') ?? {}) as Readonly<Record<string, string>>;
}

interface KnownPort {
  readonly port: number;
  readonly protocol: string;
}

function portsFor(call: Call, object: Obj, headless: boolean): readonly object[] {
  const { flags } = call;
  const known = portsOf(object);
  const words = flags.text('port') === '' ? known.map(({ port }) => String(port)) : flags.text('port').split(',');
  if (words.length === 0 && !headless) throw new Failure("couldn't find port via --port flag or introspection");
  const target = flags.text('target-port');
  return words.map((word, index) => {
    if (!/^\d+$/.test(word)) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(word)}: invalid syntax`);
    const port = Number(word);
    const protocol = flags.text('protocol') || (known.find((item) => item.port === port)?.protocol ?? 'TCP');
    return { ...(words.length > 1 ? { name: `port-${String(index + 1)}` } : {}), port, protocol, targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target };
  });
}

function portsOf(object: Obj): readonly KnownPort[] {
  if (object.kind === 'Service') return ((at(object, 'spec', 'ports') ?? []) as readonly { port: number; protocol?: string }[]).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  const path = podSpecPath(object);
  const containers = (path ? (at(object, ...path, 'containers') ?? []) : []) as readonly V1Container[];
  return containers.flatMap(({ ports = [] }) => ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })));
}
