import { apiVersionOf, type Kind, type Subresource, type Verb } from '../../../kube/kinds.ts';
import type { Resource } from '../resource.ts';
import { base64Of, utf8 } from '../../../kube/codec/base64.ts';
import { sha256 } from '../../../kube/sha256.ts';

/** Groups in the order in which the server lists them, those of custom resources after them. */
const groupOrder: readonly string[] = [
  'apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling', 'batch', 'certificates.k8s.io', 'networking.k8s.io',
  'policy', 'rbac.authorization.k8s.io', 'storage.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io',
  'discovery.k8s.io', 'flowcontrol.apiserver.k8s.io', 'resource.k8s.io',
];
/** Groups of Kubernetes 1.36 of which no kind is modelled: they are named, and empty. */
const emptyGroups: readonly (readonly [string, string])[] = [['resource.k8s.io', 'v1']];

interface SubresourceWords {
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const part: SubresourceWords = { verbs: ['get', 'patch', 'update'] };

/** Kind and verbs of each subresource; the resource's own kind where none is named. */
const subresourceWords: Readonly<Record<Subresource, SubresourceWords>> = {
  status: part, ephemeralcontainers: part, resize: part, approval: part,
  scale: { ...part, group: 'autoscaling', version: 'v1', kind: 'Scale' },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
  finalize: { verbs: ['update'] },
  log: { verbs: ['get'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  proxy: { kind: 'ProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
};

/** `metav1.APIResource`, with its fields in their order. */
interface ApiResourceWords {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

const hashes = new Map<string, string>();

/** The first eight bytes of SHA-256 over `group/version/Kind`. */
export function storageVersionHash({ group, version, kind }: Kind): string {
  const text = `${group}/${version}/${kind}`;
  let hash = hashes.get(text);
  if (hash === undefined) hashes.set(text, (hash = base64Of(sha256(utf8(text)).slice(0, 8))));
  return hash;
}

const hasStorage = ({ verbs }: Kind): boolean => verbs.includes('watch');

function resourceWords(resource: Resource): readonly ApiResourceWords[] {
  const { kind } = resource;
  const { plural, singular, namespaced, shortNames, categories, verbs } = kind;
  const whole: ApiResourceWords = {
    name: plural, singularName: singular, namespaced, kind: kind.kind, verbs: [...verbs].sort(),
    ...(shortNames.length > 0 ? { shortNames } : {}), ...(categories.length > 0 ? { categories } : {}),
    ...(hasStorage(kind) ? { storageVersionHash: storageVersionHash(resource.storage) } : {}),
  };
  return [whole, ...kind.subresources.map((name) => subresourceOf(kind, name))];
}

function subresourceOf(kind: Kind, name: Subresource): ApiResourceWords {
  const words = subresourceWords[name];
  const proxied = name === 'proxy' ? `${kind.kind}ProxyOptions` : undefined;
  return {
    name: `${kind.plural}/${name}`, singularName: '', namespaced: kind.namespaced,
    ...(words.group ? { group: words.group } : {}), ...(words.version ? { version: words.version } : {}), kind: proxied ?? words.kind ?? kind.kind, verbs: words.verbs,
  };
}

interface Served {
  readonly group: string;
  readonly versions: readonly string[];
}

function groupsOf(kinds: readonly Pick<Kind, 'group' | 'version'>[]): readonly Served[] {
  const versions = new Map<string, string[]>();
  for (const [group, version] of emptyGroups) versions.set(group, [version]);
  for (const { group, version } of kinds) {
    if (group === '') continue;
    const known = versions.get(group);
    if (!known) versions.set(group, [version]);
    else if (!known.includes(version)) known.push(version);
  }
  const place = (group: string): number => (groupOrder.includes(group) ? groupOrder.indexOf(group) : groupOrder.length);
  return [...versions].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1)).map(([group, known]) => ({ group, versions: known }));
}

const versionWords = (group: string, version: string): object => ({ groupVersion: `${group}/${version}`, version });

function groupWords({ group, versions }: Served): object {
  return { name: group, versions: versions.map((version) => versionWords(group, version)), preferredVersion: versionWords(group, versions[0] ?? '') };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** What there is to discover. */
export interface Discoverable {
  readonly resources: readonly Resource[];
  /** Groups and versions of servers that are not there. */
  readonly stale: readonly Pick<Kind, 'group' | 'version'>[];
  /** Where the server listens. */
  readonly address: string;
}

/** The answer to a discovery path, or undefined where it is none. */
export function discover(path: string, accept: string | undefined, { resources, stale, address }: Discoverable): unknown {
  const parts = path.split('/').filter((segment) => segment !== '');
  const kinds = [...resources.map(({ kind }) => kind), ...stale];
  const aggregated = (accept ?? '').includes('as=APIGroupDiscoveryList');
  if (parts.length === 1 && parts[0] === 'api') {
    if (aggregated) return aggregate([{ group: '', versions: ['v1'] }], resources);
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }] };
  }
  if (parts.length === 1 && parts[0] === 'apis') {
    if (aggregated) return aggregate(groupsOf(kinds), resources, stale);
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds).map(groupWords) };
  }
  if (parts[0] === 'api' && parts.length === 2 && parts[1] === 'v1') return listOf('v1', resources);
  if (parts[0] !== 'apis') return undefined;
  const served = groupsOf(kinds).find(({ group }) => group === parts[1]);
  if (!served) return undefined;
  if (parts.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...groupWords(served) };
  return parts.length === 3 && served.versions.includes(parts[2] ?? '') ? listOf(`${served.group}/${parts[2] ?? ''}`, resources) : undefined;
}

function listOf(groupVersion: string, resources: readonly Resource[]): object {
  const words = resources.filter(({ kind }) => apiVersionOf(kind) === groupVersion).flatMap(resourceWords).sort(byName);
  return { kind: 'APIResourceList', ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion, resources: words };
}

/** `apidiscovery.k8s.io/v2`: everything in one document. */
function aggregate(groups: readonly Served[], resources: readonly Resource[], stale: Discoverable['stale'] = []): object {
  const isStale = (group: string, version: string): boolean => stale.some((one) => one.group === group && one.version === version);
  return {
    kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: versions.map((version) => ({ version, resources: resourcesOf(group, version, resources), freshness: isStale(group, version) ? 'Stale' : 'Current' })),
    })),
  };
}

function resourcesOf(group: string, version: string, resources: readonly Resource[]): readonly object[] {
  const here = resources.filter(({ kind }) => kind.group === group && kind.version === version).map(({ kind }) => kind);
  return here.sort((a, b) => (a.plural < b.plural ? -1 : 1)).map((kind) => ({
    resource: kind.plural, responseKind: { group, version, kind: kind.kind }, scope: kind.namespaced ? 'Namespaced' : 'Cluster', singularResource: kind.singular,
    verbs: [...kind.verbs].sort(),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}), ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    ...(kind.subresources.length > 0 ? { subresources: [...kind.subresources].sort().map((name) => aggregatedSubresource(kind, name)) } : {}),
  }));
}

function aggregatedSubresource(kind: Kind, name: Subresource): object {
  const words = subresourceOf(kind, name);
  return { subresource: name, responseKind: { group: words.group ?? kind.group, version: words.version ?? kind.version, kind: words.kind }, verbs: words.verbs as readonly Verb[] };
}

