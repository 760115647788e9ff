import type { V1EndpointSlice, V1Node } from '../../kube/generated/types.ts';
import { endpointSlices, nodes, services } from '../../kube/kinds.ts';
import { keyOf, splitKey } from '../../kube/object.ts';
import type { ComponentContext } from '../client/index.ts';
import type { ServiceRule } from '../network/interface.ts';
import { rulesOf } from './rules.ts';

/** kube-proxy's `minSyncPeriod`: changes of one second at most are installed together. */
const syncMs = 100;

/** What the rules are put into. */
export interface RuleTables {
  readonly setRules: (serviceUid: string, rules: readonly ServiceRule[]) => void;
  /** The zone that a node's own rules are for; '' where it has none. */
  readonly setZone: (node: string, zone: string) => void;
}

const zoneOf = ({ metadata }: V1Node): string => metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';

/**
 * Turns Services and EndpointSlices into rules, `syncMs` after they changed. All nodes hold the same rules, so they are
 * computed once for the cluster; which of the endpoints a node uses depends on its zone, which is followed by its label.
 */
export function startKubeProxy(context: ComponentContext, tables: RuleTables): void {
  const { client, clock } = context;
  client.informer(nodes).subscribe({
    added: (node) => { tables.setZone(node.metadata?.name ?? '', zoneOf(node)); },
    updated: (node, old) => { if (zoneOf(node) !== zoneOf(old)) clock.after(syncMs, () => { tables.setZone(node.metadata?.name ?? '', zoneOf(node)); }); },
  });
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
    if (before !== undefined && before !== uid) tables.setRules(before, []);
    if (!service || uid === undefined) {
      uids.delete(key);
      return;
    }
    uids.set(key, uid);
    tables.setRules(uid, rulesOf(service, sliceCache.byIndex('service', key)));
  }

  serviceCache.subscribe({ added: (s) => { touch(keyOf(s)); }, updated: (s) => { touch(keyOf(s)); }, deleted: (s) => { touch(keyOf(s)); } });
  const touchSlice = (slice: V1EndpointSlice): void => { touch(serviceKeyOf(slice)); };
  sliceCache.subscribe({ added: touchSlice, updated: touchSlice, deleted: touchSlice });
}

function serviceKeyOf(slice: V1EndpointSlice): string {
  const { namespace } = splitKey(keyOf(slice));
  return `${namespace}/${slice.metadata?.labels?.['kubernetes.io/service-name'] ?? ''}`;
}
