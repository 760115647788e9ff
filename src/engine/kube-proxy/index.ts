import type { V1EndpointSlice } from '../../kube/generated/types.ts';
import { endpointSlices, services } from '../../kube/kinds.ts';
import { keyOf, splitKey } from '../../kube/object.ts';
import type { ComponentContext } from '../client/index.ts';
import type { ServiceRule } from '../network/interface.ts';
import { rulesOf } from './rules.ts';

/** kube-proxy's `minSyncPeriod`: changes of one second at most are installed together. */
const syncMs = 100;

/**
 * Turns Services and EndpointSlices into rules, `syncMs` after they changed. All nodes hold the same rules, so they are
 * computed once for the cluster.
 */
export function startKubeProxy(context: ComponentContext, install: (serviceUid: string, rules: readonly ServiceRule[]) => void): void {
  const { client, clock } = context;
  const serviceCache = client.informer(services);
  const sliceCache = client.informer(endpointSlices);
  sliceCache.addIndex('service', (slice) => [serviceKeyOf(slice)]);
  const dirty = new Set<string>();
  const uids = new Map<string, string>();
  let waiting = false;

  function touch(key: string): void {
    dirty.add(key);
    if (waiting) return;
    waiting = true;
    clock.after(syncMs, sync);
  }

  function sync(): void {
    waiting = false;
    for (const key of dirty) syncService(key);
    dirty.clear();
  }

  function syncService(key: string): void {
    const service = serviceCache.getByKey(key);
    const uid = service?.metadata?.uid;
    const before = uids.get(key);
    if (before !== undefined && before !== uid) install(before, []);
    if (!service || uid === undefined) {
      uids.delete(key);
      return;
    }
    uids.set(key, uid);
    install(uid, rulesOf(service, sliceCache.byIndex('service', key)));
  }

  serviceCache.subscribe({ added: (s) => { touch(keyOf(s)); }, updated: (s) => { touch(keyOf(s)); }, deleted: (s) => { touch(keyOf(s)); } });
  const touchSlice = (slice: V1EndpointSlice): void => { touch(serviceKeyOf(slice)); };
  sliceCache.subscribe({ added: touchSlice, updated: touchSlice, deleted: touchSlice });
}

function serviceKeyOf(slice: V1EndpointSlice): string {
  const { namespace } = splitKey(keyOf(slice));
  return `${namespace}/${slice.metadata?.labels?.['kubernetes.io/service-name'] ?? ''}`;
}
