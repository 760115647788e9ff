import { builtInKinds } from '../../kube/kinds.ts';
import type { Run } from '../effects.ts';
import { Failure, NoConnection, NoResourceMatch } from '../errors.ts';
import type { Session } from '../session.ts';
import { apiVersionOf, type Mapping } from './mapping.ts';

interface ResourceList {
  readonly groupVersion: string;
  readonly resources?: readonly {
    readonly name: string;
    readonly singularName?: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly verbs: readonly string[];
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  }[];
}

interface GroupList {
  readonly groups: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[]; readonly preferredVersion?: { readonly version: string } }[];
}

/** `apidiscovery.k8s.io` APIGroupDiscoveryList, versions with the preferred one first. */
interface AggregatedGroups {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly versions: readonly { readonly version: string; readonly freshness?: string }[] }[];
}

/** Asks for everything in one document; what servers that know none are asked for instead. */
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** The kinds that every Kubernetes 1.36 serves; what a kubeconfig's discovery cache would hold. */
const known: readonly Mapping[] = builtInKinds.map((kind) => ({
  group: kind.group, version: kind.version, kind: kind.kind, resource: kind.plural, singular: kind.singular, shortNames: kind.shortNames,
  categories: kind.categories, namespaced: kind.namespaced, verbs: kind.verbs, subresources: kind.subresources,
}));

/**
 * What a person's runs of kubectl remember of the server, one for the next: kubectl keeps it in files below the home folder.
 * A type that is gone is still found there.
 */
export interface DiscoveryCache {
  found: { readonly mappings: readonly Mapping[]; readonly atMs: number } | undefined;
}

/** How long what was found holds. */
const cacheMs = 6 * 3_600_000;

/**
 * Which kinds the server has. What every Kubernetes serves is known beforehand; of the rest the cache tells, and the server is
 * asked anew where a name is in neither, and by `api-resources` and `api-versions`.
 *
 * @see client-go, discovery/cached/disk and restmapper, DeferredDiscoveryRESTMapper
 */
export class Discovery {
  readonly #session: Session;
  readonly #cache: DiscoveryCache;
  #asked: readonly Mapping[] | undefined;

  constructor(session: Session, cache: DiscoveryCache = { found: undefined }) {
    this.#session = session;
    this.#cache = cache;
  }

