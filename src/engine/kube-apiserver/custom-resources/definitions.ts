import type { ApiServer, Cause } from '../../../kube/api.ts';
import type { V1CustomResourceDefinition, V1CustomResourceDefinitionCondition, V1CustomResourceDefinitionVersion } from '../../../kube/generated/types.ts';
import { customResourceDefinitions, resourcePath, type Kind, type Subresource } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { stamped, type LogEntry } from '../../etcd/store.ts';
import { apiServerUser } from '../bootstrap/bootstrap.ts';
import type { Core } from '../core.ts';
import { keyIn, resourceOf } from '../resource.ts';

/** How long it takes until a definition is served, in virtual ms. */
const establishMs = 20;
/** How often a definition that is being deleted looks whether its objects are gone. */
const cleanupMs = 1000;
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

type Definition = V1CustomResourceDefinition;

/**
 * Serves what CustomResourceDefinitions define: accepts their names, opens and closes their paths, and removes their objects
 * before they go.
 *
 * @see Kubernetes 1.36, apiextensions-apiserver: naming, establishing and finalizer controllers
 */
export class Definitions {
  readonly #core: Core;
  readonly #server: ApiServer;

  constructor(core: Core, server: ApiServer) {
    this.#core = core;
    this.#server = server;
    const { prefix } = core.resources.of(customResourceDefinitions);
    const range = core.store.range(prefix);
    if (range !== 'compacted') for (const object of range.values) this.#serve(object as Definition);
    core.store.watch(prefix, core.store.revision, (entry) => { this.#changed(entry); });
  }

  #changed({ type, value, previous, revision }: LogEntry): void {
    const definition = value as Definition;
    if (previous) for (const kind of kindsOf(previous as Definition)) this.#core.resources.remove(kind);
    if (type === 'DELETED') return;
    this.#serve(definition);
    const name = definition.metadata?.name ?? '';
    if (definition.metadata?.deletionTimestamp !== undefined) this.#core.clock.after(establishMs, () => { this.#cleanUp(name, { revision }); });
    else if (!isEstablished(definition) || namesDiffer(definition)) this.#core.clock.after(establishMs, () => { this.#establish(name, { revision }); });
  }

  #current(name: string): Definition | undefined {
    return this.#core.store.get(keyIn(this.#core.resources.of(customResourceDefinitions), '', name)) as Definition | undefined;
  }

  #serve(definition: Definition): void {
    if (!isEstablished(definition)) return;
    for (const version of definition.spec.versions) if (version.served) this.#core.resources.set(resourceOf(kindOf(definition, version), { definition, version }));
  }

  #establish(name: string, cause: Cause): void {
    const definition = this.#current(name);
    if (!definition || definition.metadata?.deletionTimestamp !== undefined) return;
    const lastTransitionTime = rfc3339(this.#core.clock.epochMs) as never;
    const conditions: readonly V1CustomResourceDefinitionCondition[] = [
      { lastTransitionTime, message: 'no conflicts found', reason: 'NoConflicts', status: 'True', type: 'NamesAccepted' },
      { lastTransitionTime, message: 'the initial names have been accepted', reason: 'InitialNamesAccepted', status: 'True', type: 'Established' },
    ];
    this.#write({ ...definition, status: { ...definition.status, acceptedNames: definition.spec.names, conditions } }, 'update/status', cause);
  }

  #write(definition: Definition, verb: string, cause: Cause): void {
    const { store, resources } = this.#core;
    const key = keyIn(resources.of(customResourceDefinitions), '', definition.metadata?.name ?? '');
    store.put(key, stamped(definition as KubeObject, store.nextRevision), { writer: 'system:apiserver', verb, cause });
  }

  /** Deletes the objects; lets the definition go once there are none. */
  #cleanUp(name: string, cause: Cause): void {
    const definition = this.#current(name);
    if (!definition?.metadata?.finalizers?.includes(cleanupFinalizer)) return;
    const [kind] = kindsOf(definition);
    const left = kind ? this.#deleteAll(kind, cause) : 0;
    if (left > 0) {
      this.#core.clock.after(cleanupMs, () => { this.#cleanUp(name, cause); });
      return;
    }
    const finalizers = definition.metadata.finalizers.filter((finalizer) => finalizer !== cleanupFinalizer);
    const body = { ...definition, metadata: { ...definition.metadata, finalizers } };
    this.#server.handle({ method: 'PUT', path: resourcePath(customResourceDefinitions, undefined, name), body, user: apiServerUser, userAgent: 'kube-apiserver', cause });
  }

  /** How many objects there still are. */
  #deleteAll(kind: Kind, cause: Cause): number {
    const { prefix } = resourceOf(kind);
    const range = this.#core.store.range(prefix);
    if (range === 'compacted') return 0;
    for (const { metadata } of range.values) {
      this.#server.handle({ method: 'DELETE', path: resourcePath(kind, metadata?.namespace, metadata?.name ?? ''), user: apiServerUser, userAgent: 'kube-apiserver', cause });
    }
    return this.#core.store.count(prefix);
  }
}

const isEstablished = ({ status }: Definition): boolean => status?.conditions?.some(({ type, status: state }) => type === 'Established' && state === 'True') ?? false;

const namesDiffer = ({ spec, status }: Definition): boolean => status?.acceptedNames?.plural !== spec.names.plural || status.acceptedNames.kind !== spec.names.kind;

const kindsOf = (definition: Definition): readonly Kind[] => definition.spec.versions.filter(({ served }) => served).map((version) => kindOf(definition, version));

function kindOf({ spec }: Definition, version: V1CustomResourceDefinitionVersion): Kind {
  const { names, group, scope } = spec;
  const subresources: readonly Subresource[] = [...(version.subresources?.scale ? ['scale' as const] : []), ...(version.subresources?.status ? ['status' as const] : [])];
  return {
    group, version: version.name, kind: names.kind, plural: names.plural, singular: names.singular ?? names.kind.toLowerCase(), shortNames: names.shortNames ?? [],
    namespaced: scope === 'Namespaced', categories: names.categories ?? [], verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'], subresources, schema: '',
  };
}
