/** How long the shell may work before the page gets its turn. */
const workMaxMs = 10;
let workedFromMs = 0;

/** Whether the page has waited long enough. */
export const isTired = (): boolean => performance.now() - workedFromMs >= workMaxMs;

/** Lets the page live between two commands: a loop without an end may not freeze it, and Ctrl-C must be heard. */
export async function breathe(): Promise<void> {
  if (!isTired()) return;
  await new Promise<void>((resolve) => { setTimeout(resolve, 0); });
  workedFromMs = performance.now();
}
