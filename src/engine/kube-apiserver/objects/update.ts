import type { V1Status } from '../../../kube/generated/types.ts';
import { invalid as invalidField } from '../../../kube/field-errors.ts';
import { deepEqual } from '../../../kube/json.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { stamped } from '../../etcd/store.ts';
import { tellersOf, type AdmissionRequest } from '../admission/chain.ts';
import { escalation } from '../authorization/escalation.ts';
import { storeRefusal, type Call } from '../core.ts';
import { updateErrors, warningsOf } from '../object-model.ts';
import { isStatus, keyIn } from '../resource.ts';
import type { AnyObject, Strategy } from '../strategies/strategy.ts';
import { inheritSystemFields, nextGeneration } from './metadata.ts';
import { noteFields, writeInfo } from './write-info.ts';

/** Which part of an object an update may change. */
export type UpdateScope = 'object' | 'status' | 'finalize' | 'ephemeralcontainers' | 'resize' | 'approval';

/**
 * Replaces an object by what `compute` makes of it: admission, conflicts, the kind's strategy, validation, etcd. Nothing is
 * written where nothing changes; an object that was only waiting for its last finalizer goes.
 *
 * @see Kubernetes 1.36, apiserver, registry/generic, Store.Update
 */
export function updateObject(call: Call, old: KubeObject, compute: (old: KubeObject) => KubeObject | V1Status, scope: UpdateScope = 'object'): KubeObject | V1Status {
  const { core, resource } = call;
  const name = old.metadata?.name ?? '';
  const computed = compute(old);
  if (isStatus(computed)) return computed;
  const request = admissionFor(call, old, scope);
  const admitted = core.admission.admit(computed, request, call.touchedBy);
  if (isStatus(admitted)) return admitted;
  const refused = escalation(call, admitted, old) ?? stale(call, admitted, old);
  if (refused) return refused;
  const prepared = prepare(call, atVersion(admitted, old) as AnyObject, old as AnyObject, scope);
  if (isStatus(prepared)) return prepared;
  const errors = updateErrors(resource, prepared, old, scope === 'object' ? '' : scope);
  if (errors.length > 0) return refusal.invalid(resource.kind, name, errors);
  const forbidden = core.admission.validate(prepared, request, call.touchedBy);
  if (forbidden) return forbidden;
  if (scope === 'object') call.warnings.push(...warningsOf(resource, prepared, old, call.user));
  return store(call, prepared, old);
}

/** Conflict where the object has changed since its reader read it. */
function stale(call: Call, object: KubeObject, old: KubeObject): V1Status | undefined {
  const { resource, core } = call;
  const { resourceVersion = '', uid = '' } = object.metadata ?? {};
  const name = old.metadata?.name ?? '';
  if (uid !== '' && uid !== old.metadata?.uid) {
    return refusal.conflict(resource.kind, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid ?? ''}`);
  }
  if (resourceVersion === '' || resourceVersion === '0') {
    if (!core.strategy(resource).needsResourceVersion) return undefined;
    return refusal.invalid({ group: resource.kind.group, kind: resource.kind.plural }, name, [{ ...invalidField('metadata.resourceVersion', 0, 'must be specified for an update') }]);
  }
  return resourceVersion === old.metadata?.resourceVersion ? undefined : refusal.conflict(resource.kind, name);
}

/** Who names no version means the latest. */
function atVersion(object: KubeObject, old: KubeObject): KubeObject {
  if (object.metadata?.resourceVersion && object.metadata.resourceVersion !== '0') return object;
  return { ...object, metadata: { ...object.metadata, resourceVersion: old.metadata?.resourceVersion } } as KubeObject;
}

function prepare(call: Call, object: AnyObject, old: AnyObject, scope: UpdateScope): AnyObject | V1Status {
  const { core, resource } = call;
  const strategy = core.strategy(resource);
  const whole = inheritSystemFields(object, old);
  if (scope === 'status') return statusUpdate(whole, old, strategy);
  if (scope !== 'object') return bumped(whole, old, strategy);
  const kept = strategy.newStatus === undefined ? whole : withStatusOf(whole, old);
  const prepared = strategy.prepareUpdate ? strategy.prepareUpdate(kept, old, { epochMs: core.clock.epochMs, user: call.user }) : kept;
  const allocated = resource.prefix === '/registry/services/' ? core.services.allocate(prepared, old) : prepared;
  return isStatus(allocated) ? allocated : bumped(allocated, old, strategy);
}

function bumped(object: AnyObject, old: AnyObject, strategy: Strategy): AnyObject {
  return strategy.specChanged?.(object, old) ? nextGeneration(object) : object;
}

function withStatusOf(object: AnyObject, old: AnyObject): AnyObject {
  if (object.status === old.status) return object;
  return { ...object, status: old.status } as AnyObject;
}

/** Everything but metadata and status stays as it was. */
function statusUpdate(object: AnyObject, old: AnyObject, strategy: Strategy): AnyObject {
  if (strategy.prepareStatusUpdate) return strategy.prepareStatusUpdate(object, old);
  const metadata = strategy.statusKeepsLabels && object.metadata?.labels !== old.metadata?.labels
    ? { ...object.metadata, labels: old.metadata?.labels } : object.metadata;
  return { ...old, metadata, status: object.status } as AnyObject;
}

function store(call: Call, prepared: KubeObject, old: KubeObject): KubeObject | V1Status {
  const { core, resource } = call;
  const { namespace = '', name = '' } = old.metadata ?? {};
  const key = keyIn(resource, namespace, name);
  const current = stamped(prepared, Number(old.metadata?.resourceVersion));
  if (goesNow(prepared, old)) {
    if (!call.dryRun) {
      const gone = core.store.delete(key, writeInfo(call));
      if (!gone.ok) return storeRefusal(resource, name, gone.reason);
      call.revision = gone.entry.revision;
    }
    return current;
  }
  if (deepEqual(current, old) && !call.applied?.ownersChanged && !call.sentFields) return old;
  if (call.dryRun) return current;
  const value = stamped(prepared, core.store.nextRevision);
  const ttlMs = core.strategy(resource).ttlMs;
  const result = core.store.put(key, value, { ...writeInfo(call), ...(ttlMs === undefined ? {} : { ttlMs }) });
  if (!result.ok) return storeRefusal(resource, name, result.reason);
  call.revision = result.entry.revision;
  noteFields(call, key, old, value);
  return value;
}

/** `ShouldDeleteDuringUpdate`: being deleted, without grace left and without finalizers. */
function goesNow(object: KubeObject, old: KubeObject): boolean {
  if ((object.metadata?.finalizers?.length ?? 0) > 0 || old.metadata?.deletionTimestamp === undefined) return false;
  if ((old.metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  const held = (object as AnyObject).spec?.['finalizers'] as readonly string[] | undefined;
  return object.kind !== 'Namespace' || (held?.length ?? 0) === 0;
}

function admissionFor(call: Call, old: KubeObject, scope: UpdateScope): AdmissionRequest {
  const { resource, user, dryRun, address } = call;
  const { namespace = '', name = '' } = old.metadata ?? {};
  return { operation: 'UPDATE', resource, subresource: scope === 'object' ? address.subresource : scope, namespace, name, old, user, dryRun, cause: call.request.cause, ...tellersOf(call) };
}
