import { Failure } from '../errors.ts';

/** Where a kind is served and how it is called: what kubectl calls a REST mapping. */
export interface Mapping {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural name, as in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

export const apiVersionOf = ({ group, version }: Mapping): string => (group === '' ? version : `${group}/${version}`);
/** `deployments.apps`, `pods`. */
export const groupResource = ({ group, resource }: Mapping): string => (group === '' ? resource : `${resource}.${group}`);
/** `deployment.apps`, `pod`: how kubectl names an object's type in front of its name. */
export const groupKind = ({ group, kind }: Pick<Mapping, 'group' | 'kind'>): string => kind.toLowerCase() + (group === '' ? '' : `.${group}`);
/** `apps/v1, Resource=deployments`. */
export const resourceText = ({ group, version, resource }: Mapping): string => `${group}/${version}, Resource=${resource}`;
/** `apps/v1, Kind=Deployment`. */
export const kindText = ({ group, version, kind }: Mapping): string => `${group}/${version}, Kind=${kind}`;

/** Path of a collection, an object or a subresource. A name that cannot stand in a path is refused as client-go refuses it. */
export function pathOf(mapping: Mapping, namespace: string, name?: string, subresource?: string): string {
  const root = mapping.group === '' ? `/api/${mapping.version}` : `/apis/${mapping.group}/${mapping.version}`;
  const scope = mapping.namespaced && namespace !== '' ? `/namespaces/${namespace}` : '';
  if (name !== undefined) checkSegment(name);
  return `${root}${scope}/${mapping.resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}${subresource ? `/${subresource}` : ''}`;
}

/** Refuses what cannot be a part of a path, as client-go does. */
export function checkSegment(name: string): void {
  if (name === '') throw new Failure('resource name may not be empty');
  if (name === '.' || name === '..') throw new Failure(`invalid resource name "${name}": [may not be '${name}']`);
  const problems = ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
  if (problems.length > 0) throw new Failure(`invalid resource name "${name}": [${problems.join(' ')}]`);
}
