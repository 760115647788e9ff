import type { V1MatchResources, V1NamedRuleWithOperations } from '../../../../kube/generated/types.ts';
import { namespaces } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { fromLabelSelector, matches, type Labels } from '../../../../kube/selectors.ts';
import type { ClusterView } from '../../core.ts';
import type { AdmissionRequest } from '../chain.ts';

/** One write as policies match it. */
export interface Matched {
  readonly request: AdmissionRequest;
  /** As it shall be; absent for DELETE. */
  readonly object: KubeObject | undefined;
  readonly old: KubeObject | undefined;
}

export const matchedOf = (object: KubeObject, request: AdmissionRequest): Matched =>
  (request.operation === 'DELETE' ? { request, object: undefined, old: object } : { request, object, old: request.old });

/**
 * Whether a policy (which must name resources) or a binding (which need not) is about this write. The options of a connection have no labels to
 * be chosen by.
 *
 * @see Kubernetes 1.36, admission/plugin/policy/matching
 */
export function isMatch(constraints: V1MatchResources, { request, object, old }: Matched, view: ClusterView): boolean {
  const { resourceRules = [], excludeResourceRules = [], namespaceSelector, objectSelector, matchPolicy } = constraints;
  const isEquivalent = matchPolicy !== 'Exact';
  if (excludeResourceRules.some((rule) => fits(rule, request, isEquivalent))) return false;
  if (resourceRules.length > 0 && !resourceRules.some((rule) => fits(rule, request, isEquivalent))) return false;
  return inNamespace(namespaceSelector, { request, object, old }, view) && (request.operation === 'CONNECT' ? isEmpty(objectSelector) : hasLabels(objectSelector, [object, old]));
}

const has = (values: readonly string[] | undefined, wanted: string): boolean => values?.some((value) => value === '*' || value === wanted) ?? false;

function fits(rule: V1NamedRuleWithOperations, { operation, resource, subresource, name }: AdmissionRequest, isEquivalent: boolean): boolean {
  if (!has(rule.operations, operation)) return false;
  if (rule.scope === 'Cluster' && resource.kind.namespaced && resource.kind !== namespaces) return false;
  if (rule.scope === 'Namespaced' && !resource.kind.namespaced) return false;
  if (rule.resourceNames && rule.resourceNames.length > 0 && !rule.resourceNames.includes(name)) return false;
  const served = isEquivalent ? [resource.kind, resource.storage] : [resource.kind];
  return served.some(({ group, version, plural }) => has(rule.apiGroups, group) && has(rule.apiVersions, version) && namesResource(rule.resources ?? [], plural, subresource));
}

/** With or without a subresource, either of which may be a star. */
function namesResource(resources: readonly string[], plural: string, subresource: string): boolean {
  return resources.some((text) => {
    const [resource = '', sub = ''] = text.split('/');
    return (resource === '*' || resource === plural) && (sub === subresource || (sub === '*' && text.includes('/')));
  });
}

/** Objects of no namespace always match, namespaces by their own labels. */
function inNamespace(selector: V1MatchResources['namespaceSelector'], { request, object, old }: Matched, view: ClusterView): boolean {
  if (request.resource.kind === namespaces) return hasLabels(selector, [object ?? old]);
  if (request.namespace === '' || isEmpty(selector)) return true;
  return hasLabels(selector, [view.get(namespaces, '', request.namespace)]);
}

function hasLabels(selector: V1MatchResources['objectSelector'], objects: readonly (KubeObject | undefined)[]): boolean {
  if (isEmpty(selector)) return true;
  const parsed = fromLabelSelector(selector);
  return objects.some((object) => object && matches(parsed, (object.metadata?.labels ?? {}) as Labels));
}

const isEmpty = (selector: V1MatchResources['objectSelector']): boolean => Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions?.length ?? 0) === 0;
