import type { V1LabelSelector, V1Pod } from '../../kube/generated/types.ts';
import { isPodReady } from '../../kube/pod-status.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { queryOf, type Session } from '../session.ts';
import { asMap, at, namespaceOf, type Obj } from './object.ts';

/** `a=b,c in (d,e),!f`: a selector object as the text that a list takes. */
export function selectorText(selector: V1LabelSelector | undefined): string {
  const labels = Object.keys(selector?.matchLabels ?? {}).sort().map((key) => `${key}=${selector?.matchLabels?.[key] ?? ''}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}

/** The selector of a workload or a Service, as text. */
export function selectorOf(object: Obj, doing = 'list the pods of'): string {
  const selector = at(object, 'spec', 'selector');
  const map = asMap(selector);
  if (!map) throw new Failure(`cannot ${doing} *v1.${object.kind ?? ''}: selector for *v1.${object.kind ?? ''} not implemented`);
  const isFlat = object.kind === 'Service' || object.kind === 'ReplicationController';
  return selectorText(isFlat ? { matchLabels: map as Record<string, string> } : (map as V1LabelSelector));
}

/** The pods of a workload, the one that an `exec` or `logs` would take first: ready ones, longest running. `doing`: what a refusal says could not be done. */
export function* podsOf(session: Session, object: Obj, doing: string): Run<readonly Obj[]> {
  const path = `/api/v1/namespaces/${namespaceOf(object)}/pods${queryOf({ labelSelector: selectorOf(object, doing) })}`;
  const { items = [] } = yield* session.get<{ items?: readonly Obj[] }>(path);
  const rank = (pod: Obj): number => (isPodReady(pod as V1Pod) ? 0 : at(pod, 'status', 'phase') === 'Running' ? 1 : 2);
  return items.map((pod, index) => ({ pod: { apiVersion: 'v1', kind: 'Pod', ...pod } as Obj, index })).sort((a, b) => rank(a.pod) - rank(b.pod) || a.index - b.index).map(({ pod }) => pod);
}
