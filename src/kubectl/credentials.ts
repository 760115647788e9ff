import type { Credentials, Settings } from './effects.ts';
import { Failure } from './errors.ts';
import type { FlagValues } from './flags.ts';
import { kubeconfigOf } from './resources/kubeconfig.ts';

/**
 * What the requests of a call say of whom they are from: `--token` and `--as…`, else the token of the kubeconfig's user.
 *
 * @see client-go, transport, impersonation
 */
export function credentialsOf(settings: Settings, flags: FlagValues): Credentials {
  const token = flags.text('token') || kubeconfigOf(settings).users[settings.user]?.['token'];
  const [user, uid, groups, extra] = [flags.text('as'), flags.text('as-uid'), flags.list('as-group'), extraOf(flags.list('as-user-extra'))];
  const isAsked = user !== '' || uid !== '' || groups.length > 0 || extra !== undefined;
  if (isAsked && user === '') throw new Failure('requesting uid, groups or user-extra for  without impersonating a user');
  return { ...(token ? { token } : {}), ...(isAsked ? { impersonate: { user, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) } } : {}) };
}

/** `key=value`, once for each value of a key. */
function extraOf(words: readonly string[]): Readonly<Record<string, readonly string[]>> | undefined {
  if (words.length === 0) return undefined;
  const values = new Map<string, string[]>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = equals < 0 ? word : word.slice(0, equals);
    values.set(key, [...(values.get(key) ?? []), equals < 0 ? '' : word.slice(equals + 1)]);
  }
  return Object.fromEntries(values);
}
