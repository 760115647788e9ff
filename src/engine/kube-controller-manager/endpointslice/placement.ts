import type { V1Endpoint, V1EndpointSlice, V1Service } from '../../../kube/generated/types.ts';
import { same } from '../objects/same.ts';
import { endpointKey, type Wanted } from './endpoint.ts';
import { endpointsPerSlice, labelsOf, newSlice, withContents, type AddressType, type Collected, type SlicePort } from './slice.ts';
import { isAuto } from './topology/annotation.ts';

/** A slice with the endpoints that stay in it. `changed`: it has to be written. */
export interface Kept {
  readonly slice: V1EndpointSlice;
  endpoints: readonly V1Endpoint[];
  changed: boolean;
}

/** What the slices of one set of ports are to hold. */
export interface PortGroup {
  readonly service: V1Service;
  readonly type: AddressType;
  readonly ports: readonly SlicePort[];
}

/**
 * The endpoints of a slice that are still wanted, as they are now. `take` answers with what is wanted under a key, once only.
 * Hints by the annotation are no business of this comparison: they are given afterwards.
 */
export function keepWanted(slice: V1EndpointSlice, service: V1Service, take: (key: string) => Wanted | undefined): Kept {
  const endpoints: V1Endpoint[] = [];
  const equal = isAuto(service) ? sameButHints : same;
  let changed = !same(slice.metadata?.labels, labelsOf(service));
  for (const endpoint of slice.endpoints ?? []) {
    const now = take(endpointKey(endpoint));
    if (!now) {
      changed = true;
      continue;
    }
    if (now.endpoint !== endpoint) {
      if (equal(now.endpoint, endpoint)) now.endpoint = endpoint;
      else changed = true;
    }
    endpoints.push(now.endpoint);
  }
  return { slice, endpoints, changed };
}

const bare = ({ hints: _, ...rest }: V1Endpoint): V1Endpoint => rest;
const sameButHints = (a: V1Endpoint, b: V1Endpoint): boolean => same(bare(a), bare(b));

/**
 * Finds a place for the endpoints that are in no slice yet: first in slices that are written anyway, the fullest first; then, while
 * fewer than a slice-full are left, all of them in the fullest other slice with room; else in new slices.
 *
 * @see Kubernetes 1.36, staging endpointslice, reconcileByPortMapping
 */
export function placeRest(group: PortGroup, kept: readonly Kept[], rest: readonly V1Endpoint[], changes: Collected): void {
  const waiting = [...rest];
  if (waiting.length > 0) for (const open of fullestFirst(kept.filter(({ changed, endpoints }) => changed && endpoints.length > 0))) fill(open, waiting);
  while (waiting.length > 0) {
    const roomy = waiting.length < endpointsPerSlice ? fullestFirst(kept).find(({ changed, endpoints }) => !changed && endpoints.length + waiting.length <= endpointsPerSlice) : undefined;
    if (roomy) fill(roomy, waiting);
    else changes.create.push(newSlice(group.service, group.type, group.ports, waiting.splice(0, endpointsPerSlice)));
  }
  for (const { slice, endpoints, changed } of kept) {
    if (!changed) continue;
    if (endpoints.length === 0) changes.delete.push(slice);
    else changes.update.push(withContents(slice, group.service, { ports: slice.ports ?? [], endpoints }));
  }
}

const fullestFirst = (kept: readonly Kept[]): readonly Kept[] => [...kept].sort((a, b) => b.endpoints.length - a.endpoints.length);

function fill(kept: Kept, waiting: V1Endpoint[]): void {
  const more = waiting.splice(0, Math.max(0, endpointsPerSlice - kept.endpoints.length));
  kept.endpoints = [...kept.endpoints, ...more];
  kept.changed ||= more.length > 0;
}