  /** Everything that the server says it serves, preferred versions first within a group, in the server's order. One run asks once. */
  *all(): Run<readonly Mapping[]> {
    if (this.#asked) return this.#asked;
    const mappings: Mapping[] = [];
    for (const groupVersion of yield* this.groupVersions()) mappings.push(...(yield* this.#resources(groupVersion)));
    this.#asked = mappings;
    this.#cache.found = { mappings, atMs: yield* this.#session.now() };
    return mappings;
  }

  /** As {@link groupVersions}; what is remembered of groups that are gone is forgotten. */
  *versionsAnew(): Run<readonly string[]> {
    const versions = yield* this.groupVersions();
    const { found } = this.#cache;
    if (found) this.#cache.found = { ...found, mappings: found.mappings.filter((mapping) => versions.includes(apiVersionOf(mapping))) };
    return versions;
  }

  /** `v1`, `apps/v1` …, each group's preferred version first. A version whose server is not there is left out, as kubectl leaves it out. */
  *groupVersions(): Run<readonly string[]> {
    const core = yield* this.#session.get<{ versions: readonly string[] }>('/api');
    const answer = yield* this.#session.get<GroupList | AggregatedGroups>('/apis', aggregated);
    if ('items' in answer) return [...core.versions, ...answer.items.flatMap(({ metadata, versions }) => versions.filter(({ freshness }) => freshness !== 'Stale').map(({ version }) => `${metadata.name}/${version}`))];
    const { groups } = answer;
    const named = groups.flatMap((group) => {
      const preferred = group.preferredVersion?.version;
      const versions = group.versions.map(({ version }) => version);
      const ordered = [...versions.filter((version) => version === preferred), ...versions.filter((version) => version !== preferred)];
      return ordered.map((version) => `${group.name}/${version}`);
    });
    return [...core.versions, ...named];
  }

  /** The type that a word means: plural, singular, kind, short name, `name.group`, `name.version.group`. */
  *resource(word: string): Run<Mapping> {
    const found = yield* this.#named(word);
    if (!found) throw new Failure(`the server doesn't have a resource type "${word.split('.')[0] ?? ''}"`);
    return found;
  }

  /** As {@link resource}, where kubectl prints the refusal bare. */
  *resourceBare(word: string): Run<Mapping> {
    const found = yield* this.#named(word);
    if (!found) throw new NoResourceMatch(word.split('.')[0] ?? word, word.split('.').slice(1).join('.'));
    return found;
  }

  /** The types of a category (`all`), or undefined where the word is none. */
  *category(word: string): Run<readonly Mapping[] | undefined> {
    if (this.#matchIn(known, word)) return undefined;
    const everything = (yield* this.#remembered()) ?? (yield* this.#everything());
    const preferred = everything.filter((mapping) => mapping === everything.find((other) => other.group === mapping.group && other.resource === mapping.resource));
    const found = preferred.filter((mapping) => mapping.categories.includes(word) && mapping.verbs.includes('list'));
    return found.length > 0 ? found : undefined;
  }

  /** The type of an object by its `apiVersion` and `kind`; undefined where the server has none. */
  *kind(apiVersion: string, kind: string): Run<Mapping | undefined> {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    const isIt = (mapping: Mapping): boolean => mapping.group === group && mapping.version === version && mapping.kind === kind;
    return yield* this.#find((mappings) => mappings.find(isIt));
  }

  /** A word of three parts is first taken for `resource.version.group`; where that is nothing remembered, kubectl asks anew. */
  *#named(word: string): Run<Mapping | undefined> {
    const [resource, version, ...group] = word.toLowerCase().split('.');
    const isIt = (mapping: Mapping): boolean => mapping.resource === resource && mapping.version === version && mapping.group === group.join('.');
    const remembered = yield* this.#remembered();
    if (group.length > 0 && remembered && ![...known, ...remembered].some(isIt)) yield* this.#everything();
    return yield* this.#find((mappings) => this.#matchIn(mappings, word));
  }

  /** Looks at what is known, then at what is remembered, then asks. */
  *#find(search: (mappings: readonly Mapping[]) => Mapping | undefined): Run<Mapping | undefined> {
    return search(known) ?? search((yield* this.#remembered()) ?? []) ?? search(yield* this.#everything());
  }

  *#remembered(): Run<readonly Mapping[] | undefined> {
    const { found } = this.#cache;
    return found !== undefined && (yield* this.#session.now()) - found.atMs < cacheMs ? found.mappings : undefined;
  }

  *#everything(): Run<readonly Mapping[]> {
    try {
      return yield* this.all();
    } catch (error) {
      if (error instanceof Failure || error instanceof NoResourceMatch || error instanceof NoConnection) throw error;
      return known;
    }
  }

  *#resources(groupVersion: string): Run<readonly Mapping[]> {
    const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    const [version = '', group = ''] = groupVersion.split('/').reverse();
    const { resources = [] } = yield* this.#session.get<ResourceList>(path);
    return resources.filter(({ name }) => !name.includes('/')).map((resource) => ({
      group, version, kind: resource.kind, resource: resource.name, singular: resource.singularName || resource.kind.toLowerCase(),
      shortNames: resource.shortNames ?? [], categories: resource.categories ?? [], namespaced: resource.namespaced, verbs: resource.verbs,
      subresources: resources.filter(({ name }) => name.startsWith(`${resource.name}/`)).map(({ name }) => name.slice(resource.name.length + 1)),
    }));
  }

  #matchIn(mappings: readonly Mapping[], word: string): Mapping | undefined {
    const [name = '', ...rest] = word.toLowerCase().split('.');
    const qualifier = rest.join('.');
    const candidates = mappings.filter((mapping) => qualifier === '' || mapping.group === qualifier || `${mapping.version}.${mapping.group}` === qualifier || (mapping.group === '' && mapping.version === qualifier));
    return candidates.find(({ resource }) => resource === name) ?? candidates.find(({ singular }) => singular === name)
      ?? candidates.find(({ shortNames }) => shortNames.includes(name)) ?? candidates.find((mapping) => qualifier !== '' && mapping.group.startsWith(qualifier) && mapping.resource === name);
  }
}
