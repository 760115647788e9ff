import type { WriteInfo } from '../../etcd/store.ts';
import { deepEqual } from '../../../kube/json.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';

const verbs = new Map<string, string>();

/** `update/status`: one text for all writes, since each of them is kept. */
function verbOf(verb: string, subresource: string): string {
  if (subresource === '') return verb;
  const joined = `${verb}/${subresource}`;
  const known = verbs.get(joined);
  if (known === undefined) verbs.set(joined, joined);
  return known ?? joined;
}

/** Who writes, how and why. */
export function writeInfo(call: Call): WriteInfo {
  const { user, info, address, request } = call;
  return { writer: user.name, verb: verbOf(info.verb, address.subresource), cause: request.cause };
}

/** Notes who wrote which fields. */
export function noteFields(call: Call, key: string, before: KubeObject | undefined, after: KubeObject): void {
  const { core, resource, info, request, address, applied } = call;
  if (applied) {
    core.fields.set(key, applied.record);
    return;
  }
  if (call.sentFields) {
    core.fields.set(key, call.sentFields);
    if (before && equalButVersion(before, after)) return;
  }
  const agent = request.userAgent ?? '';
  const slash = agent.indexOf('/');
  const manager = info.query.get('fieldManager') || (slash < 0 ? agent : agent.slice(0, slash)) || 'unknown';
  core.fields.note({ resource, key, manager, subresource: address.subresource, time: core.timestamp(), before, after });
}

/** Whether nothing but the resource version differs. */
const equalButVersion = (before: KubeObject, after: KubeObject): boolean => deepEqual({ ...after, metadata: { ...after.metadata, resourceVersion: before.metadata?.resourceVersion } }, before);
