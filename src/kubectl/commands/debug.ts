import type { V1Container, V1Pod } from '../../kube/generated/types.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { array, bool, slice, text } from '../flags.ts';
import { collectAll, resolveTargets, type Info } from '../resources/builder.ts';
import { kindText } from '../resources/mapping.ts';
import { nameOf, type Obj } from '../resources/object.ts';
import { deadlineAfter, waitFor } from '../resources/waiting.ts';
import { at } from '../resources/object.ts';
import { commandOf } from './create/generator.ts';
import { nodeAccess, profiles, withProfile } from './debug-profiles.ts';
import { printLogs } from './logs.ts';

export const debug: Command = {
  name: 'debug', args: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]', short: 'Create debugging sessions for troubleshooting workloads and nodes', completes: 'pod',
  flags: [
    text('image'), text('container', 'c'), text('target'), text('profile', '', { default: 'general' }), text('image-pull-policy'), text('copy-to'), array('env'), bool('stdin', 'i'), bool('tty', 't'), bool('attach'),
    bool('quiet', 'q'), bool('replace'), bool('same-node'), bool('share-processes', '', { default: 'true' }), text('custom'), bool('arguments-only'), slice('filename', 'f', { hint: 'file' }), slice('set-image'), bool('keep-annotations'), bool('keep-labels'), bool('keep-liveness'), bool('keep-readiness'), bool('keep-startup'),
    bool('keep-init-containers', '', { default: 'true' }),
  ],
  run: runDebug,
};

function* runDebug(call: Call): Run<void> {
  const { flags, session, discovery } = call;
  const [word] = call.args;
  if (flags.text('image') === '' && flags.text('copy-to') === '') throw new Failure('you must specify --image when not using --copy-to.');
  if (flags.text('image') === '' && flags.list('set-image').length === 0 && commandOf(call).length === 0) throw new Failure('you must specify --image, --set-image or command arguments.');
  if (!profiles.includes(flags.text('profile'))) throw new Failure(`unknown profile: ${flags.text('profile')}`);
  if (flags.text('target') !== '' && flags.text('copy-to') !== '') throw new Failure('--target is incompatible with --copy-to. Use --share-processes instead.');
  if (word === undefined || call.dash === 0) throw new Failure('NAME or TYPE/NAME is required for debug');
  const [info] = yield* collectAll(session, yield* resolveTargets(session, discovery, word.includes('/') ? [word] : ['pods', word], {}), {});
  if (!info) throw new Failure('nothing was found to debug');
  if (info.mapping.kind === 'Node') return yield* debugNode(call, info);
  if (info.mapping.kind !== 'Pod') throw new Failure(`"${kindText(info.mapping)}" not supported by debug`);
  yield* flags.text('copy-to') === '' ? debugPod(call, info) : debugCopy(call, info);
}

/** How long a debugging container may take to start. */
const startMaxMs = 60_000;

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters that the time of day gives. */
function* suffix(call: Call): Run<string> {
  let rest = Math.imul((yield* call.session.now()) | 0, 0x9e3779b1) >>> 0;
  let word = '';
  for (let i = 0; i < 5; i++) {
    word += alphabet.charAt(rest % alphabet.length);
    rest = Math.floor(rest / alphabet.length) + 0x2a91;
  }
  return word;
}

const envOf = (call: Call): readonly object[] => call.flags.list('env').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));

