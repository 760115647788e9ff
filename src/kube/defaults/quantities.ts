import type { V1ResourceRequirements } from '../generated/types.ts';
import { formatQuantity, parseQuantity } from '../quantity.ts';
import { update } from './fill.ts';

type ResourceList = Readonly<Record<string, string>>;

const milli = 1_000_000n;

/**
 * Rounds amounts finer than a thousandth up: the API has never kept more (`0.0001` cpu becomes `1m`).
 *
 * @see Kubernetes 1.36, core defaults, SetDefaults_ResourceList
 */
export function roundResourceList<T extends ResourceList | undefined>(list: T): T {
  if (!list) return list;
  let rounded: Record<string, string> | undefined;
  for (const name of Object.keys(list)) {
    const text = list[name];
    const next = roundQuantity(text);
    if (next !== text && next !== undefined) {
      rounded ??= { ...list };
      rounded[name] = next;
    }
  }
  return (rounded ?? list) as T;
}

/** One amount, rounded up to thousandths. */
function roundQuantity(value: string | undefined): string | undefined {
  if (typeof value !== 'string' || !/[nu.]|e-/i.test(value)) return value;
  const parsed = parseQuantity(value);
  if (!parsed || parsed.nanos % milli === 0n) return value;
  const down = parsed.nanos / milli;
  return formatQuantity({ nanos: (parsed.nanos > 0n ? down + 1n : down) * milli, format: parsed.format });
}

/** Both lists of requirements, rounded. */
export function roundRequirements(requirements: V1ResourceRequirements): V1ResourceRequirements {
  return update(update(requirements, 'requests', roundResourceList), 'limits', roundResourceList);
}
