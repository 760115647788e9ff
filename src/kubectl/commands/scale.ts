import type { Command } from '../command.ts';
import { Failure } from '../errors.ts';
import { duration, int, text } from '../flags.ts';
import { allFlag, dryRunFlag, fileFlags, printFlags, selectorFlag } from '../global-flags.ts';
import { dryRunOf, printResult } from '../printers/output.ts';
import { pathOf } from '../resources/mapping.ts';
import { at, withAt, type Obj } from '../resources/object.ts';
import { forEachLive } from '../resources/select.ts';
import { deadlineAfter, waitFor } from '../resources/waiting.ts';
import { queryOf } from '../session.ts';

export const scale: Command = {
  name: 'scale',
  args: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  completes: 'resource-name',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, selectorFlag, allFlag,
    int('replicas', '', { required: true, help: 'The new desired number of replicas. Required.' }),
    int('current-replicas', '', { default: '-1', help: 'Precondition for current size.' }), text('resource-version', '', { help: 'Precondition for resource version.' }), duration('timeout'),
  ],
  *run(call) {
    const { flags, session } = call;
    const replicas = flags.int('replicas');
    if (replicas < 0) throw new Failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const dryRun = dryRunOf(flags);
    const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined });
    const infos = yield* forEachLive(call, function* (info) {
      const path = pathOf(info.mapping, info.namespace, info.name, 'scale');
      const scaled = countsItself(info.object) ? withAt(info.object, ['spec', 'replicas'], replicas) : info.object;
      if (dryRun === 'client') return yield* printResult(session, flags, scaled, 'scaled', dryRun);
      const current = flags.int('current-replicas');
      const version = flags.text('resource-version');
      if (current >= 0 || version !== '') {
        const scaleNow = yield* session.get<Obj>(path);
        const has = Number(at(scaleNow, 'spec', 'replicas') ?? 0);
        if (current >= 0 && has !== current) throw new Failure(`Expected replicas to be ${String(current)}, was ${String(has)}`);
        if (version !== '' && scaleNow.metadata?.resourceVersion !== version) throw new Failure(`Expected resource version to be ${version}, was ${scaleNow.metadata?.resourceVersion ?? ''}`);
      }
      yield* session.fetch('PATCH', path + query, { body: { spec: { replicas } }, contentType: 'application/merge-patch+json' });
      yield* printResult(session, flags, scaled, 'scaled', dryRun);
    });
    if (infos.length === 0) throw new Failure('no objects passed to scale');
    const timeoutMs = flags.duration('timeout');
    if (timeoutMs === 0 || dryRun !== 'none') return;
    const deadline = yield* deadlineAfter(session, timeoutMs);
    for (const info of infos) yield* waitFor(session, info, (object) => at(object, 'status', 'replicas') === replicas || (replicas === 0 && !at(object, 'status', 'replicas')), deadline);
  },
};

/** Of Kubernetes' own kinds it is known where the count stands; of a custom resource it is not. */
const countsItself = ({ apiVersion, kind }: Obj): boolean => (apiVersion === 'apps/v1' && ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(kind ?? '')) || (apiVersion === 'v1' && kind === 'ReplicationController');