function* debugPod(call: Call, info: Info): Run<void> {
  const { flags, session } = call;
  const name = flags.text('container') || `debugger-${yield* suffix(call)}`;
  if (flags.text('container') === '' && !flags.bool('quiet')) session.print(`Defaulting debug container name to ${name}.`);
  if (flags.text('target') && !flags.bool('quiet')) session.print(`Targeting container "${flags.text('target')}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.`);
  const words = commandOf(call);
  const container = withProfile(flags.text('profile'), 'ephemeral', {
    name, image: flags.text('image'), ...(words.length > 0 ? { command: words } : {}), ...(envOf(call).length > 0 ? { env: envOf(call) } : {}), ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
    ...(flags.text('target') ? { targetContainerName: flags.text('target') } : {}), ...(flags.text('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
  });
  const path = `/api/v1/namespaces/${info.namespace}/pods/${info.name}/ephemeralcontainers`;
  const pod = yield* session.fetch<Obj>('PATCH', path, { body: { spec: { ephemeralContainers: [container] } }, contentType: 'application/strategic-merge-patch+json' });
  if (!flags.bool('stdin') && !flags.bool('attach')) return;
  const started = yield* waitFor(session, info, (object) => object === undefined || ((at(object, 'status', 'ephemeralContainerStatuses') ?? []) as readonly { name: string; state?: { waiting?: unknown } }[]).some((status) => status.name === name && !status.state?.waiting), yield* deadlineAfter(session, startMaxMs));
  if (started) yield* printLogs(call, pod, { container: name, follow: true, prefix: '' });
}

/** A copy of the pod, with a debugging container beside its own or in place of one. */
function* debugCopy(call: Call, info: Info): Run<void> {
  const { flags, session } = call;
  const { spec, metadata } = info.object as V1Pod;
  const name = flags.text('container') || (flags.text('image') === '' ? '' : `debugger-${yield* suffix(call)}`);
  if (flags.text('container') === '' && name !== '' && !flags.bool('quiet')) session.print(`Defaulting debug container name to ${name}.`);
  const images = new Map(flags.list('set-image').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const own = (spec?.containers ?? []).map((container) => copiedContainer(call, { ...container, image: images.get(container.name) ?? images.get('*') ?? container.image ?? '' }));
  const containers = own.some((container) => container.name === name) ? own.map((container) => (container.name === name ? debugging(call, container) : container)) : name === '' ? own : [...own, debugging(call, { name })];
  if (name !== '' && containers.length > own.length && flags.text('image') === '') throw new Failure('you must specify image when creating new container');
  const { ephemeralContainers: _ephemeral, nodeName, initContainers, ...rest } = spec ?? { containers: [] };
  const body = {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: flags.text('copy-to'), namespace: info.namespace, ...(flags.bool('keep-labels') && metadata?.labels ? { labels: metadata.labels } : {}), ...(flags.bool('keep-annotations') && metadata?.annotations ? { annotations: metadata.annotations } : {}) },
    spec: { ...rest, ...(flags.bool('keep-init-containers') && initContainers ? { initContainers } : {}), ...(flags.bool('same-node') && nodeName ? { nodeName } : {}), shareProcessNamespace: flags.bool('share-processes'), containers },
  };
  const created = yield* session.fetch<Obj>('POST', `/api/v1/namespaces/${info.namespace}/pods?fieldManager=kubectl-debug`, { body });
  if (flags.bool('replace')) yield* session.fetch('DELETE', `/api/v1/namespaces/${info.namespace}/pods/${info.name}`, { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } });
  if (name === '' || (!flags.bool('stdin') && !flags.bool('attach'))) return;
  const copy = { ...info, name: nameOf(created), object: created };
  const started = yield* waitFor(session, copy, (object) => object === undefined || ((at(object, 'status', 'containerStatuses') ?? []) as readonly { name: string; state?: { waiting?: unknown } }[]).some((status) => status.name === name && !status.state?.waiting), yield* deadlineAfter(session, startMaxMs));
  if (started) yield* printLogs(call, created, { container: name, follow: true, prefix: '' });
}

/** A container of the copy: what would end it while somebody looks is left out, unless it is to be kept. */
function copiedContainer({ flags }: Call, { livenessProbe, readinessProbe, startupProbe, ...rest }: V1Container): V1Container {
  return {
    ...rest, ...(flags.bool('keep-liveness') && livenessProbe ? { livenessProbe } : {}), ...(flags.bool('keep-readiness') && readinessProbe ? { readinessProbe } : {}), ...(flags.bool('keep-startup') && startupProbe ? { startupProbe } : {}),
  };
}

/** The container that is debugged with. */
function debugging(call: Call, container: V1Container): V1Container {
  const { flags } = call;
  const words = commandOf(call);
  const { args, ...rest } = container;
  const run = words.length === 0 ? (args ? { args } : {}) : flags.bool('arguments-only') ? { args: [...words] } : { command: [...words] };
  return withProfile(flags.text('profile'), 'copy', {
    ...rest, ...run, ...(flags.text('image') ? { image: flags.text('image') } : {}), ...(flags.text('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
    ...(envOf(call).length > 0 ? { env: envOf(call) as NonNullable<V1Container['env']> } : {}), ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
  });
}

function* debugNode(call: Call, info: Info): Run<void> {
  const { flags, session } = call;
  const name = `node-debugger-${info.name}-${yield* suffix(call)}`;
  const words = commandOf(call);
  const profile = flags.text('profile');
  const access = nodeAccess(profile);
  const container = withProfile(profile, 'node', {
    name: 'debugger', image: flags.text('image'), ...(words.length > 0 ? { command: words } : {}), ...access.container, ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
  });
  const body = {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: session.namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: { containers: [container], ...access.pod, nodeName: info.name, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  };
  const pod = yield* session.fetch<Obj>('POST', `/api/v1/namespaces/${session.namespace}/pods`, { body });
  if (!flags.bool('quiet')) session.print(`Creating debugging pod ${nameOf(pod)} with container debugger on node ${info.name}.`);
}
