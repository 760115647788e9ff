import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { stamped } from '../../etcd/store.ts';
import { tellersOf, type AdmissionRequest } from '../admission/chain.ts';
import { escalation } from '../authorization/escalation.ts';
import { storeRefusal, type Call } from '../core.ts';
import { createErrors, warningsOf } from '../object-model.ts';
import { isStatus, keyIn } from '../resource.ts';
import type { AnyObject } from '../strategies/strategy.ts';
import { fillSystemFields, wipeSystemFields } from './metadata.ts';
import { noteFields, writeInfo } from './write-info.ts';

const generateAttempts = 8;

/**
 * Creates an object that has been decoded and defaulted: mutating admission, system fields, the kind's strategy, validation,
 * validating admission, etcd.
 *
 * @see Kubernetes 1.36, apiserver, registry/generic, Store.Create
 */
export function createObject(call: Call, decoded: KubeObject): KubeObject | V1Status {
  const request = admissionFor(call, decoded);
  const admitted = call.core.admission.admit(wipeSystemFields(decoded as AnyObject), request, call.touchedBy);
  if (isStatus(admitted)) return admitted;
  const escalates = escalation(call, admitted);
  if (escalates) return escalates;
  const isGenerated = !admitted.metadata?.name && Boolean(admitted.metadata?.generateName);
  for (let attempt = 1; ; attempt++) {
    const made = make(call, admitted as AnyObject, request);
    if (!isGenerated || !isStatus(made) || made.reason !== 'AlreadyExists') return made;
    if (attempt === generateAttempts) return refusal.generateNameConflict(call.resource.kind, made.details?.name ?? '');
  }
}

function make(call: Call, admitted: AnyObject, request: AdmissionRequest): KubeObject | V1Status {
  const { core, resource } = call;
  const strategy = core.strategy(resource);
  const filled = withNewStatus(fillSystemFields(call, admitted, strategy.specChanged !== undefined), strategy.newStatus);
  const prepared = strategy.prepareCreate ? strategy.prepareCreate(filled, { epochMs: core.clock.epochMs, user: call.user }) : filled;
  const allocated = resource.prefix === '/registry/services/' ? core.services.allocate(prepared, undefined) : prepared;
  if (isStatus(allocated)) return allocated;
  const errors = createErrors(resource, allocated);
  if (errors.length > 0) return refusal.invalid(resource.kind, allocated.metadata?.name ?? '', errors);
  const named = { ...request, name: allocated.metadata?.name ?? '' };
  const refused = core.admission.validate(allocated, named, call.touchedBy);
  if (refused) return refused;
  call.warnings.push(...warningsOf(resource, allocated, undefined, call.user));
  return store(call, allocated, strategy.ttlMs);
}

function withNewStatus(object: AnyObject, status: Readonly<Record<string, unknown>> | 'keep' | undefined): AnyObject {
  return status === undefined || status === 'keep' ? object : { ...object, status };
}

function store(call: Call, object: AnyObject, ttlMs: number | undefined): KubeObject | V1Status {
  const { core, resource } = call;
  const { namespace = '', name = '' } = object.metadata ?? {};
  const key = keyIn(resource, namespace, name);
  const taken = core.store.get(key);
  if (taken) return refusal.alreadyExists(resource.kind, name, taken.metadata?.deletionTimestamp !== undefined);
  call.code = 201;
  if (call.dryRun) return object;
  const value = stamped(object, core.store.nextRevision);
  const result = core.store.put(key, value, { ...writeInfo(call), expectedRevision: 0, ...(ttlMs === undefined ? {} : { ttlMs }) });
  if (!result.ok) return storeRefusal(resource, name, result.reason);
  call.revision = result.entry.revision;
  noteFields(call, key, undefined, value);
  return value;
}

function admissionFor(call: Call, object: KubeObject): AdmissionRequest {
  const { resource, address, user, dryRun } = call;
  return {
    operation: 'CREATE', resource, subresource: '', namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? address.name,
    user, dryRun, cause: call.request.cause, ...tellersOf(call),
  };
}
