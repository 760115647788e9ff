/**
 * Wall milliseconds that work which does not run away needs at most, however busy the machine is: it takes one or two seconds,
 * and what these tests keep from coming back would take hours.
 */
export const runawayMs = 60_000;

/** Wall milliseconds of the fastest of some attempts: whatever else a machine does only makes an attempt slower. */
export function fastestMs(attempts: number, attempt: () => void): number {
  let fastest = Infinity;
  for (let count = 0; count < attempts; count++) {
    const beganMs = performance.now();
    attempt();
    fastest = Math.min(fastest, performance.now() - beganMs);
  }
  return fastest;
}
