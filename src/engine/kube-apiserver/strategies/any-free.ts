import type { Random } from '../../sim/random.ts';

/**
 * A free place among `size`, by chance from `offset` on; one of those before only where all the others are taken. Undefined where none is free.
 *
 * @see Kubernetes 1.36, registry/core/service, ipallocator and portallocator
 */
export function anyFree({ size, offset, random, isFree }: { readonly size: number; readonly offset: number; readonly random: Random; readonly isFree: (index: number) => boolean }): number | undefined {
  const upper = size - offset;
  const start = random.int(upper);
  for (let i = 0; i < size; i++) {
    const index = i < upper ? offset + ((start + i) % upper) : i - upper;
    if (isFree(index)) return index;
  }
  return undefined;
}
