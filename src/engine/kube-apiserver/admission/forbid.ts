import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { AdmissionRequest } from './chain.ts';

/** `admission.NewForbidden`: names the object, or what its name is to begin with. */
export function forbid(object: KubeObject, request: AdmissionRequest, words: string): V1Status {
  const { name, generateName } = object.metadata ?? {};
  return refusal.forbidden(request.resource.kind, request.name || name || generateName || 'Unknown', words);
}
