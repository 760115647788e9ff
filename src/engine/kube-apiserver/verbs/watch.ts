import type { WatchEvent, WatchHandle } from '../../../kube/api.ts';
import { invalid } from '../../../kube/field-errors.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import { toServed } from '../conversion.ts';
import type { Call } from '../core.ts';
import { isStatus } from '../resource.ts';
import { list } from './list.ts';
import { listOptionsProblem } from './list-options.ts';
import { selectionOf, type Selection } from './selection.ts';

const bookmarkEveryMs = 60_000;
const initialEventsEnd = 'k8s.io/initial-events-end';

/**
 * Opens a watch: from a revision, or with what is there now as ADDED first (`resourceVersion` empty or 0, or
 * `sendInitialEvents`), with bookmarks where they are allowed.
 */
export function watch(call: Call, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
  const selection = listOptionsProblem(call.info.query, true) ?? selectionOf(call);
  if (isStatus(selection)) return selection;
  const { query } = call.info;
  const asked = query.get('resourceVersion');
  const { store } = call.core;
  if (asked !== '' && !/^\d{1,15}$/.test(asked)) return refusal.invalid({ group: call.resource.kind.group, kind: call.resource.kind.plural }, '', [invalid('resourceVersion', asked, `strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`)]);
  if (Number(asked) > store.revision) return refusal.tooLargeResourceVersion(asked, store.revision);
  const sendsInitial = query.has('sendInitialEvents') ? query.flag('sendInitialEvents') : asked === '' || asked === '0';
  return sendsInitial ? withInitialEvents(call, selection, sink) : open(call, selection, Number(asked), sink);
}

function withInitialEvents(call: Call, selection: Selection, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
  const plain = { ...call, info: { ...call.info, query: call.info.query.without('resourceVersion', 'limit', 'continue', 'resourceVersionMatch', 'sendInitialEvents') } };
  const listed = list(plain);
  if (isStatus(listed)) return listed;
  for (const object of listed.items) sink({ type: 'ADDED', object });
  if (call.info.query.flag('sendInitialEvents') && call.info.query.flag('allowWatchBookmarks')) {
    sink(bookmark(call, listed.metadata.resourceVersion, { [initialEventsEnd]: 'true' }));
  }
  return open(call, selection, Number(listed.metadata.resourceVersion), sink);
}

function open(call: Call, { name, nodeName, matches }: Selection, fromRevision: number, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
  const { resource, address, core } = call;
  const handle = core.hub.open({
    prefix: resource.prefix, namespace: address.namespace, matches, sink, client: call.request.userAgent ?? call.user.name,
    show: (object) => toServed(resource, object),
    ...(name === undefined ? {} : { name }),
    ...(nodeName === undefined ? {} : { nodeName }),
  }, fromRevision);
  if (handle === 'compacted') return refusal.tooOldResourceVersion(fromRevision, core.store.compactedRevision);
  return call.info.query.flag('allowWatchBookmarks') ? withBookmarks(call, handle, sink) : handle;
}

function withBookmarks(call: Call, handle: WatchHandle, sink: (event: WatchEvent) => void): WatchHandle {
  const { clock, store } = call.core;
  let timer = clock.after(bookmarkEveryMs, remind);
  function remind(): void {
    sink(bookmark(call, String(store.revision), undefined));
    timer = clock.after(bookmarkEveryMs, remind);
  }
  return {
    stop: () => {
      timer.cancel();
      handle.stop();
    },
  };
}

function bookmark({ resource }: Call, resourceVersion: string, annotations: Readonly<Record<string, string>> | undefined): WatchEvent {
  const metadata = { resourceVersion, ...(annotations ? { annotations } : {}) };
  return { type: 'BOOKMARK', object: { kind: resource.kind.kind, apiVersion: resource.apiVersion, metadata } };
}
