import { apiVersionOf, builtInKinds, groupResourceOf, type Kind } from '../../kube/kinds.ts';
import * as kinds from '../../kube/kinds.ts';
import type { ObjectSchema } from '../../kube/managed-fields/index.ts';
import type { V1CustomResourceDefinition, V1CustomResourceDefinitionVersion, V1Status } from '../../kube/generated/types.ts';

/** One served resource: a kind in one version, and how it is kept. */
export interface Resource {
  readonly kind: Kind;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `pods`, `deployments.apps`: what refusals name. */
  readonly groupResource: string;
  /** The kind in which objects are kept; differs from `kind` where one object is served in two versions. */
  readonly storage: Kind;
  /** `/registry/pods/`. */
  readonly prefix: string;
  /** Present for what a CustomResourceDefinition serves. */
  readonly custom?: CustomResource;
}

/** What a CustomResourceDefinition adds to a resource. */
export interface CustomResource {
  readonly definition: V1CustomResourceDefinition;
  readonly version: V1CustomResourceDefinitionVersion;
}

/** Kinds that are kept as another kind. */
const storedAs: ReadonlyMap<Kind, Kind> = new Map<Kind, Kind>([
  [kinds.events, kinds.coreEvents],
  [kinds.horizontalPodAutoscalersV1, kinds.horizontalPodAutoscalers],
]);

/** Makes the resource of a kind. */
export function resourceOf(kind: Kind, custom?: CustomResource): Resource {
  const storage = storedAs.get(kind) ?? kind;
  const base = { kind, apiVersion: apiVersionOf(kind), groupResource: groupResourceOf(kind), storage, prefix: `/registry/${groupResourceOf(storage)}/` };
  return custom ? { ...base, custom } : base;
}

/** What tells of its fields who may own which. */
export const ownershipSchema = ({ kind, custom }: Resource): ObjectSchema => custom?.version.schema?.openAPIV3Schema ?? kind.schema;

/** Key of an object in etcd. */
export function keyIn(resource: Resource, namespace: string, name: string): string {
  return resource.kind.namespaced ? `${resource.prefix}${namespace}/${name}` : resource.prefix + name;
}

/** Prefix of a listing: one namespace, or everything where it is ''. */
export function prefixIn(resource: Resource, namespace: string): string {
  return resource.kind.namespaced && namespace !== '' ? `${resource.prefix}${namespace}/` : resource.prefix;
}

/** All that is served: what is built in, and what CustomResourceDefinitions add. */
export class ResourceTable {
  readonly #resources = new Map<string, Resource>();
  readonly #byKind = new Map<Kind, Resource>();
  #kinds: readonly Kind[] | undefined;

  constructor() {
    for (const kind of builtInKinds) this.set(resourceOf(kind));
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#resources.get(`${group}/${version}/${plural}`);
  }

  /** The resource of a kind of `kinds.ts`; it must be served. */
  of(kind: Kind): Resource {
    const found = this.#byKind.get(kind);
    if (!found) throw new Error(`${groupResourceOf(kind)} is not served`);
    return found;
  }

  set(resource: Resource): void {
    const { group, version, plural } = resource.kind;
    this.#resources.set(`${group}/${version}/${plural}`, resource);
    this.#byKind.set(resource.kind, resource);
    this.#kinds = undefined;
  }

  remove({ group, version, plural }: Kind): void {
    const resource = this.find(group, version, plural);
    if (!resource) return;
    this.#byKind.delete(resource.kind);
    this.#resources.delete(`${group}/${version}/${plural}`);
    this.#kinds = undefined;
  }

  all(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** Every served kind, built-in ones first. */
  kinds(): readonly Kind[] {
    return (this.#kinds ??= [...this.#resources.values()].map(({ kind }) => kind));
  }
}

/** Whether an object is a Status, that is a refusal: no resource has that kind. */
export function isStatus(value: unknown): value is V1Status {
  return typeof value === 'object' && value !== null && (value as { readonly kind?: unknown }).kind === 'Status';
}
