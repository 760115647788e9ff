import type { V1Status } from '../../../kube/generated/types.ts';

/** The answer to a binding or an eviction that was carried out. */
export const created: V1Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
