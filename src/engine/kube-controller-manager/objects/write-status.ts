import type { V1Status } from '../../../kube/generated/types.ts';
import type { Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Client } from '../../client/index.ts';
import { isConflict } from './statuses.ts';
import { same } from './same.ts';

interface WithStatus extends KubeObject {
  readonly status?: unknown;
}

/**
 * Writes a status where it differs from the one that is there; after a conflict once more, upon the newest object.
 * Undefined is success.
 */
export function writeStatus<T extends WithStatus>(client: Client, kind: Kind<T>, object: T, status: NonNullable<T['status']>): V1Status | undefined {
  if (same(object.status, status)) return undefined;
  const answer = client.updateStatus(kind, { ...object, status });
  if (answer.ok) return undefined;
  if (!isConflict(answer.status)) return answer.status;
  const latest = client.get(kind, object.metadata?.namespace ?? '', object.metadata?.name ?? '');
  if (!latest.ok) return latest.status;
  const second = client.updateStatus(kind, { ...latest.value, status });
  return second.ok ? undefined : second.status;
}
