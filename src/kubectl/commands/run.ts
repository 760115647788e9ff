import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { array, bool, duration, int, text } from '../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag } from '../global-flags.ts';
import { dryRunOf, printStruct } from '../printers/output.ts';
import { structWithLastApplied } from '../resources/last-applied.ts';
import { pathOf, type Mapping } from '../resources/mapping.ts';
import { applyMergePatch } from '../resources/merge-patch.ts';
import { asMap, at, nameOf, withAt, type Obj } from '../resources/object.ts';
import { strategicOverride } from '../resources/strategic.ts';
import { readDocuments } from '../resources/yaml-text.ts';
import { queryOf } from '../session.ts';
import { waitFor, waitGone, deadlineAfter } from '../resources/waiting.ts';
import { listenTo, sayHowToResume, typeInto } from './exec.ts';
import { printLogs } from './logs.ts';

export const run: Command = {
  name: 'run',
  args: 'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, saveConfigFlag, managerFlag('kubectl-run'),
    text('image', '', { help: 'The image for the container to run.', required: true }), array('env'), text('port'), text('labels', 'l'), array('annotations'), text('restart', '', { default: 'Always' }),
    text('image-pull-policy'), text('overrides'), text('override-type', '', { default: 'merge' }), bool('expose'), bool('command'), bool('rm'), bool('attach'), bool('stdin', 'i'), bool('tty', 't'),
    bool('quiet', 'q'), bool('privileged'), bool('leave-stdin-open'), duration('pod-running-timeout', '', { default: '1m0s' }), text('cascade', '', { default: 'background', alone: 'background' }),
    bool('force'), int('grace-period', '', { default: '-1' }), duration('timeout'), bool('wait'),
  ],
  run: runPod,
};

