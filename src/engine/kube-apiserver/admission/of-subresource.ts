import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';
import { isStatus } from '../resource.ts';
import { tellersOf, type AdmissionOperation, type AdmissionRequest } from './chain.ts';

interface Sent {
  readonly operation: AdmissionOperation;
  readonly subresource: string;
  readonly name: string;
}

function askedBy(call: Call, sent: Sent): AdmissionRequest {
  const { resource, address, user, dryRun, request } = call;
  return { ...sent, resource, namespace: address.namespace, user, dryRun, cause: request.cause, ...tellersOf(call) };
}

/** What admission makes of an object that is posted to a subresource: a Binding, an Eviction, a TokenRequest. */
export const admittedTo = (call: Call, subresource: string, object: KubeObject, name = call.address.name): KubeObject | V1Status => admitted(call, { operation: 'CREATE', subresource, name }, object);

/** What admission makes of the options of a connection (`PodExecOptions`), before anybody looks whether what it leads to is there. */
export const admittedToConnect = (call: Call, options: KubeObject): KubeObject | V1Status => admitted(call, { operation: 'CONNECT', subresource: call.address.subresource, name: call.address.name }, options);

function admitted(call: Call, sent: Sent, object: KubeObject): KubeObject | V1Status {
  const posed = changed(call, sent, object);
  return isStatus(posed) ? posed : (posed.refusal() ?? posed.object);
}

/** An object that is answered, not stored, once the plugins that change have seen it. */
interface Posed {
  readonly object: KubeObject;
  /** What those that check say, if they refuse: they are asked once the object is known to make sense. */
  readonly refusal: () => V1Status | undefined;
}

/** A question (`SubjectAccessReview`) as admission hands it on. An onlooker's is answered as it is. */
export const posedTo = (call: Call, question: KubeObject): Posed | V1Status => (call.request.isOnlooker ? { object: question, refusal: () => undefined } : changed(call, { operation: 'CREATE', subresource: '', name: question.metadata?.name ?? '' }, question));

function changed(call: Call, sent: Sent, object: KubeObject): Posed | V1Status {
  const { core, touchedBy } = call;
  const asked = askedBy(call, sent);
  const made = core.admission.admit(object, asked, touchedBy);
  return isStatus(made) ? made : { object: made, refusal: () => core.admission.validate(made, asked, touchedBy) };
}
