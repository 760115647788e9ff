import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';
import { isStatus } from '../resource.ts';
import { tellersOf, type AdmissionRequest } from './chain.ts';

/** What admission makes of an object that is posted to a subresource: a Binding, an Eviction, a TokenRequest. */
export function admittedTo(call: Call, subresource: string, object: KubeObject, name = call.address.name): KubeObject | V1Status {
  const { core, resource, address, user, dryRun, request, touchedBy } = call;
  const asked: AdmissionRequest = {
    operation: 'CREATE', resource, subresource, namespace: address.namespace, name, user, dryRun, cause: request.cause, ...tellersOf(call),
  };
  const admitted = core.admission.admit(object, asked, touchedBy);
  return isStatus(admitted) ? admitted : (core.admission.validate(admitted, asked, touchedBy) ?? admitted);
}
