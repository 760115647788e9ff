import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import { Container } from './container.ts';
import { FileTree } from './files.ts';
import { imageInfo, knownImage, parseImage, type KnownImage } from './images.ts';
import type { ContainerHost, ContainerRuntime, ContainerSpec, EtcdView, ImageInfo, RuntimeContainer, StartError } from './interface.ts';
import { chooseProgram } from './launch.ts';

export type * from './interface.ts';

export interface RuntimeSettings {
  readonly clock: Clock;
  readonly random: Random;
  /** More images, by the last part of their name, over those that are known. */
  readonly images?: Readonly<Record<string, Partial<KnownImage>>>;
  /** The member of the cluster's own etcd at an address. */
  readonly etcd?: (address: string) => EtcdView | undefined;
}

/** Makes a container runtime. One serves any number of kubelets. */
export function createContainerRuntime(settings: RuntimeSettings): ContainerRuntime {
  return new Runtime(settings);
}

/** Names that no registry has, so that a failing pull can be shown (and was, in the recordings). */
const absent = /nonexistent|does-not-exist|doesnotexist|bad-image/;

class Runtime implements ContainerRuntime {
  readonly #settings: RuntimeSettings;
  readonly #volumes = new Map<string, FileTree>();

  constructor(settings: RuntimeSettings) {
    this.#settings = settings;
  }

  resolveImage(reference: string): ImageInfo | { readonly pullError: string } {
    const parsed = parseImage(reference);
    if (!parsed) return { pullError: `failed to apply default image tag "${reference}": couldn't parse image name "${reference}": invalid reference format` };
    const info = imageInfo(parsed);
    if (!absent.test(reference) && parsed.tag !== 'nonexistent') return info;
    const why = parsed.repository.startsWith('docker.io/')
      ? 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
      : `${info.name}: not found`;
    return { pullError: `failed to pull and unpack image "${info.name}": failed to resolve reference "${info.name}": ${why}` };
  }

  start(spec: ContainerSpec, host: ContainerHost): RuntimeContainer | StartError {
    const { clock, random, images = {}, etcd } = this.#settings;
    const parsed = parseImage(spec.image) ?? { repository: spec.image, tag: 'latest', digest: undefined };
    const name = parsed.repository.slice(parsed.repository.lastIndexOf('/') + 1);
    const image = Object.hasOwn(images, name) ? { ...knownImage(parsed), ...images[name], unknown: undefined as never } : knownImage(parsed);
    const program = chooseProgram(spec, image);
    if ('startError' in program) return program;
    const container = new Container({ id: hex64(random), spec, host, image, clock, random, etcd });
    container.begin(program);
    return container;
  }

  volume(key: string): FileTree {
    let tree = this.#volumes.get(key);
    if (!tree) this.#volumes.set(key, (tree = new FileTree()));
    return tree;
  }

  newTree(refresh?: (tree: FileTree) => void): FileTree {
    return new FileTree(refresh);
  }

  removeVolume(key: string): void {
    this.#volumes.delete(key);
  }
}

function hex64(random: Random): string {
  return Array.from({ length: 8 }, () => Math.floor(random.next() * 4_294_967_296).toString(16).padStart(8, '0')).join('');
}
