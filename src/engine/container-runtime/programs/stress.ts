import { quantityMilliValue, quantityValue } from '../../../kube/quantity.ts';
import type { Timer } from '../../sim/clock.ts';
import type { Process, ProcessHost } from './process.ts';

/** Memory is taken in steps of this many bytes per ms (a gigabyte a second). */
const bytesPerMs = 1_000_000;

/** A program that takes as much memory and cpu as it is told, for so long. */
class Stress implements Process {
  readonly #timers: Timer[] = [];
  readonly #host: ProcessHost;

  constructor(host: ProcessHost, load: { readonly cpuMilli: number; readonly memoryBytes: number; readonly forMs: number }) {
    this.#host = host;
    host.useCpu(load.cpuMilli);
    if (load.memoryBytes > 0) this.#timers.push(host.clock.after(Math.ceil(load.memoryBytes / bytesPerMs), () => { host.holdMemory(load.memoryBytes); }));
    if (load.forMs !== Infinity) this.#timers.push(host.clock.after(load.forMs, () => { host.exit(0); }));
  }

  terminate(): void {
    this.#host.exit(143);
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
  }
}

/** `stress --cpu 2 --vm 1 --vm-bytes 150M --vm-hang 1 --timeout 60s`. */
export function startStress(argv: readonly string[], host: ProcessHost): Process {
  const flag = (...names: readonly string[]): string | undefined => flagValue(argv, names);
  const workers = Number(flag('-m', '--vm') ?? '0');
  const bytes = stressBytes(flag('--vm-bytes') ?? '256M');
  const busy = Number(flag('-c', '--cpu') ?? '0') * 1000 + (flag('--vm-hang') === undefined ? workers * 1000 : workers * 50);
  host.print(`stress: info: [1] dispatching hogs: ${flag('-c', '--cpu') ?? '0'} cpu, 0 io, ${String(workers)} vm, 0 hdd\n`);
  return new Stress(host, { cpuMilli: busy, memoryBytes: workers * bytes, forMs: stressTime(flag('-t', '--timeout')) });
}

/** `/stress -cpus 2 -mem-total 150Mi -mem-alloc-size 10Mi -mem-alloc-sleep 1s`. */
export function startCpuStress(argv: readonly string[], host: ProcessHost): Process {
  const cpus = flagValue(argv, ['-cpus', '--cpus']);
  const memory = flagValue(argv, ['-mem-total', '--mem-total']);
  return new Stress(host, { cpuMilli: quantityMilliValue(cpus), memoryBytes: quantityValue(memory), forMs: Infinity });
}

function flagValue(argv: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (names.includes(word)) return argv[index + 1];
    const equals = word.indexOf('=');
    if (equals > 0 && names.includes(word.slice(0, equals))) return word.slice(equals + 1);
  }
  return undefined;
}

/** `250M` is 250 × 1024² for this program. */
function stressBytes(text: string): number {
  const match = /^(\d+)([bkmg]?)$/i.exec(text);
  const unit = { b: 1, k: 1024, m: 1_048_576, g: 1_073_741_824 }[(match?.[2] || 'b').toLowerCase()] ?? 1;
  return Number(match?.[1] ?? '0') * unit;
}

function stressTime(text: string | undefined): number {
  const match = /^(\d+)([smhd]?)$/.exec(text ?? '');
  if (!match) return Infinity;
  return Number(match[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[match[2] || 's'] ?? 1) * 1000;
}
