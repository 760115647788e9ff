import type { V1Endpoint, V1EndpointSlice } from '../../../../kube/generated/types.ts';
import { exchangesFor, type Allocation, type Counts } from './allocations.ts';

/** The slices of a Service and one kind of addresses, as a plan wants them. */
export interface PlannedSlices {
  readonly create: readonly V1EndpointSlice[];
  readonly update: readonly V1EndpointSlice[];
  readonly unchanged: readonly V1EndpointSlice[];
}

/** A plan with hints, or what keeps hints away. `counts` says how many hints name each zone. */
export type Hinted = { readonly slices: PlannedSlices; readonly counts: Counts } | { readonly refusal: string };

export const isReady = ({ conditions }: V1Endpoint): boolean => conditions?.ready === true;

export function readyEndpoints({ create, update, unchanged }: PlannedSlices): number {
  let count = 0;
  for (const { endpoints } of [...create, ...update, ...unchanged]) for (const endpoint of endpoints ?? []) if (isReady(endpoint)) count++;
  return count;
}

/**
 * Gives every ready endpoint a hint: for its own zone, except those that a zone with too many gives to one with too few. Slices
 * that need no change keep the hints that they have, as long as these are possible.
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache, AddHints
 */
export function addHints(planned: PlannedSlices, allocations: ReadonlyMap<string, Allocation>): Hinted {
  const { kept, redone, counts } = keepHints(planned.unchanged, allocations);
  const open = [...planned.create, ...planned.update, ...redone].map((slice) => ({ slice, endpoints: [...(slice.endpoints ?? [])] }));
  for (const { endpoints } of open) {
    for (const [index, endpoint] of endpoints.entries()) {
      if (isReady(endpoint)) {
        if (!endpoint.zone) return { refusal: 'One or more endpoints do not have a zone specified' };
        counts.set(endpoint.zone, (counts.get(endpoint.zone) ?? 0) + 1);
        endpoints[index] = hintedFor(endpoint, endpoint.zone);
      }
    }
  }
  redistribute(open, exchangesFor(allocations, counts), counts);
  if (counts.size === 0) return { refusal: 'No hints allocated for zones' };
  const slices = open.map(({ slice, endpoints }) => ({ ...slice, endpoints }));
  return { slices: { create: slices.slice(0, planned.create.length), update: slices.slice(planned.create.length), unchanged: kept }, counts };
}

/** Takes all hints away; slices that had some are to be written. */
export function removeHints({ create, update, unchanged }: PlannedSlices): PlannedSlices {
  const hinted = unchanged.filter(({ endpoints }) => endpoints?.some(({ hints }) => hints !== undefined));
  return { create: create.map(withoutHints), update: [...update, ...hinted].map(withoutHints), unchanged: unchanged.filter((slice) => !hinted.includes(slice)) };
}

/** Which unchanged slices may stay as they are: every ready endpoint has a hint for a zone that may have so many. */
function keepHints(unchanged: readonly V1EndpointSlice[], allocations: ReadonlyMap<string, Allocation>): { readonly kept: V1EndpointSlice[]; readonly redone: V1EndpointSlice[]; readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const [kept, redone]: [V1EndpointSlice[], V1EndpointSlice[]] = [[], []];
  for (const slice of unchanged) {
    const own = countsOf(slice);
    const possible = own && [...own].every(([zone, count]) => count + (counts.get(zone) ?? 0) <= (allocations.get(zone)?.maximum ?? -1));
    (possible ? kept : redone).push(slice);
    if (possible) for (const [zone, count] of own) counts.set(zone, (counts.get(zone) ?? 0) + count);
  }
  return { kept, redone, counts };
}

/** How many hints of a slice name each zone; undefined where a ready endpoint has none. */
function countsOf({ endpoints }: V1EndpointSlice): Counts | undefined {
  const counts = new Map<string, number>();
  for (const endpoint of endpoints ?? []) {
    if (!isReady(endpoint)) continue;
    const zones = endpoint.hints?.forZones ?? [];
    if (zones.length === 0) return undefined;
    for (const { name } of zones) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function redistribute(open: readonly { readonly endpoints: V1Endpoint[] }[], { giving, receiving }: ReturnType<typeof exchangesFor>, counts: Map<string, number>): void {
  for (const { endpoints } of open) {
    for (const [index, endpoint] of endpoints.entries()) {
      const from = endpoint.zone ?? '';
      const [to] = [...receiving.keys()];
      if (to === undefined) return;
      if (!isReady(endpoint) || !giving.has(from)) continue;
      endpoints[index] = hintedFor(endpoint, to);
      lessOne(giving, from);
      lessOne(receiving, to);
      counts.set(from, (counts.get(from) ?? 0) - 1);
      counts.set(to, (counts.get(to) ?? 0) + 1);
    }
  }
}

function lessOne(counts: Map<string, number>, zone: string): void {
  const count = counts.get(zone) ?? 0;
  if (count <= 1) counts.delete(zone);
  else counts.set(zone, count - 1);
}

const hintedFor = (endpoint: V1Endpoint, zone: string): V1Endpoint => ({ ...endpoint, hints: { forZones: [{ name: zone }] } });

const withoutHints = (slice: V1EndpointSlice): V1EndpointSlice => ({
  ...slice,
  endpoints: (slice.endpoints ?? []).map((endpoint) => {
    const { hints, ...bare } = endpoint;
    return hints === undefined ? endpoint : bare;
  }),
});
