import type { V1Container, V1Pod, V1Volume, V1VolumeProjection } from '../../kube/generated/types.ts';
import type { ContainerRuntime, FileTree, Mount } from '../container-runtime/interface.ts';
import { decoded, podField, resourceField, type ConfigSource, type EnvironmentSettings } from './environment.ts';

/** How the volumes of pods are reached. */
export interface VolumeSettings {
  readonly runtime: ContainerRuntime;
  readonly source: ConfigSource;
  readonly nodeName: string;
  readonly nowMs: () => number;
  readonly allocatable: Readonly<Record<string, string>>;
  /** The name of the volume that a claim is bound to, or what is wrong with the claim. */
  readonly claim: (namespace: string, name: string) => { readonly volumeName: string } | { readonly problem: string };
  /** Whether a volume is where this node can mount it; false while the disk is still on its way, or attached to another node. */
  readonly isAttached: (volumeName: string) => boolean;
  /** How a node's status names that volume while it is mounted; undefined for one that needs no attaching. */
  readonly inUseName: (volumeName: string) => string | undefined;
}

export interface MountProblem {
  readonly volume: string;
  readonly message: string;
}

/** How old the content of a mounted ConfigMap or Secret may get before it is looked up again when read. */
const refreshMs = 60_000;
const isTokenSource = (name: string | undefined): boolean => name === 'kube-root-ca.crt';

/** Why a volume of the pod cannot be set up yet; undefined: all are there. */
export function findMountProblem(pod: V1Pod, settings: VolumeSettings): MountProblem | undefined {
  const namespace = pod.metadata?.namespace ?? '';
  for (const volume of pod.spec?.volumes ?? []) {
    const message = problemOf(volume, namespace, settings);
    if (message !== undefined) return { volume: volume.name, message };
  }
  return undefined;
}

/** The pod's volumes of disks that are not attached to this node yet, by their names in the pod. */
export function unattachedVolumes(pod: V1Pod, settings: VolumeSettings): readonly string[] {
  return claimedVolumes(pod, settings).flatMap(({ name, volumeName }) => (settings.isAttached(volumeName) ? [] : [name]));
}

/** How the node's status names the disks that the pod mounts. */
export function disksInUse(pod: V1Pod, settings: VolumeSettings): readonly string[] {
  return claimedVolumes(pod, settings).flatMap(({ volumeName }) => settings.inUseName(volumeName) ?? []);
}

/** The pod's volumes whose claims are bound. */
function claimedVolumes(pod: V1Pod, settings: VolumeSettings): readonly { readonly name: string; readonly volumeName: string }[] {
  const { namespace = '', name: podName = '' } = pod.metadata ?? {};
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral ? `${podName}-${name}` : undefined);
    const found = claimName === undefined ? undefined : settings.claim(namespace, claimName);
    return found && 'volumeName' in found ? [{ name, volumeName: found.volumeName }] : [];
  });
}

function problemOf(volume: V1Volume, namespace: string, settings: VolumeSettings): string | undefined {
  const { configMap, secret, projected, persistentVolumeClaim, ephemeral } = volume;
  if (configMap) return missingKey(settings.source, { configMap }, namespace);
  if (secret) return missingKey(settings.source, { secret: { name: secret.secretName ?? '', items: secret.items, optional: secret.optional } }, namespace);
  for (const source of projected?.sources ?? []) {
    const message = missingKey(settings.source, source, namespace);
    if (message !== undefined) return message;
  }
  if (!persistentVolumeClaim && !ephemeral) return undefined;
  const found = settings.claim(namespace, persistentVolumeClaim?.claimName ?? '');
  return 'problem' in found ? found.problem : undefined;
}

/** A missing object or key, in the kubelet's words. */
function missingKey(source: ConfigSource, { configMap, secret }: V1VolumeProjection, namespace: string): string | undefined {
  const reference = configMap ?? secret;
  if (!reference || reference.optional || isTokenSource(reference.name)) return undefined;
  const kind = configMap ? 'configmap' : 'secret';
  const object = configMap ? source.configMap(namespace, reference.name ?? '') : source.secret(namespace, reference.name ?? '');
  if (!object) return `${kind} "${reference.name ?? ''}" not found`;
  const data = object.data ?? {};
  const absent = (reference.items ?? []).find(({ key }) => !Object.hasOwn(data, key) && !Object.hasOwn(('binaryData' in object && object.binaryData) || {}, key));
  return absent ? `references non-existent ${configMap ? 'config' : 'secret'} key: ${absent.key}` : undefined;
}

/** The trees of one pod's volumes, each made when it is first looked at. */
export class PodVolumes {
  /** Made when something first looks into a volume. */
  #trees: Map<string, FileTree> | undefined;
  readonly #pod: () => V1Pod;
  readonly #settings: VolumeSettings;
  readonly #addresses: { readonly podIP: string; readonly hostIP: string };

