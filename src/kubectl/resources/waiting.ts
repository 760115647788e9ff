import type { Run } from '../effects.ts';
import { Failure, StatusFailure } from '../errors.ts';
import { queryOf, type Session } from '../session.ts';
import type { Info } from './builder.ts';
import { pathOf } from './mapping.ts';
import type { Obj } from './object.ts';

export type Named = Pick<Info, 'mapping' | 'namespace' | 'name'>;

/** What a wait sees: the object, or undefined where there is none. */
export type Check = (object: Obj | undefined) => boolean;

const farAwayMs = 7 * 24 * 3_600_000;

/** When a wait that starts now is over. `timeoutMs` 0: look once; negative: a week. */
export function* deadlineAfter(session: Session, timeoutMs: number): Run<number> {
  return (yield* session.now()) + (timeoutMs < 0 ? farAwayMs : timeoutMs);
}

/** Follows one object until `check` holds of it; gives it as it is then. A wait that takes too long is refused in kubectl's words. */
export function* waitFor(session: Session, named: Named, check: Check, deadlineMs: number): Run<Obj | undefined> {
  const { mapping, namespace, name } = named;
  const collection = pathOf(mapping, namespace);
  for (;;) {
    const list = yield* session.get<{ items?: readonly Obj[]; metadata?: { resourceVersion?: string } }>(collection + queryOf({ fieldSelector: `metadata.name=${name}` }));
    const found = list.items?.[0];
    const typed = found && !found.kind ? ({ apiVersion: mapping.group ? `${mapping.group}/${mapping.version}` : mapping.version, kind: mapping.kind, ...found } as Obj) : found;
    if (check(typed)) return typed;
    const watch = yield* session.watch(collection + queryOf({ fieldSelector: `metadata.name=${name}`, resourceVersion: list.metadata?.resourceVersion, watch: 'true' }));
    const outcome = yield* follow(session, watch, check, deadlineMs);
    yield* session.unwatch(watch);
    if (outcome === 'timeout') throw new Failure(`timed out waiting for the condition on ${mapping.resource}/${name}`);
    if (outcome !== 'closed') return outcome.object;
  }
}

function* follow(session: Session, watch: number, check: Check, deadlineMs: number): Run<'timeout' | 'closed' | { readonly object: Obj | undefined }> {
  for (;;) {
    const left = deadlineMs - (yield* session.now());
    if (left <= 0) return 'timeout';
    const event = yield* session.next(watch, left);
    if (event === 'timeout' || event === 'closed') return event;
    if (event.type === 'ERROR') return 'closed';
    if (event.type === 'BOOKMARK') continue;
    const object = event.type === 'DELETED' ? undefined : (event.object as Obj);
    if (check(object)) return { object };
  }
}

/** Waits until an object with this uid is no more. Where one may not look, that counts as gone. */
export function* waitGone(session: Session, named: Named, uid: string | undefined, deadlineMs: number): Run<void> {
  try {
    yield* waitFor(session, named, (object) => object === undefined || (uid !== undefined && object.metadata?.uid !== uid), deadlineMs);
  } catch (error) {
    if (error instanceof StatusFailure && (error.status.reason === 'Forbidden' || error.status.reason === 'MethodNotAllowed')) return;
    throw error;
  }
}
