import type { UserInfo } from '../../../kube/api.ts';

/** What somebody wants to do. */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  /** Absent for a path that is no resource. */
  readonly resource?: { readonly group: string; readonly plural: string; readonly subresource: string; readonly namespace: string; readonly name: string };
  readonly path: string;
}

/** Says whether somebody may do something. */
export interface Authorizer {
  allows(attributes: Attributes): boolean;
}

/** Lets everybody do everything: before roles are there. */
export const allowAll: Authorizer = { allows: () => true };
