/**
 * A count, or a percentage of `total`, rounded as asked. What cannot be read is 0.
 *
 * Example: `'25%'` of 10: 3 up, 2 down.
 *
 * @see Kubernetes apimachinery, intstr.GetScaledValueFromIntOrPercent
 */
export function intOrPercent(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const match = /^(\d+)%$/.exec(value);
  if (!match) return 0;
  const hundredfold = Number(match[1]) * total;
  return round === 'up' ? Math.ceil(hundredfold / 100) : Math.floor(hundredfold / 100);
}
