import type { V1ManagedFieldsEntry } from '../../kube/generated/types.ts';
import { fromFieldsV1, toFieldsV1, union } from '../../kube/managed-fields/field-set.ts';
import type { Call } from '../command.ts';
import type { Run } from '../effects.ts';
import { isReason, KubectlError } from '../errors.ts';
import type { Info } from '../resources/builder.ts';
import { lastAppliedKey, lastAppliedOf } from '../resources/last-applied.ts';
import { apiVersionOf, pathOf } from '../resources/mapping.ts';
import { sameJson } from '../resources/merge-patch.ts';
import { at, type Obj } from '../resources/object.ts';

type Entries = readonly V1ManagedFieldsEntry[];

/** An apply in the server, and how it is asked for. */
export interface ServerApply {
  readonly manager: string;
  /** The query of a request by one manager. */
  readonly queryOf: (manager: string) => string;
  /** Sends the whole configuration once more. */
  readonly again: () => Run<Obj>;
}

const annotationManager = 'kubectl-last-applied';
const retriesMax = 5;

const entriesOf = (object: Obj): Entries => (object.metadata as { readonly managedFields?: Entries } | undefined)?.managedFields ?? [];
const ownsAnnotation = ({ fieldsV1 }: V1ManagedFieldsEntry): boolean => at(fieldsV1, 'f:metadata', 'f:annotations', `f:${lastAppliedKey}`) !== undefined;

/**
 * After an apply in the server: what kubectl owned by applying by itself goes over to the manager that applies in the server, so
 * that fields which the configuration does not name any more are dropped. The annotation gets an owner of its own.
 *
 * @see kubectl 1.36, cmd/apply, migrateToSSAIfNecessary and saveLastApplyAnnotationIfNecessary
 */
export function* migrateOwners(call: Call, info: Info, applied: Obj, apply: ServerApply): Run<Obj> {
  let object = applied;
  try {
    object = yield* keepAnnotation(call, info, object, apply);
  } catch (error) {
    return warned(call, object, error, 'failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply');
  }
  try {
    const migrated = yield* handOver(call, info, object, apply);
    if (!migrated) return object;
    object = migrated;
  } catch (error) {
    return warned(call, object, error, 'server rejected managed fields migration to Server-Side Apply');
  }
  try {
    return yield* apply.again();
  } catch (error) {
    return warned(call, object, error, 'failed to re-apply configuration after performing Server-Side Apply migration');
  }
}

function warned(call: Call, object: Obj, error: unknown, words: string): Obj {
  if (!(error instanceof KubectlError)) throw error;
  call.session.warn(`${words}. This is non-fatal and will be retried next time you apply. Error: ${error.message}`);
  return object;
}

function* keepAnnotation(call: Call, info: Info, object: Obj, { manager, queryOf }: ServerApply): Run<Obj> {
  const text = lastAppliedOf(object);
  if (manager !== 'kubectl' || text === undefined || entriesOf(object).some((entry) => entry.operation === 'Apply' && ownsAnnotation(entry))) return object;
  const metadata = { name: info.name, ...(info.mapping.namespaced ? { namespace: info.namespace } : {}), annotations: { [lastAppliedKey]: text } };
  const body = { apiVersion: apiVersionOf(info.mapping), kind: info.mapping.kind, metadata };
  return yield* call.session.fetch<Obj>('PATCH', pathOf(info.mapping, info.namespace, info.name) + queryOf(annotationManager), { body, contentType: 'application/apply-patch+yaml' });
}

/** The object after its owners changed; undefined where nobody is left that applied by itself. */
function* handOver(call: Call, info: Info, object: Obj, { manager, queryOf }: ServerApply): Run<Obj | undefined> {
  const path = pathOf(info.mapping, info.namespace, info.name);
  const names = new Set(entriesOf(object).filter((entry) => entry.operation === 'Update' && ownsAnnotation(entry)).map((entry) => entry.manager ?? ''));
  let current = object;
  for (let attempt = 1; ; attempt++) {
    const entries = [...names].reduce((before: Entries, name) => handedOver(before, name, manager), entriesOf(current));
    if (sameJson(entries, entriesOf(current))) return undefined;
    const body = [{ op: 'replace', path: '/metadata/managedFields', value: entries }, { op: 'replace', path: '/metadata/resourceVersion', value: current.metadata?.resourceVersion }];
    try {
      return yield* call.session.fetch<Obj>('PATCH', path + queryOf(manager), { body, contentType: 'application/json-patch+json' });
    } catch (error) {
      if (!isReason(error, 'Conflict') || attempt >= retriesMax) throw error;
      current = yield* call.session.get<Obj>(path);
    }
  }
}

/** The entries once those of a manager that updated belong to one that applies. */
export function handedOver(entries: Entries, from: string, to: string): Entries {
  const isOld = ({ manager, operation, subresource = '' }: V1ManagedFieldsEntry): boolean => manager === from && operation === 'Update' && subresource === '';
  const isNew = ({ manager, operation, subresource = '' }: V1ManagedFieldsEntry): boolean => manager === to && operation === 'Apply' && subresource === '';
  const known = entries.findIndex(isNew);
  const index = known >= 0 ? known : entries.findIndex(isOld);
  const target = entries[index];
  if (!target) return entries;
  const joined = entries.find((entry) => isOld(entry) && entry.apiVersion === target.apiVersion);
  const fieldsV1 = joined ? toFieldsV1(union(fromFieldsV1(target.fieldsV1), fromFieldsV1(joined.fieldsV1))) : target.fieldsV1;
  return entries.map((entry, position) => (position === index ? { ...entry, manager: to, operation: 'Apply', fieldsV1 } : entry)).filter((entry) => !isOld(entry)) as Entries;
}
