import type { V1NamespaceCondition } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';

/** What was left of one kind after an attempt to delete all of it. */
export interface Remains {
  /** `configmaps` */
  readonly plural: string;
  readonly group: string;
  readonly count: number;
  /** Finalizer → how many objects have it. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** Seconds until it may have gone; 0 where nothing is left. */
  readonly estimateSeconds: number;
}

/** Seconds after which objects with finalizers are looked at again (`finalizerEstimateSeconds`). */
export const finalizerEstimateSeconds = 15;

type ConditionType = 'NamespaceDeletionDiscoveryFailure' | 'NamespaceDeletionGroupVersionParsingFailure' | 'NamespaceDeletionContentFailure' | 'NamespaceContentRemaining' | 'NamespaceFinalizersRemaining';

interface Words {
  readonly type: ConditionType;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** What each condition says when there is nothing to complain about, in Kubernetes' order. */
const quiet: readonly Words[] = [
  { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
  { type: 'NamespaceDeletionGroupVersionParsingFailure', status: 'False', reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
  { type: 'NamespaceDeletionContentFailure', status: 'False', reason: 'ContentDeleted', message: 'All content successfully deleted, may be waiting on finalization' },
  { type: 'NamespaceContentRemaining', status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' },
  { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
];

/**
 * The conditions of a namespace that is being deleted. One that says the same as before keeps its time.
 *
 * `unknown`: groups and versions whose server is not there, so that nobody knows what they hold.
 *
 * @see Kubernetes 1.36, namespace/deletion/status_condition_utils.go
 */
export function deletionConditions(old: readonly V1NamespaceCondition[], remains: readonly Remains[], failures: readonly string[], epochMs: number, unknown: readonly string[] = []): readonly V1NamespaceCondition[] {
  const loud = new Map([...discoveryFailure(unknown), ...contentFailure(failures), ...contentRemaining(remains), ...finalizersRemaining(remains)].map((words) => [words.type, words]));
  const others = old.filter(({ type }) => !quiet.some((words) => words.type === type));
  return [...others, ...quiet.map((calm) => {
    const words = loud.get(calm.type) ?? calm;
    const known = old.find(({ type }) => type === words.type);
    if (known?.status === words.status && known.reason === words.reason && known.message === words.message) return known;
    return { type: words.type, status: words.status, lastTransitionTime: rfc3339(epochMs), reason: words.reason, message: words.message };
  })];
}

function discoveryFailure(unknown: readonly string[]): readonly Words[] {
  if (unknown.length === 0) return [];
  return [{ type: 'NamespaceDeletionDiscoveryFailure', status: 'True', reason: 'DiscoveryFailed', message: `Discovery failed for some groups, ${String(unknown.length)} failing: ${incompleteDiscovery(unknown)}` }];
}

/** `discovery.ErrGroupDiscoveryFailed`. */
export const incompleteDiscovery = (unknown: readonly string[]): string =>
  `unable to retrieve the complete list of server APIs: ${unknown.map((groupVersion) => `${groupVersion}: stale GroupVersion discovery: ${groupVersion}`).join(', ')}`;

function contentFailure(failures: readonly string[]): readonly Words[] {
  if (failures.length === 0) return [];
  return [{ type: 'NamespaceDeletionContentFailure', status: 'True', reason: 'ContentDeletionFailed', message: `Failed to delete all resource types, ${String(failures.length)} remaining: ${[...failures].sort().join(', ')}` }];
}

function contentRemaining(remains: readonly Remains[]): readonly Words[] {
  const parts = remains.filter(({ count }) => count > 0).map(({ plural, group, count }) => `${plural}.${group} has ${String(count)} resource instances`).sort();
  if (parts.length === 0) return [];
  return [{ type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${parts.join(', ')}` }];
}

function finalizersRemaining(remains: readonly Remains[]): readonly Words[] {
  const totals = new Map<string, number>();
  for (const { finalizers } of remains) for (const [name, count] of finalizers) totals.set(name, (totals.get(name) ?? 0) + count);
  if (totals.size === 0) return [];
  const parts = [...totals].map(([name, count]) => `${name} in ${String(count)} resource instances`).sort();
  return [{ type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: `Some content in the namespace has finalizers remaining: ${parts.join(', ')}` }];
}