const domain = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?`;
const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
/** What may name an image: `[domain/]path[:tag][@digest]`. */
const imageForm = new RegExp(String.raw`^(?:${domain}/)?${part}(?:/${part})*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`);

function* runPod(call: Call): Run<number> {
  const { flags, session } = call;
  const count = call.dash >= 0 ? call.dash : call.args.length;
  if (count === 0 && call.args.length === 0) throw usageFailure(call, 'NAME is required for run');
  if (count !== 1 && call.dash >= 0) throw usageFailure(call, 'NAME is required for run');
  const name = call.args[0] ?? '';
  const image = flags.text('image');
  if (image === '') throw new Failure('--image is required');
  if (!imageForm.test(image)) throw new Failure(`Invalid image name "${image}": invalid reference format`);
  const restart = flags.text('restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw usageFailure(call, `invalid restart policy: ${restart}`);
  const interactive = flags.bool('stdin') || flags.bool('tty') || flags.bool('attach');
  if (flags.bool('rm') && !interactive) throw usageFailure(call, '--rm should only be used for attached containers');
  if (flags.bool('expose') && flags.text('port') === '') throw usageFailure(call, '--port must be set when exposing a service');
  const dryRun = dryRunOf(flags);
  const pod = override(call, podOf(call, name), flags.text('overrides'));
  const service = flags.bool('expose') ? serviceFor(pod, name, Number(flags.text('port'))) : undefined;
  const created = yield* send(call, pod);
  if (service) yield* printStruct(session, flags, yield* send(call, service), 'created', dryRun);
  if (interactive && dryRun === 'none') return yield* attachAndRemove(call, created, restart);
  yield* printStruct(session, flags, created, 'created', dryRun);
  return 0;
}

function podOf(call: Call, name: string): Obj {
  const { flags } = call;
  const words = call.args.slice(1);
  const port = flags.text('port');
  if (port !== '' && !/^\d+$/.test(port)) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  const labels = flags.text('labels') === '' ? { run: name } : pairsOf(flags.text('labels').split(','));
  const annotations = flags.list('annotations');
  const env = flags.list('env').map(envOf);
  const container = {
    ...(words.length > 0 ? { [flags.bool('command') ? 'command' : 'args']: words } : {}), ...(env.length > 0 ? { env } : {}), image: flags.text('image'), name,
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }), resources: {},
    ...(flags.text('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(flags.bool('stdin') ? { stdin: true, stdinOnce: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
  };
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { ...(annotations.length > 0 ? { annotations: pairsOf(annotations) } : {}), labels, name },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.text('restart') }, status: {},
  } as Obj;
}

function pairsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new Failure(`unexpected label spec: ${pair}`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  }));
}

function envOf(pair: string): object {
  const equals = pair.indexOf('=');
  if (equals <= 0) throw new Failure(`invalid env: ${pair}`);
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
}

/** `--overrides`, merged as `--override-type` says. */
export function override(call: Call, object: Obj, overrides: string): Obj {
  if (overrides === '') return object;
  const patch = readDocuments(overrides)[0]?.value;
  if (!asMap(patch)) throw new Failure('Invalid JSON Patch');
  return (call.flags.text('override-type') === 'strategic' ? strategicOverride(object, patch) : applyMergePatch(object, patch)) as Obj;
}

function serviceFor(pod: Obj, name: string, port: number): Obj {
  return {
    apiVersion: 'v1', kind: 'Service', metadata: { name },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: pod.metadata?.labels }, status: { loadBalancer: {} },
  } as Obj;
}

function* send(call: Call, object: Obj): Run<Obj> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const scoped = session.namespaceGiven ? withAt(object, ['metadata', 'namespace'], session.namespace) : object;
  const remembered = flags.bool('save-config') ? structWithLastApplied(scoped) : scoped;
  if (dryRun === 'client') return remembered;
  const mapping = yield* call.discovery.kind(object.apiVersion ?? '', object.kind ?? '');
  if (!mapping) throw new Failure(`no matches for kind "${object.kind ?? ''}" in version "${object.apiVersion ?? ''}"`);
  const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
  return yield* session.fetch<Obj>('POST', pathOf(mapping, session.namespace) + query, { body: withAt(remembered, ['metadata', 'namespace'], session.namespace) });
}

/** Waits for the pod's container, shows what it says until it ends, and takes the pod away with `--rm`. */
function* attachAndRemove(call: Call, pod: Obj, restart: string): Run<number> {
  const { session, flags } = call;
  const mapping = yield* call.discovery.resource('pods');
  const named = { mapping, namespace: session.namespace, name: nameOf(pod) };
  const started = yield* waitFor(session, named, (object) => object === undefined || at(object, 'status', 'phase') !== 'Pending', yield* deadlineAfter(session, flags.duration('pod-running-timeout')));
  let exitCode = 0;
  if (started) {
    if (!flags.bool('quiet')) session.printError("If you don't see a command prompt, try pressing enter.");
    if (session.isTyped && flags.bool('stdin')) {
      yield* typeInto(call, started, 'attach', { container: nameOf(pod) });
      if (!flags.bool('rm')) sayHowToResume(call, started, nameOf(pod));
    } else if (at(started, 'status', 'phase') === 'Running') yield* listenTo(call, started, nameOf(pod));
    else yield* printLogs(call, started, { container: '', follow: true, prefix: '' });
    const ended = restart === 'Always' ? undefined : yield* waitFor(session, named, (object) => object === undefined || ['Succeeded', 'Failed'].includes(String(at(object, 'status', 'phase') as string)), yield* deadlineAfter(session, -1));
    exitCode = Number(at(ended, 'status', 'containerStatuses', 0, 'state', 'terminated', 'exitCode') ?? 0);
  }
  if (flags.bool('rm')) yield* removePod(call, mapping, pod);
  return exitCode;
}

function* removePod(call: Call, mapping: Mapping, pod: Obj): Run<void> {
  const { session } = call;
  yield* session.fetch('DELETE', pathOf(mapping, session.namespace, nameOf(pod)), { body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' } });
  session.print(`pod "${nameOf(pod)}" deleted from ${session.namespace} namespace`);
  yield* waitGone(session, { mapping, namespace: session.namespace, name: nameOf(pod) }, pod.metadata?.uid, yield* deadlineAfter(session, -1));
}
