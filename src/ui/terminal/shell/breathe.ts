/** How long the shell may work before the page gets its turn. */
const workMaxMs = 10;
let workedFromMs = 0;

/** Lets the page live between two commands: a loop without an end may not freeze it, and Ctrl-C must be heard. */
export async function breathe(): Promise<void> {
  if (performance.now() - workedFromMs < workMaxMs) return;
  await new Promise<void>((resolve) => { setTimeout(resolve, 0); });
  workedFromMs = performance.now();
}
