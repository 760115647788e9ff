import type { V1Node } from '../../../../kube/generated/types.ts';
import { quantityMilliValue } from '../../../../kube/quantity.ts';

/** By how much the endpoints of one zone may be busier than the average. */
const overloadThreshold = 0.2;
const zoneLabel = 'topology.kubernetes.io/zone';
const controlPlaneLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Which part of the nodes' processors each zone has (0 … 1), in the order of the zones' names. */
export type Ratios = ReadonlyMap<string, number>;

/** How many endpoints a zone is to have. */
export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

/** How many hints name each zone. */
export type Counts = ReadonlyMap<string, number>;

const isReady = ({ status }: V1Node): boolean => status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';

/**
 * The zones' parts of all ready workers' processors. Undefined where one of them has no zone or no processor, or all are in one zone.
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache, SetNodes
 */
export function ratiosOf(nodes: readonly V1Node[]): Ratios | undefined {
  const millis = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    const labels = node.metadata?.labels ?? {};
    if (controlPlaneLabels.some((label) => Object.hasOwn(labels, label)) || !isReady(node)) continue;
    const zone = labels[zoneLabel];
    const milli = quantityMilliValue(node.status?.allocatable?.['cpu']);
    if (!zone || milli === 0) return undefined;
    total += milli;
    millis.set(zone, (millis.get(zone) ?? 0) + milli);
  }
  if (millis.size < 2) return undefined;
  return new Map([...millis].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, milli]) => [zone, milli / total]));
}

/** The fewest endpoints that leave none of a zone's busier than the threshold allows. */
const minimumFor = (endpoints: number, ratio: number): number => Math.ceil(endpoints * ratio * (1 / (1 + overloadThreshold)));

/**
 * How many of so many endpoints each zone gets, or why none gets any.
 *
 * Example: 6 endpoints, zones with 1/2, 1/4 and 1/4 of the processors wish for 3, 1.5 and 1.5, and need 3, 2 and 2: one more than
 * there are, so there are no hints.
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache, getAllocations
 */
export function allocationsFor(endpoints: number, ratios: Ratios | undefined): ReadonlyMap<string, Allocation> | { readonly refusal: string } {
  if (!ratios) return { refusal: 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes' };
  const counts = `(${String(endpoints)} endpoints, ${String(ratios.size)} zones)`;
  if (ratios.size > endpoints) return { refusal: `Insufficient number of endpoints ${counts}` };
  const minima = [...ratios].map(([zone, ratio]) => ({ zone, desired: ratio * endpoints, minimum: minimumFor(endpoints, ratio) }));
  const spare = minima.reduce((left, { minimum }) => left - minimum, endpoints);
  if (spare < 0) return { refusal: `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}` };
  return new Map(minima.map(({ zone, desired, minimum }) => [zone, { minimum, desired: Math.max(desired, minimum), maximum: minimum + spare }]));
}

/**
 * Whether the hints that were given leave a zone with too few endpoints, now that the nodes are others.
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache, serviceOverloaded
 */
export function isOverloaded(hints: Counts, ratios: Ratios | undefined): boolean {
  if (hints.size === 0) return false;
  if (!ratios) return true;
  const total = [...hints.values()].reduce((sum, count) => sum + count, 0);
  return [...ratios].some(([zone, ratio]) => (hints.get(zone) ?? -1) < minimumFor(total, ratio));
}

/**
 * How many endpoints each zone gives to others and takes from them: the zone with most to give gives one to the zone that lacks
 * most, until less than half an endpoint is left to give or to take (or less than one of both).
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache, getGivingAndReceivingZones
 */
export function exchangesFor(allocations: ReadonlyMap<string, Allocation>, hints: Counts): { readonly giving: Map<string, number>; readonly receiving: Map<string, number> } {
  const [surplus, lack] = [new Map<string, number>(), new Map<string, number>()];
  for (const [zone, { desired }] of allocations) {
    const has = hints.get(zone) ?? 0;
    if (has > desired) surplus.set(zone, has - desired);
    else if (has < desired) lack.set(zone, desired - has);
  }
  const [giving, receiving] = [new Map<string, number>(), new Map<string, number>()];
  for (;;) {
    const [give, take] = [most(surplus), most(lack)];
    if (!give || !take || (give.count < 1 && take.count < 1) || give.count < 0.5 || take.count < 0.5) return { giving, receiving };
    giving.set(give.zone, (giving.get(give.zone) ?? 0) + 1);
    surplus.set(give.zone, give.count - 1);
    receiving.set(take.zone, (receiving.get(take.zone) ?? 0) + 1);
    lack.set(take.zone, take.count - 1);
  }
}

/** The zone with the most, of equals the first. */
function most(counts: Counts): { readonly zone: string; readonly count: number } | undefined {
  let found: { readonly zone: string; readonly count: number } | undefined;
  for (const [zone, count] of counts) if (count > (found?.count ?? 0)) found = { zone, count };
  return found;
}