  constructor(pod: () => V1Pod, settings: VolumeSettings, addresses: { readonly podIP: string; readonly hostIP: string }) {
    this.#pod = pod;
    this.#settings = settings;
    this.#addresses = addresses;
  }

  /** The mounts of a container. */
  mountsOf(container: V1Container): readonly Mount[] {
    return (container.volumeMounts ?? []).map(({ name, mountPath, subPath, readOnly }) => {
      const isReadOnly = readOnly === true || this.#isConfig(name);
      return { path: mountPath.replace(/\/+$/, '') || '/', ...(subPath ? { subPath } : {}), readOnly: isReadOnly, tree: () => this.#tree(name) };
    });
  }

  /** What the pod keeps in its own emptyDir volumes. */
  emptyDirs(): readonly { readonly name: string; readonly bytes: number; readonly inMemory: boolean }[] {
    if (!this.#trees) return [];
    return (this.#pod().spec?.volumes ?? []).flatMap(({ name, emptyDir }) => {
      const tree = emptyDir && this.#trees?.get(name);
      return tree ? [{ name, bytes: tree.bytes, inMemory: emptyDir.medium === 'Memory' }] : [];
    });
  }

  #isConfig(name: string): boolean {
    const volume = this.#pod().spec?.volumes?.find((candidate) => candidate.name === name);
    return Boolean(volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI);
  }

  #tree(name: string): FileTree {
    this.#trees ??= new Map();
    let tree = this.#trees.get(name);
    if (!tree) this.#trees.set(name, (tree = this.#make(name)));
    return tree;
  }

  #make(name: string): FileTree {
    const { runtime, nodeName, claim } = this.#settings;
    const { metadata, spec } = this.#pod();
    const volume = spec?.volumes?.find((candidate) => candidate.name === name);
    if (volume?.hostPath) return runtime.volume(`hostPath/${nodeName}${volume.hostPath.path}`);
    if (volume?.persistentVolumeClaim) {
      const found = claim(metadata?.namespace ?? '', volume.persistentVolumeClaim.claimName);
      return runtime.volume(`volume/${'volumeName' in found ? found.volumeName : (metadata?.uid ?? '')}`);
    }
    if (!this.#isConfig(name)) return runtime.newTree();
    return this.#configTree(name);
  }

  #configTree(name: string): FileTree {
    let readMs = -Infinity;
    return this.#settings.runtime.newTree((tree) => {
      const nowMs = this.#settings.nowMs();
      if (nowMs - readMs < refreshMs) return;
      readMs = nowMs;
      const volume = this.#pod().spec?.volumes?.find((candidate) => candidate.name === name);
      if (volume) tree.replaceAll(this.#configFiles(volume));
    });
  }

  #configFiles({ configMap, secret, projected, downwardAPI }: V1Volume): [string, string][] {
    if (configMap) return this.#projected({ configMap });
    if (secret) return this.#projected({ secret: { name: secret.secretName ?? '', items: secret.items } });
    if (downwardAPI) return this.#projected({ downwardAPI });
    return (projected?.sources ?? []).flatMap((source) => this.#projected(source));
  }

  #projected({ configMap, secret, downwardAPI, serviceAccountToken }: V1VolumeProjection): [string, string][] {
    const { source, allocatable, nodeName } = this.#settings;
    const pod = this.#pod();
    const namespace = pod.metadata?.namespace ?? '';
    if (serviceAccountToken) return [[`/${serviceAccountToken.path}`, `token-of-${pod.spec?.serviceAccountName ?? 'default'}`]];
    if (downwardAPI) {
      return (downwardAPI.items ?? []).map(({ path, fieldRef, resourceFieldRef }) => {
        const container = pod.spec?.containers.find(({ name }) => name === resourceFieldRef?.containerName);
        const settings: Pick<EnvironmentSettings, 'pod' | 'podIP' | 'hostIP' | 'nodeName'> = { pod, nodeName, ...this.#addresses };
        const value = fieldRef ? podField(fieldRef.fieldPath, settings) : container && resourceFieldRef ? resourceField(container, resourceFieldRef.resource, resourceFieldRef.divisor, allocatable) : '';
        return [`/${path}`, value ?? ''];
      });
    }
    const data = configMap ? source.configMap(namespace, configMap.name ?? '')?.data : decoded(source.secret(namespace, secret?.name ?? ''));
    const items = configMap?.items ?? secret?.items;
    if (!items) return Object.entries(data ?? {}).map(([key, value]) => [`/${key}`, value]);
    return items.flatMap(({ key, path }) => (data && Object.hasOwn(data, key) ? [[`/${path}`, data[key] ?? ''] as [string, string]] : []));
  }
}
