import type { V1Status } from '../../../kube/generated/types.ts';

export const isNotFound = (status: V1Status): boolean => status.reason === 'NotFound' || status.code === 404;
export const isConflict = (status: V1Status): boolean => status.reason === 'Conflict';
export const isAlreadyExists = (status: V1Status): boolean => status.reason === 'AlreadyExists';

/** Whether something could not be created because its namespace is being deleted; nobody complains about that. */
export function isNamespaceTerminating(status: V1Status): boolean {
  return status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}
