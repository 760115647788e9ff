import { apiVersionOf, builtInKinds } from './kinds.ts';
import { noSuchResource } from './status.ts';

const noPath = noSuchResource().message;
const builtInRoots: ReadonlySet<string> = new Set(builtInKinds.map((kind) => (kind.group === '' ? `/api/${kind.version}` : `/apis/${apiVersionOf(kind)}`)));

/**
 * Whether an answer says that there is no such path, for a path outside of every built-in API. The HTTP server itself answers
 * there, in plain words instead of a Status; clients make their own of them.
 */
export function isNoPath(path: string, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('message' in body) || body.message !== noPath) return false;
  return !builtInRoots.has(/^\/api\/[^/?]+|^\/apis\/[^/?]+\/[^/?]+/.exec(path)?.[0] ?? '');
}
