import type { V1ContainerImage } from '../../kube/generated/types.ts';
import type { ContainerRuntime, ImageInfo } from '../container-runtime/interface.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';

export type PullOutcome =
  | { readonly ok: true; readonly image: ImageInfo; readonly pullMs: number; readonly totalMs: number }
  | { readonly ok: false; readonly error: string };

interface Pull {
  readonly reference: string;
  readonly askedMs: number;
  readonly done: (outcome: PullOutcome) => void;
}

/** What one node gets from a registry, in bytes a millisecond (about 400 Mbit/s, unpacking included). */
const defaultBytesPerMs = 50_000;

export interface ImageStoreSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly runtime: ContainerRuntime;
  readonly bytesPerMs?: number;
  /** Told when an image has come. */
  readonly changed: () => void;
}

/** The images on a node. They are pulled one after another, as a kubelet does by default. */
export class ImageStore {
  readonly #settings: ImageStoreSettings;
  readonly #present = new Map<string, ImageInfo>();
  readonly #queue: Pull[] = [];
  #busy = false;
  #epoch = 0;

  constructor(settings: ImageStoreSettings) {
    this.#settings = settings;
  }

  /** The image, where it is on the node. */
  find(reference: string): ImageInfo | undefined {
    const resolved = this.#settings.runtime.resolveImage(reference);
    return 'pullError' in resolved ? undefined : this.#present.get(resolved.name);
  }

  /** Puts an image on the node without a pull. */
  preload(image: ImageInfo): void {
    this.#present.set(image.name, image);
  }

  pull(reference: string, done: (outcome: PullOutcome) => void): void {
    this.#queue.push({ reference, askedMs: this.#settings.clock.nowMs, done });
    this.#next();
  }

  /** The machine lost its power: what was under way is forgotten, what is on disk stays. */
  interrupt(): void {
    this.#queue.length = 0;
    this.#busy = false;
    this.#epoch++;
  }

  /** What all images on the node take. */
  get bytes(): number {
    let bytes = 0;
    for (const { sizeBytes } of this.#present.values()) bytes += sizeBytes;
    return bytes;
  }

  /** Removes images that no container of the node uses. */
  keepOnly(references: ReadonlySet<string>): void {
    const used = new Set([...references].flatMap((reference) => this.find(reference)?.name ?? []));
    const unused = [...this.#present.keys()].filter((name) => !used.has(name));
    for (const name of unused) this.#present.delete(name);
    if (unused.length > 0) this.#settings.changed();
  }

  /** `status.images` of the node: the largest first, 50 at most. */
  list(): V1ContainerImage[] {
    return [...this.#present.values()].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1)).slice(0, 50)
      .map(({ id, name, sizeBytes }) => ({ names: name.includes('@') ? [id] : [id, name], sizeBytes }));
  }

  #next(): void {
    const pull = this.#queue[0];
    if (!pull || this.#busy) return;
    this.#busy = true;
    const { clock, random, runtime, bytesPerMs = defaultBytesPerMs } = this.#settings;
    const resolved = runtime.resolveImage(pull.reference);
    const asking = 300 + random.int(400);
    const loading = 'pullError' in resolved || this.#present.has(resolved.name) ? 0 : Math.ceil(resolved.sizeBytes / bytesPerMs);
    const epoch = this.#epoch;
    const beganMs = clock.nowMs;
    clock.after(asking + loading, () => {
      if (epoch !== this.#epoch) return;
      this.#busy = false;
      this.#queue.shift();
      this.#finish(pull, resolved, clock.nowMs - beganMs);
      this.#next();
    });
  }

  #finish(pull: Pull, resolved: ImageInfo | { readonly pullError: string }, pullMs: number): void {
    if ('pullError' in resolved) {
      pull.done({ ok: false, error: resolved.pullError });
      return;
    }
    const isNew = !this.#present.has(resolved.name);
    this.#present.set(resolved.name, resolved);
    if (isNew) this.#settings.changed();
    pull.done({ ok: true, image: resolved, pullMs, totalMs: this.#settings.clock.nowMs - pull.askedMs });
  }
}
