import type { V1APIService, V1CustomResourceDefinition } from '../../../kube/generated/types.ts';
import { apiServices, builtInKinds, customResourceDefinitions, type Kind } from '../../../kube/kinds.ts';
import type { Client, Informer } from '../../client/index.ts';

/** Kinds that only show the objects of another one in another form. */
const secondForms = new Set(['events.k8s.io/events', 'autoscaling/v1/horizontalpodautoscalers']);

const isSecondForm = ({ group, version, plural }: Kind): boolean => secondForms.has(`${group}/${plural}`) || secondForms.has(`${group}/${version}/${plural}`);

/** Built-in kinds whose objects can be listed, watched and deleted, each stored object under one kind only. */
export const storedKinds: readonly Kind[] = builtInKinds.filter((kind) => kind.verbs.includes('list') && kind.verbs.includes('watch') && kind.verbs.includes('delete') && !isSecondForm(kind));

/** The kind that a CustomResourceDefinition defines, in its storage version; undefined where it is not served yet. */
export function customKind(definition: V1CustomResourceDefinition): Kind | undefined {
  const established = definition.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
  const version = definition.spec.versions.find(({ served, storage }) => served && storage) ?? definition.spec.versions.find(({ served }) => served);
  if (!established || !version) return undefined;
  const { plural, kind, singular, shortNames, categories } = definition.spec.names;
  return {
    group: definition.spec.group, version: version.name, kind, plural, singular: singular ?? kind.toLowerCase(),
    shortNames: shortNames ?? [], categories: categories ?? [], namespaced: definition.spec.scope === 'Namespaced',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'], subresources: [], schema: '',
  };
}

/** Knows every kind that is served: built-in ones and, by their definitions, custom ones. */
export class Discovery {
  readonly #definitions: Informer<V1CustomResourceDefinition>;
  readonly #apiServices: Informer<V1APIService>;

  constructor(client: Client) {
    this.#definitions = client.informer(customResourceDefinitions);
    this.#apiServices = client.informer(apiServices);
  }

  kinds(): readonly Kind[] {
    const custom = this.#definitions.list().filter(({ metadata }) => !metadata?.deletionTimestamp).map(customKind);
    return [...storedKinds, ...custom.filter((kind): kind is Kind => kind !== undefined)];
  }

  /** Groups and versions of which nobody knows what they hold: their server is not there. */
  unknownVersions(): readonly string[] {
    const isAvailable = ({ status }: V1APIService): boolean => status?.conditions?.some(({ type, status: state }) => type === 'Available' && state === 'True') ?? false;
    return this.#apiServices.list().filter((service) => !isAvailable(service)).map(({ spec }) => `${spec?.group ?? ''}/${spec?.version ?? ''}`).sort();
  }

  /** The kind of an owner reference, found by group and kind (whatever its version). */
  find(apiVersion: string, kind: string): Kind | undefined {
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    return this.kinds().find((candidate) => candidate.group === group && candidate.kind === kind);
  }

  /** Tells of each custom kind once it is served, and of those already there. */
  onCustomKind(tell: (kind: Kind) => void): void {
    const look = (definition: V1CustomResourceDefinition): void => {
      const kind = customKind(definition);
      if (kind) tell(kind);
    };
    this.#definitions.subscribe({ added: look, updated: look });
  }
}
