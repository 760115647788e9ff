import { forbidden, notSupported, type FieldError } from '../../../kube/field-errors.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import type { Query } from '../routing/query.ts';

const match = 'resourceVersionMatch';
const initial = 'sendInitialEvents';

/**
 * What is wrong with the options of a list, a watch or a deletecollection, before anything is read.
 *
 * @see Kubernetes 1.36, apimachinery, apis/meta/internalversion/validation
 */
export function listOptionsProblem(query: Query, isWatch: boolean): V1Status | undefined {
  for (const name of ['limit', 'timeoutSeconds'] as const) {
    const text = query.get(name);
    if (text !== '' && !/^[+-]?\d+$/.test(text)) return refusal.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  if (!query.has(match) && !query.has(initial)) return undefined;
  const errors = isWatch ? watchErrors(query) : listErrors(query);
  return errors.length === 0 ? undefined : refusal.invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}

function listErrors(query: Query): readonly FieldError[] {
  const errors: FieldError[] = [];
  const asked = query.get(match);
  if (asked !== '') {
    if (query.get('resourceVersion') === '') errors.push(forbidden(match, `${match} is forbidden unless resourceVersion is provided`));
    if (query.get('continue') !== '') errors.push(forbidden(match, `${match} is forbidden when continue is provided`));
    if (asked !== 'Exact' && asked !== 'NotOlderThan') errors.push(notSupported(match, asked, ['Exact', 'NotOlderThan', '']));
    if (asked === 'Exact' && query.get('resourceVersion') === '0') errors.push(forbidden(match, `${match} "exact" is forbidden for resourceVersion "0"`));
  }
  if (query.has(initial)) errors.push(forbidden(initial, `${initial} is forbidden for list`));
  return errors;
}

function watchErrors(query: Query): readonly FieldError[] {
  const errors: FieldError[] = [];
  const asked = query.get(match);
  if (query.has(initial) && asked !== 'NotOlderThan') errors.push(forbidden(match, `${initial} requires setting ${match} to NotOlderThan`));
  if (asked === '') return errors;
  if (!query.has(initial)) errors.push(forbidden(match, `${match} is forbidden for watch unless ${initial} is provided`));
  if (asked !== 'NotOlderThan') errors.push(notSupported(match, asked, ['NotOlderThan']));
  if (query.get('continue') !== '') errors.push(forbidden(match, `${match} is forbidden when continue is provided`));
  return errors;
}
