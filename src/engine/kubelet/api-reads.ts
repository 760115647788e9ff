import type { V1ConfigMap, V1PersistentVolume, V1Secret, V1Service } from '../../kube/generated/types.ts';
import { configMaps, csiDrivers, persistentVolumeClaims, persistentVolumes, secrets, services, volumeAttachments } from '../../kube/kinds.ts';
import { hash64 } from '../../kube/hash.ts';
import { uniqueVolumeName } from '../../kube/volume-names.ts';
import type { ComponentContext } from '../client/client.ts';
import type { ConfigSource } from './environment.ts';

/** Services are looked up at most so often for the environment of new containers. */
const servicesFreshMs = 1000;

/** What a kubelet looks up in the API for its pods: configuration, Services, claims and volumes. A fake kubelet finds every disk in place. */
export class ApiReads implements ConfigSource {
  readonly #context: ComponentContext;
  readonly #nodeName: string;
  readonly #isFake: boolean;
  readonly #listed = new Map<string, { readonly atMs: number; readonly items: readonly V1Service[] }>();
  readonly #given = new Map<string, readonly V1Service[]>();

  constructor(context: ComponentContext, nodeName: string, isFake: boolean) {
    this.#context = context;
    this.#nodeName = nodeName;
    this.#isFake = isFake;
  }

  configMap(namespace: string, name: string): V1ConfigMap | undefined {
    const answer = this.#context.client.get(configMaps, namespace, name);
    return answer.ok ? answer.value : undefined;
  }

  secret(namespace: string, name: string): V1Secret | undefined {
    const answer = this.#context.client.get(secrets, namespace, name);
    return answer.ok ? answer.value : undefined;
  }

  /** Those of the namespace, and the API server's own. */
  services(namespace: string): readonly V1Service[] {
    if (this.#isFake) return [];
    const own = this.#list(namespace);
    const master = namespace === 'default' ? [] : this.#list('default').filter(({ metadata }) => metadata?.name === 'kubernetes');
    const before = this.#given.get(namespace);
    const now = [...master, ...own];
    // Each container keeps the list of its start: the same one for as long as no Service changes.
    if (before?.length === now.length && now.every((service, index) => service === before[index])) return before;
    this.#given.set(namespace, now);
    return now;
  }

  #list(namespace: string): readonly V1Service[] {
    const { client, clock } = this.#context;
    const cached = this.#listed.get(namespace);
    if (cached && clock.nowMs - cached.atMs < servicesFreshMs) return cached.items;
    const answer = client.list(services, { namespace });
    const items = answer.ok ? answer.value : [];
    this.#listed.set(namespace, { atMs: clock.nowMs, items });
    return items;
  }

  /** The volume that a claim is bound to. */
  claim(namespace: string, name: string): { readonly volumeName: string } | { readonly problem: string } {
    if (this.#isFake) return { volumeName: `${namespace}/${name}` };
    const answer = this.#context.client.get(persistentVolumeClaims, namespace, name);
    if (!answer.ok) return { problem: `error processing PVC ${namespace}/${name}: failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found` };
    const { spec, status } = answer.value;
    if (status?.phase !== 'Bound' || !spec?.volumeName) return { problem: `error processing PVC ${namespace}/${name}: PVC is not bound` };
    return { volumeName: spec.volumeName };
  }

  /** By the attachment whose name follows from volume, driver and node, as the kubelet's CSI plugin looks it up. */
  isAttached(volumeName: string): boolean {
    const csi = this.#volume(volumeName)?.spec?.csi;
    if (!csi) return true;
    const { client } = this.#context;
    const attachment = client.get(volumeAttachments, '', `csi-${hash64(`${csi.volumeHandle}${csi.driver}${this.#nodeName}`)}`);
    if (attachment.ok) return attachment.value.status?.attached === true && !attachment.value.metadata?.deletionTimestamp;
    const driver = client.get(csiDrivers, '', csi.driver);
    return driver.ok && driver.value.spec.attachRequired === false;
  }

  /** What the node's status calls a volume that it has mounted. */
  inUseName(volumeName: string): string | undefined {
    const volume = this.#volume(volumeName);
    return volume && uniqueVolumeName(volume);
  }

  #volume(name: string): V1PersistentVolume | undefined {
    if (this.#isFake) return undefined;
    const answer = this.#context.client.get(persistentVolumes, '', name);
    return answer.ok ? answer.value : undefined;
  }
}
