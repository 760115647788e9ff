import type { WriteInfo } from '../../etcd/store.ts';
import type { Call } from '../core.ts';

/** Who writes, how and why. */
export function writeInfo(call: Call): WriteInfo {
  const { user, info, address, request } = call;
  return { writer: user.name, verb: address.subresource === '' ? info.verb : `${info.verb}/${address.subresource}`, cause: request.cause };
}
