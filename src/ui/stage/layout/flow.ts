/** How requests are shown in the person's own time. */

const atOneX = 700;
const fastest = 250;
const longest = 4000;

/**
 * Real milliseconds that a request's dot takes along its line. The travel itself is 700 ms at 1× and never under 250 ms; the
 * request's own latency is added in the clock of the moment, so that a slow answer looks slow.
 *
 * Example: 20 ms of latency at 1× takes 720 ms; a 2 s timeout at 10× takes 250 + 200 = 450 ms.
 */
export function dotDurationMs(latencyMs: number, speed: number): number {
  const rate = Math.max(speed, 0.01);
  return Math.min(longest, Math.max(fastest, atOneX / rate) + latencyMs / rate);
}

/** Where a dot is between the ends of its lines, each leg the same share of the time. `progress` is 0 to 1. */
export function legAt(progress: number, legs: number): { readonly leg: number; readonly along: number } {
  const scaled = Math.min(Math.max(progress, 0), 0.999_999) * legs;
  const leg = Math.floor(scaled);
  return { leg, along: scaled - leg };
}
