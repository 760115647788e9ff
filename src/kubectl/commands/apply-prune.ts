import type { Call } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { dryRunOf, dryRunWords, formatOf, nameWithKind } from '../printers/output.ts';
import { lastAppliedOf } from '../resources/last-applied.ts';
import { pathOf, type Mapping } from '../resources/mapping.ts';
import { nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { queryOf } from '../session.ts';
import { propagationOf } from './delete.ts';

/**
 * What is looked through where `--prune-allowlist` names nothing: group, version and kind.
 *
 * @see kubectl, util/prune
 */
const usual: readonly string[] = [
  'core/v1/ConfigMap', 'core/v1/Endpoints', 'core/v1/PersistentVolumeClaim', 'core/v1/Pod', 'core/v1/ReplicationController', 'core/v1/Secret', 'core/v1/Service',
  'batch/v1/Job', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet',
  'core/v1/Namespace', 'core/v1/PersistentVolume',
];

export function checkPrune({ flags }: Call): void {
  if (!flags.bool('prune')) return;
  const [all, selector] = [flags.bool('all'), flags.text('selector')];
  if (all && selector !== '') throw new Failure('cannot set --all and --selector at the same time');
  if (all || selector !== '') return;
  throw new Failure('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector');
}

/** Deletes what an earlier apply made and this one did not name: of the same labels, in the same namespaces. */
export function* prune(call: Call, applied: readonly Obj[]): Run<void> {
  const mappings = yield* mappingsToPrune(call);
  const kept = new Set(applied.map((object) => object.metadata?.uid));
  const namespaces = [...new Set(applied.map(namespaceOf).filter((namespace) => namespace !== ''))];
  for (const namespace of namespaces) for (const mapping of mappings) if (mapping.namespaced) yield* pruneKind(call, { mapping, namespace, kept });
  for (const mapping of mappings) if (!mapping.namespaced) yield* pruneKind(call, { mapping, namespace: '', kept });
}

function* mappingsToPrune(call: Call): Run<readonly Mapping[]> {
  const listed = call.flags.list('prune-allowlist');
  const mappings: Mapping[] = [];
  for (const word of listed.length > 0 ? listed : usual) {
    const [group = '', version = '', kind = '', ...more] = word.split('/');
    if (kind === '' || more.length > 0) throw new Failure(`invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
    const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`;
    const mapping = yield* call.discovery.kind(apiVersion, kind);
    if (!mapping) throw new Failure(`no matches for kind "${kind}" in version "${apiVersion}"`);
    mappings.push(mapping);
  }
  return mappings;
}

interface Pruning {
  readonly mapping: Mapping;
  readonly namespace: string;
  /** Uids of what was applied. */
  readonly kept: ReadonlySet<unknown>;
}

function* pruneKind(call: Call, { mapping, namespace, kept }: Pruning): Run<void> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const { items = [] } = yield* session.get<{ items?: readonly Obj[] }>(pathOf(mapping, namespace) + queryOf({ labelSelector: flags.text('selector') }));
  for (const item of items) {
    if (lastAppliedOf(item) === undefined || kept.has(item.metadata?.uid)) continue;
    const grace = flags.int('grace-period');
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: propagationOf(flags.text('cascade')) };
    if (dryRun !== 'client') yield* session.fetch('DELETE', pathOf(mapping, namespace, nameOf(item)) + queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined }), { body });
    const typed: Obj = { apiVersion: mapping.group ? `${mapping.group}/${mapping.version}` : mapping.version, kind: mapping.kind, ...item };
    session.print(formatOf(flags)?.name === 'name' ? nameWithKind(typed) : `${nameWithKind(typed)} pruned${dryRunWords(dryRun)}`);
  }
}
