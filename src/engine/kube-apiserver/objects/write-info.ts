import type { WriteInfo } from '../../etcd/store.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';

/** Who writes, how and why. */
export function writeInfo(call: Call): WriteInfo {
  const { user, info, address, request } = call;
  return { writer: user.name, verb: address.subresource === '' ? info.verb : `${info.verb}/${address.subresource}`, cause: request.cause };
}

/** Notes who wrote which fields. */
export function noteFields(call: Call, key: string, before: KubeObject | undefined, after: KubeObject): void {
  const { core, resource, info, request, address, applied } = call;
  if (applied) {
    core.fields.set(key, applied.record);
    return;
  }
  const agent = request.userAgent ?? '';
  const slash = agent.indexOf('/');
  const manager = info.query.get('fieldManager') || (slash < 0 ? agent : agent.slice(0, slash)) || 'unknown';
  core.fields.note({ resource, key, manager, subresource: address.subresource, time: core.timestamp(), before, after });
}
