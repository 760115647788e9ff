import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { toServed } from '../conversion.ts';
import type { Call } from '../core.ts';
import { isStatus, keyIn, prefixIn } from '../resource.ts';
import { continueToken, readContinueToken } from './continue-token.ts';
import { listOptionsProblem } from './list-options.ts';
import { selectionOf, type Selection } from './selection.ts';

/** A list as it is sent. */
export interface ObjectList {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubeObject[];
}

interface Page {
  readonly revision: number;
  readonly values: readonly KubeObject[];
  /** Key of the last object, where more follow. */
  readonly last?: string;
  readonly more: number;
}

/** Lists objects, in the order of their keys; with `limit` in pages of one and the same revision. */
export function list(call: Call): ObjectList | V1Status {
  const selection = listOptionsProblem(call.info.query, false) ?? selectionOf(call);
  if (isStatus(selection)) return selection;
  const page = pageOf(call, selection);
  if (isStatus(page)) return page;
  const { kind, apiVersion } = call.resource;
  const items = page.values.map((object) => toServed(call.resource, object));
  const { last, more, revision } = page;
  return {
    kind: `${kind.kind}List`, apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(last === undefined ? {} : { continue: continueToken(revision, last.slice(call.resource.prefix.length)), ...(selection.everything ? { remainingItemCount: more } : {}) }),
    },
    items,
  };
}

function pageOf(call: Call, selection: Selection): Page | V1Status {
  const { query } = call.info;
  const limit = query.number('limit');
  const token = query.get('continue');
  const start = token === '' ? revisionAsked(call) : continued(token, call);
  if (isStatus(start)) return start;
  const { store } = call.core;
  if (start.atRevision === undefined && start.from === '' && limit === undefined) return { revision: store.revision, values: current(call, selection), more: 0 };
  const range = store.range(prefixIn(call.resource, call.address.namespace), { ...(start.atRevision === undefined ? {} : { atRevision: start.atRevision }), from: start.from });
  if (range === 'compacted') return token === '' ? refusal.expired('The resourceVersion for the provided list is too old.') : pagesExpired(token);
  const matching = range.values.filter(selection.matches);
  if (limit === undefined || limit <= 0 || matching.length <= limit) return { revision: range.revision, values: matching, more: 0 };
  const last = matching[limit - 1];
  return { revision: range.revision, values: matching.slice(0, limit), more: matching.length - limit, last: last ? keyOfObject(call, last) : '' };
}

const keyOfObject = (call: Call, { metadata }: KubeObject): string => keyIn(call.resource, metadata?.namespace ?? '', metadata?.name ?? '');

/** What is there now, by the narrowest index. */
function current(call: Call, { name, nodeName, everything, matches }: Selection): readonly KubeObject[] {
  const { core, resource, address } = call;
  if (name !== undefined && (!resource.kind.namespaced || address.namespace !== '')) {
    const found = core.store.get(keyIn(resource, address.namespace, name));
    return found && matches(found) ? [found] : [];
  }
  if (nodeName !== undefined) {
    return core.podsByNode.on(nodeName).filter((pod) => (address.namespace === '' || pod.metadata?.namespace === address.namespace) && matches(pod));
  }
  const prefix = prefixIn(resource, address.namespace);
  if (core.store.count(prefix) === 0) return [];
  const range = core.store.range(prefix);
  if (range === 'compacted') return [];
  return everything ? range.values : range.values.filter(matches);
}

interface Start {
  readonly atRevision?: number;
  readonly from: string;
}

function revisionAsked(call: Call): Start | V1Status {
  const { query } = call.info;
  const asked = query.get('resourceVersion');
  if (asked === '' || asked === '0') return { from: '' };
  if (!/^\d{1,15}$/.test(asked)) return refusal.failure(400, 'BadRequest', `invalid resource version: ${asked}`);
  const revision = Number(asked);
  const { store } = call.core;
  if (revision > store.revision) return refusal.tooLargeResourceVersion(revision, store.revision);
  const exact = query.get('resourceVersionMatch') === 'Exact';
  return exact ? { atRevision: revision, from: '' } : { from: '' };
}

/** Where a token says to go on; a revision of its own cannot be asked for besides. */
function continued(token: string, call: Call): Start | V1Status {
  const read = readContinueToken(token);
  if (isStatus(read)) return read;
  const asked = call.info.query.get('resourceVersion');
  if (asked !== '' && asked !== '0') return refusal.badRequest('specifying resource version is not allowed when using continue');
  const from = call.resource.prefix + read.start;
  return read.revision < 0 ? { from } : { atRevision: read.revision, from };
}

/** The pages' revision is compacted away: the answer holds a token with which to go on among what is there now. */
function pagesExpired(token: string): V1Status {
  const read = readContinueToken(token);
  if (isStatus(read)) return read;
  return { ...refusal.continueExpired(), metadata: { continue: continueToken(-1, read.start.slice(0, -1)) } };
}
