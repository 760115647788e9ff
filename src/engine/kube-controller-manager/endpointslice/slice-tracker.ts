import type { V1EndpointSlice } from '../../../kube/generated/types.ts';

/**
 * What this controller wrote and does not see in its cache yet. While something is missing the Service is left alone, else the
 * same endpoints would get a second slice.
 */
export class SliceTracker {
  /** Service → slice → revision that the cache must show; `gone` where it must not show it any more. */
  readonly #awaited = new Map<string, Map<string, number | 'gone'>>();
  /** Services that were left alone and have to be looked at once the cache has caught up. */
  readonly #putOff = new Set<string>();

  /** Whether the cache lacks a write; the Service is then put off until {@link seen} says that it does not any more. */
  isBehind(service: string): boolean {
    const behind = (this.#awaited.get(service)?.size ?? 0) > 0;
    if (behind) this.#putOff.add(service);
    return behind;
  }

  wrote(service: string, slice: V1EndpointSlice): void {
    this.#await(service, slice, Number(slice.metadata?.resourceVersion));
  }

  deleted(service: string, slice: V1EndpointSlice): void {
    this.#await(service, slice, 'gone');
  }

  forget(service: string): void {
    this.#awaited.delete(service);
    this.#putOff.delete(service);
  }

  /** `foreign`: nobody here made this change. `awaited`: it was the last one that was waited for, and the Service was put off. */
  seen(service: string, slice: V1EndpointSlice, gone: boolean): { readonly foreign: boolean; readonly awaited: boolean } {
    const waiting = this.#awaited.get(service);
    const name = slice.metadata?.name ?? '';
    const expected = waiting?.get(name);
    if (!waiting || expected === undefined) return { foreign: true, awaited: false };
    const revision = Number(slice.metadata?.resourceVersion);
    if (!gone && (expected === 'gone' || revision < expected)) return { foreign: false, awaited: false };
    waiting.delete(name);
    const foreign = gone ? expected !== 'gone' : revision !== expected;
    if (waiting.size > 0) return { foreign, awaited: false };
    this.#awaited.delete(service);
    return { foreign, awaited: this.#putOff.delete(service) };
  }

  #await(service: string, slice: V1EndpointSlice, revision: number | 'gone'): void {
    const waiting = this.#awaited.get(service) ?? new Map<string, number | 'gone'>();
    waiting.set(slice.metadata?.name ?? '', revision);
    this.#awaited.set(service, waiting);
  }
}
