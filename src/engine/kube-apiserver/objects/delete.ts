import type { V1DeleteOptions, V1ObjectMeta, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { customResourceDefinitions } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { stamped } from '../../etcd/store.ts';
import { tellersOf } from '../admission/chain.ts';
import { storeRefusal, type Call } from '../core.ts';
import { isStatus, keyIn } from '../resource.ts';
import type { AnyObject } from '../strategies/strategy.ts';
import { cleanupFinalizer } from '../custom-resources/definitions.ts';
import { nextGeneration } from './metadata.ts';
import { writeInfo } from './write-info.ts';

/** What became of a deletion. */
export interface Deletion {
  readonly object: KubeObject;
  /** False where the object waits for its grace period or for finalizers. */
  readonly gone: boolean;
}

/**
 * Deletes an object, or marks it as being deleted where pods have grace, finalizers hold it or dependents come first.
 *
 * @see Kubernetes 1.36, apiserver, registry/generic, Store.Delete and rest.BeforeDelete
 */
export function deleteObject(call: Call, existing: KubeObject, options: V1DeleteOptions): Deletion | V1Status {
  const refused = preconditionFailure(call, existing, options) ?? admit(call, existing);
  if (refused) return refused;
  if (existing.kind === 'Namespace') return deleteNamespace(call, existing, options);
  const graceful = beforeDelete(call, existing, options);
  if (graceful === 'pending') return { object: existing, gone: false };
  const finalizers = finalizersFor(call, existing, options);
  const marked = mark(call, graceful ?? existing, finalizers, graceful !== undefined);
  const current = marked === existing ? existing : write(call, marked);
  if (isStatus(current)) return current;
  const graceSeconds = current.metadata?.deletionGracePeriodSeconds ?? 0;
  if (finalizers.length > 0 || (graceful && graceSeconds > 0)) return { object: current, gone: false };
  return remove(call, current);
}

function admit(call: Call, object: KubeObject): V1Status | undefined {
  const { resource, user, dryRun, core } = call;
  const { namespace = '', name = '' } = object.metadata ?? {};
  const request = { operation: 'DELETE' as const, resource, subresource: '', namespace, name, old: object, user, dryRun, cause: call.request.cause, ...tellersOf(call) };
  const admitted = core.admission.admit(object, request, call.touchedBy);
  return isStatus(admitted) ? admitted : core.admission.validate(object, request, call.touchedBy);
}

function preconditionFailure({ resource }: Call, { metadata }: KubeObject, { preconditions }: V1DeleteOptions): V1Status | undefined {
  const name = metadata?.name ?? '';
  if (preconditions?.uid !== undefined && preconditions.uid !== metadata?.uid) {
    return refusal.uidConflict(resource.kind, name, preconditions.uid, metadata?.uid ?? '');
  }
  const wanted = preconditions?.resourceVersion;
  if (wanted === undefined || wanted === metadata?.resourceVersion) return undefined;
  return refusal.conflict(resource.kind, name, `the ResourceVersion in the precondition (${wanted}) does not match the ResourceVersion in record (${metadata?.resourceVersion ?? ''}). The object might have been modified`);
}

/** Seconds that a pod is given: none where nothing runs. */
function podGraceSeconds(pod: V1Pod, options: V1DeleteOptions): number {
  const wanted = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  return wanted < 0 ? 1 : wanted;
}

/** The object with its deletion noted; undefined where its kind has no grace; `pending` where it already waits. */
function beforeDelete(call: Call, object: KubeObject, options: V1DeleteOptions): KubeObject | 'pending' | undefined {
  if (call.resource.prefix !== '/registry/pods/') return undefined;
  const { metadata } = object;
  if (metadata?.deletionTimestamp !== undefined) return shortened(object, metadata, options);
  const seconds = podGraceSeconds(object as V1Pod, options);
  const marked = { ...object, metadata: { ...metadata, deletionTimestamp: rfc3339(call.core.clock.epochMs + seconds * 1000) as never, deletionGracePeriodSeconds: seconds } };
  return (metadata?.generation ?? 0) > 0 ? nextGeneration(marked as AnyObject) : marked;
}

/** A grace period that runs can only be made shorter. */
function shortened(object: KubeObject, metadata: V1ObjectMeta, { gracePeriodSeconds }: V1DeleteOptions): KubeObject | 'pending' | undefined {
  const running = metadata.deletionGracePeriodSeconds;
  if (running === undefined) return undefined;
  if (gracePeriodSeconds === undefined || gracePeriodSeconds >= running) return 'pending';
  const due = parseRfc3339(metadata.deletionTimestamp as string | undefined) ?? 0;
  return { ...object, metadata: { ...metadata, deletionTimestamp: rfc3339(due + (gracePeriodSeconds - running) * 1000) as never, deletionGracePeriodSeconds: gracePeriodSeconds } };
}

/** Finalizers with those of the garbage collector put in or taken out, as the options say. */
function finalizersFor(call: Call, { metadata }: KubeObject, options: V1DeleteOptions): readonly string[] {
  const given = metadata?.finalizers ?? [];
  const held = call.resource.kind === customResourceDefinitions && !given.includes(cleanupFinalizer) && metadata?.deletionTimestamp === undefined ? [...given, cleanupFinalizer] : given;
  const { orphanDependents, propagationPolicy } = options;
  const said = propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background');
  const orphans = said === undefined ? held.includes('orphan') || (!held.includes('foregroundDeletion') && call.core.strategy(call.resource).orphansByDefault === true) : said === 'Orphan';
  const foreground = said === undefined ? held.includes('foregroundDeletion') : said === 'Foreground';
  if (orphans === held.includes('orphan') && foreground === held.includes('foregroundDeletion')) return held;
  const others = held.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion');
  return [...others, ...(orphans ? ['orphan'] : []), ...(foreground ? ['foregroundDeletion'] : [])];
}

function mark(call: Call, object: KubeObject, finalizers: readonly string[], isGraceful: boolean): KubeObject {
  const { metadata } = object;
  const same = finalizers === metadata?.finalizers || (finalizers.length === 0 && !metadata?.finalizers);
  const changed = same ? object : { ...object, metadata: { ...metadata, finalizers } };
  if (isGraceful || finalizers.length === 0) return isGraceful ? changed : object;
  if (metadata?.deletionTimestamp !== undefined) return metadata.deletionGracePeriodSeconds === 0 ? changed : { ...changed, metadata: { ...changed.metadata, deletionGracePeriodSeconds: 0 } };
  const marked = { ...changed, metadata: { ...changed.metadata, deletionTimestamp: rfc3339(call.core.clock.epochMs) as never, deletionGracePeriodSeconds: 0 } };
  return (metadata?.generation ?? 0) > 0 ? nextGeneration(marked as AnyObject) : marked;
}

function write(call: Call, object: KubeObject): KubeObject | V1Status {
  if (call.dryRun) return object;
  const { core, resource } = call;
  const { namespace = '', name = '' } = object.metadata ?? {};
  const value = stamped(object, core.store.nextRevision);
  const result = core.store.put(keyIn(resource, namespace, name), value, writeInfo(call));
  if (!result.ok) return storeRefusal(resource, name, result.reason);
  call.revision = result.entry.revision;
  return value;
}

function remove(call: Call, object: KubeObject): Deletion | V1Status {
  if (call.dryRun) return { object, gone: true };
  const { core, resource } = call;
  const { namespace = '', name = '' } = object.metadata ?? {};
  const result = core.store.delete(keyIn(resource, namespace, name), writeInfo(call));
  if (!result.ok) return storeRefusal(resource, name, result.reason);
  call.revision = result.entry.revision;
  return { object: result.entry.value, gone: true };
}

/** A namespace is first emptied by its controller, which takes the finalizer away. */
function deleteNamespace(call: Call, object: KubeObject, options: V1DeleteOptions): Deletion | V1Status {
  const { metadata } = object;
  const held = ((object as AnyObject).spec?.['finalizers'] ?? []) as readonly string[];
  if (metadata?.deletionTimestamp === undefined) {
    const finalizers = finalizersFor(call, object, options);
    const marked = {
      ...object,
      metadata: { ...metadata, deletionTimestamp: rfc3339(call.core.clock.epochMs) as never, ...(finalizers.length > 0 ? { finalizers } : {}) },
      status: { ...(object as AnyObject).status, phase: 'Terminating' },
    };
    const written = write(call, marked);
    return isStatus(written) ? written : { object: written, gone: false };
  }
  if (held.length > 0 || (metadata.finalizers?.length ?? 0) > 0) return { object, gone: false };
  return remove(call, object);
}
