import type { V1Node } from '../../../../kube/generated/types.ts';
import type { EventDetails } from '../../../client/index.ts';
import type { AddressType } from '../slice.ts';
import { allocationsFor, isOverloaded, ratiosOf, type Counts, type Ratios } from './allocations.ts';
import { addHints, readyEndpoints, removeHints, type PlannedSlices } from './hints.ts';

export interface HintedPlan {
  readonly slices: PlannedSlices;
  readonly events: readonly EventDetails[];
}

/** Which part of a Service is meant. */
interface Place {
  readonly service: string;
  readonly type: AddressType;
}

/**
 * What is known of the zones' processors, and of the hints that were given with them.
 *
 * @see Kubernetes 1.36, staging endpointslice, topologycache
 */
export class TopologyCache {
  #ratios: Ratios | undefined;
  readonly #counts = new Map<string, Map<AddressType, Counts>>();
  readonly #enabled = new Set<string>();

  /** The Services that have hints which leave a zone with too few endpoints now. */
  setNodes(nodes: readonly V1Node[]): readonly string[] {
    this.#ratios = ratiosOf(nodes);
    return [...this.#counts].filter(([, types]) => [...types.values()].some((counts) => isOverloaded(counts, this.#ratios))).map(([service]) => service);
  }

  /** The plan with hints in proportion to the zones, or without any and with the Event that says why. */
  add(place: Place, planned: PlannedSlices): HintedPlan {
    const allocations = allocationsFor(readyEndpoints(planned), this.#ratios);
    const hinted = 'refusal' in allocations ? allocations : addHints(planned, allocations);
    if ('refusal' in hinted) {
      this.#forget(place);
      return { slices: removeHints(planned), events: [warning(hinted.refusal, place)] };
    }
    const isNew = !this.#enabled.has(place.service);
    this.#remember(place, hinted.counts);
    const event: EventDetails = { type: 'Normal', reason: 'TopologyAwareHintsEnabled', message: `Topology Aware Hints has been enabled, addressType: ${place.type}` };
    return { slices: hinted.slices, events: isNew ? [event] : [] };
  }

  /** The Service asks for no such hints (any more): the Event that says so where it had some. */
  drop(place: Place): readonly EventDetails[] {
    const had = this.#enabled.has(place.service);
    this.#forget(place);
    return had ? [warning('Topology Aware Hints has been disabled', place)] : [];
  }

  forgetService(service: string): void {
    this.#counts.delete(service);
    this.#enabled.delete(service);
  }

  #remember({ service, type }: Place, counts: Counts): void {
    const types = this.#counts.get(service) ?? new Map<AddressType, Counts>();
    this.#counts.set(service, types.set(type, counts));
    this.#enabled.add(service);
  }

  #forget({ service, type }: Place): void {
    const types = this.#counts.get(service);
    types?.delete(type);
    if (types?.size === 0) this.#counts.delete(service);
    this.#enabled.delete(service);
  }
}

const warning = (problem: string, { type }: Place): EventDetails => ({ type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: `${problem}, addressType: ${type}` });
