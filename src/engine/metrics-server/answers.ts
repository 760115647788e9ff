import type { ApiResponse } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';

export const ok = (body: unknown): ApiResponse => ({ code: 200, body });

export function refuse(code: number, reason: string, message: string): ApiResponse {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } satisfies V1Status };
}

export const notFound = refuse(404, 'NotFound', 'the server could not find the requested resource');
