/** The files of one volume or of one container's own layer: path → content, directories apart. Paths begin with `/`. */
export class FileTree {
  readonly files = new Map<string, string>();
  readonly directories = new Set<string>(['/']);
  /** Bytes of zeros that a file holds behind its text. */
  readonly #zeros = new Map<string, number>();
  readonly #refresh: ((tree: FileTree) => void) | undefined;

  /** @param refresh asked before each read: lets a mounted ConfigMap catch up with the API. */
  constructor(refresh?: (tree: FileTree) => void) {
    this.#refresh = refresh;
  }

  read(path: string): string | undefined {
    this.#refresh?.(this);
    return this.files.get(path);
  }

  write(path: string, content: string): void {
    this.makeDirectory(parentOf(path));
    this.files.set(path, content);
    this.#zeros.delete(path);
  }

  /** A file of so many bytes that nobody wrote one by one; it reads as empty. */
  writeZeros(path: string, bytes: number): void {
    this.write(path, '');
    this.#zeros.set(path, bytes);
  }

  /** How large a file is; undefined where there is none. */
  sizeOf(path: string): number | undefined {
    const content = this.read(path);
    return content === undefined ? undefined : content.length + (this.#zeros.get(path) ?? 0);
  }

  /** How much all files hold together. */
  get bytes(): number {
    let bytes = 0;
    for (const content of this.files.values()) bytes += content.length;
    for (const zeros of this.#zeros.values()) bytes += zeros;
    return bytes;
  }

  /** Removes a file, or a directory with all that is in it. False where there is nothing. */
  remove(path: string): boolean {
    this.#zeros.delete(path);
    if (this.files.delete(path)) return true;
    if (!this.directories.has(path)) return false;
    for (const file of [...this.files.keys()]) {
      if (!file.startsWith(`${path}/`)) continue;
      this.files.delete(file);
      this.#zeros.delete(file);
    }
    for (const directory of [...this.directories]) if (directory === path || directory.startsWith(`${path}/`)) this.directories.delete(directory);
    return true;
  }

  makeDirectory(path: string): void {
    for (let at = path; at !== '/' && !this.directories.has(at); at = parentOf(at)) this.directories.add(at);
  }

  isDirectory(path: string): boolean {
    this.#refresh?.(this);
    return this.directories.has(path);
  }

  /** Names directly inside a directory, sorted. */
  list(path: string): readonly string[] {
    this.#refresh?.(this);
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = new Set<string>();
    for (const at of [...this.files.keys(), ...this.directories]) {
      if (!at.startsWith(prefix) || at === path) continue;
      const rest = at.slice(prefix.length);
      const name = rest.split('/')[0] ?? '';
      if (name) names.add(name);
    }
    return [...names].sort();
  }

  /** Replaces everything (a ConfigMap that changed). */
  replaceAll(files: Iterable<readonly [string, string]>): void {
    this.files.clear();
    this.#zeros.clear();
    this.directories.clear();
    this.directories.add('/');
    for (const [path, content] of files) this.write(path, content);
  }
}

/** `/a/b` → `/a`; `/a` → `/`. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** An absolute path without `.`, `..` and double slashes. */
export function resolvePath(workingDirectory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${workingDirectory}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
