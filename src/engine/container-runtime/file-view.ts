import { FileTree, resolvePath } from './files.ts';
import type { Mount } from './interface.ts';

/** What is in every container that has files at all. */
const commonDirectories = ['/bin', '/dev', '/etc', '/home', '/proc', '/root', '/sys', '/tmp', '/usr', '/var'];

interface Place {
  readonly tree: FileTree;
  readonly path: string;
  readonly readOnly: boolean;
}

/** The files that a container sees: its own layer with the mounts over it. */
export class FileView {
  readonly #mounts: readonly Mount[];
  readonly #base: () => Iterable<readonly [string, string]>;
  readonly #changed: () => void;
  #layer: FileTree | undefined;
  /** What of the layer came with the image. */
  #imageBytes = 0;

  /** @param base files of the image, asked for when the first is needed. */
  constructor(mounts: readonly Mount[], base: () => Iterable<readonly [string, string]>, changed: () => void) {
    this.#mounts = mounts;
    this.#base = base;
    this.#changed = changed;
  }

  read(path: string): string | undefined {
    const place = this.#place(path);
    return place.tree.read(place.path);
  }

  /** False where the place is read-only. */
  write(path: string, content: string): boolean {
    if (path === '/dev/null') return true;
    const place = this.#place(path);
    if (place.readOnly) return false;
    place.tree.write(place.path, content);
    this.#changed();
    return true;
  }

  /** A file of so many bytes, all zeros. False where the place is read-only. */
  writeZeros(path: string, bytes: number): boolean {
    if (path === '/dev/null') return true;
    const place = this.#place(path);
    if (place.readOnly) return false;
    place.tree.writeZeros(place.path, bytes);
    this.#changed();
    return true;
  }

  sizeOf(path: string): number | undefined {
    const place = this.#place(path);
    return place.tree.sizeOf(place.path);
  }

  /** What was written into the container's own layer. */
  get writtenBytes(): number {
    return this.#layer ? Math.max(0, this.#layer.bytes - this.#imageBytes) : 0;
  }

  remove(path: string): 'removed' | 'absent' | 'read-only' {
    const place = this.#place(path);
    if (place.readOnly) return 'read-only';
    const removed = place.tree.remove(place.path);
    if (removed) this.#changed();
    return removed ? 'removed' : 'absent';
  }

  makeDirectory(path: string): boolean {
    const place = this.#place(path);
    if (place.readOnly) return false;
    place.tree.makeDirectory(place.path);
    return true;
  }

  isDirectory(path: string): boolean {
    if (this.#mounts.some((mount) => !isFileMount(mount) && (mount.path === path || mount.path.startsWith(`${path}/`)))) return true;
    const place = this.#place(path);
    return place.tree.isDirectory(place.path);
  }

  exists(path: string): boolean {
    return this.read(path) !== undefined || this.isDirectory(path);
  }

  /** Names directly inside a directory, those of mount points among them. */
  list(path: string): readonly string[] {
    const place = this.#place(path);
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = new Set(place.tree.list(place.path));
    for (const mount of this.#mounts) if (mount.path.startsWith(prefix)) names.add(mount.path.slice(prefix.length).split('/')[0] ?? '');
    return [...names].sort();
  }

  #place(path: string): Place {
    let best: Mount | undefined;
    for (const mount of this.#mounts) {
      const inside = path === mount.path || path.startsWith(mount.path === '/' ? '/' : `${mount.path}/`);
      if (inside && (!best || mount.path.length > best.path.length)) best = mount;
    }
    if (!best) return { tree: this.#own(), path, readOnly: false };
    const rest = path.slice(best.path.length);
    return { tree: best.tree(), path: resolvePath('/', `${best.subPath ?? ''}/${rest}`), readOnly: best.readOnly };
  }

  #own(): FileTree {
    if (!this.#layer) {
      this.#layer = new FileTree();
      for (const directory of commonDirectories) this.#layer.makeDirectory(directory);
      for (const [path, content] of this.#base()) this.#layer.write(path, content);
      this.#imageBytes = this.#layer.bytes;
    }
    return this.#layer;
  }
}

const isFileMount = (mount: Mount): boolean => mount.subPath !== undefined && mount.tree().read(resolvePath('/', mount.subPath)) !== undefined;
