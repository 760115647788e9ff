import type { RbacV1Subject, V1AggregationRule, V1RoleRef } from '../../kube/generated/types.ts';
import { uncovered, type WrittenRule } from '../../kube/rule-coverage.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError, throwCollected } from '../errors.ts';
import { bool } from '../flags.ts';
import { dryRunFlag, fileFlags, printFlags } from '../global-flags.ts';
import { dryRunOf, printStruct, type DryRun } from '../printers/output.ts';
import { goText } from '../printers/go-value.ts';
import type { Info } from '../resources/builder.ts';
import { readManifests } from '../resources/manifests.ts';
import { pathOf } from '../resources/mapping.ts';
import { sameJson } from '../resources/merge-patch.ts';
import { namespaceOf, withAt, type Obj } from '../resources/object.ts';
import { filesOf } from '../resources/select.ts';

export const reconcile: Command = {
  name: 'reconcile', args: '-f FILENAME', short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects', readsFirst: 'dry-run',
  flags: [...fileFlags, ...printFlags, dryRunFlag, bool('remove-extra-permissions'), bool('remove-extra-subjects')],
  run: runReconcile,
};

/** A role or a binding. */
interface RbacObject extends Obj {
  readonly rules?: readonly WrittenRule[] | null;
  readonly aggregationRule?: V1AggregationRule;
  readonly roleRef?: V1RoleRef;
  readonly subjects?: readonly Partial<RbacV1Subject>[] | null;
}

/** What has to become of an object, and what is told of it. */
interface Verdict {
  readonly object: RbacObject;
  readonly operation: 'none' | 'create' | 'update' | 'recreate';
  readonly isProtected?: boolean;
  /** `missing rules added`, and each of them. */
  readonly told: readonly (readonly [string, readonly string[]])[];
}

interface Removing {
  readonly permissions: boolean;
  readonly subjects: boolean;
}

function* runReconcile(call: Call): Run<void> {
  const { flags } = call;
  if (filesOf(call).length === 0) throw new Failure('must specify one of -f and -k');
  if (dryRunOf(flags) === 'server') throw new Failure('--dry-run=server for command reconcile is not supported yet');
  const { infos, errors } = yield* readManifests(call.session, call.discovery, filesOf(call), { validate: false, local: true, typed: true });
  const problems: KubectlError[] = [...errors];
  for (const info of infos) {
    if (info.mapping.group !== 'rbac.authorization.k8s.io') continue;
    try {
      yield* reconcileOne(call, info, { permissions: flags.bool('remove-extra-permissions'), subjects: flags.bool('remove-extra-subjects') });
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problems.push(error);
    }
  }
  throwCollected(problems);
}

function* reconcileOne(call: Call, info: Info, removing: Removing): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const expected = info.object as RbacObject;
  const existing = yield* liveOf(call, info);
  const verdict = existing ? compared(existing, expected, removing) : created(expected);
  const object = dryRun === 'client' || verdict.isProtected ? verdict.object : yield* written(call, info, verdict, existing);
  yield* tell(call, { ...verdict, object }, dryRun);
}

function* liveOf(call: Call, info: Info): Run<RbacObject | undefined> {
  try {
    return yield* call.session.get<RbacObject>(pathOf(info.mapping, namespaceOf(info.object), info.name));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const created = (object: RbacObject): Verdict => ({ object, operation: 'create', told: [['missing subjects added', (object.subjects ?? []).map(subjectText)], ['missing rules added', (object.rules ?? []).map(ruleText)]] });

/**
 * What is to become of an object that exists.
 *
 * @see Kubernetes 1.36, component-helpers/auth/rbac/reconciliation
 */
export function compared(existing: RbacObject, expected: RbacObject, removing: Removing): Verdict {
  const isProtected = existing.metadata?.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false';
  if (existing.roleRef && !sameJson(existing.roleRef, expected.roleRef)) return { object: expected, operation: 'recreate', isProtected, told: [] };
  const [told, changed] = existing.roleRef ? withSubjects(existing, expected, removing.subjects) : withRules(existing, expected, removing.permissions);
  const object = (['annotations', 'labels'] as const).reduce((before: RbacObject, field) => withWords(before, expected, field), changed);
  return { object, operation: sameJson(object, existing) ? 'none' : 'update', isProtected, told };
}

/** Labels or annotations that are expected, over those that are there. */
function withWords(object: RbacObject, expected: RbacObject, field: 'annotations' | 'labels'): RbacObject {
  const words = expected.metadata?.[field];
  return words ? withAt(object, ['metadata', field], { ...object.metadata?.[field], ...words }) as RbacObject : object;
}

type Change = readonly [Verdict['told'], RbacObject];

function withRules(existing: RbacObject, expected: RbacObject, removing: boolean): Change {
  const [held, wanted] = [existing.rules ?? [], expected.rules ?? []];
  const missing = expected.aggregationRule ? [] : uncovered(held, wanted);
  const extra = !removing || (expected.aggregationRule && existing.aggregationRule) ? [] : uncovered(wanted, held);
  const rules = missing.length + extra.length === 0 ? existing.rules : removing ? expected.rules : [...held, ...missing];
  const told = [['missing rules added', missing.map(ruleText)], ['extra rules removed', extra.map(ruleText)]] as const;
  return [told, withSelectors({ ...existing, ...(rules === undefined ? {} : { rules }) }, expected, removing)];
}

function withSelectors(object: RbacObject, expected: RbacObject, removing: boolean): RbacObject {
  const [held, wanted] = [object.aggregationRule?.clusterRoleSelectors ?? [], expected.aggregationRule?.clusterRoleSelectors ?? []];
  const missing = wanted.filter((one) => !held.some((other) => sameJson(one, other)));
  const extra = removing ? held.filter((one) => !wanted.some((other) => sameJson(one, other))) : [];
  if (missing.length + extra.length === 0) return object;
  return { ...object, aggregationRule: { clusterRoleSelectors: [...(removing ? wanted : [...held, ...missing])] } };
}

function withSubjects(existing: RbacObject, expected: RbacObject, removing: boolean): Change {
  const [held, wanted] = [existing.subjects ?? [], expected.subjects ?? []];
  const missing = wanted.filter((one) => !held.some((other) => sameJson(one, other)));
  const extra = removing ? held.filter((one) => !wanted.some((other) => sameJson(one, other))) : [];
  const subjects = missing.length + extra.length === 0 ? existing.subjects : removing ? expected.subjects : [...held, ...missing];
  return [[['missing subjects added', missing.map(subjectText)], ['extra subjects removed', extra.map(subjectText)]], { ...existing, ...(subjects === undefined ? {} : { subjects }) }];
}

function* written(call: Call, info: Info, verdict: Verdict, existing: RbacObject | undefined): Run<RbacObject> {
  const { object, operation } = verdict;
  const namespace = namespaceOf(object);
  const path = pathOf(info.mapping, namespace, info.name);
  if (operation === 'none') return object;
  if (operation === 'update') return yield* call.session.fetch<RbacObject>('PUT', path, { body: object });
  if (operation === 'recreate') yield* call.session.fetch('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: existing?.metadata?.uid } } });
  if (info.mapping.namespaced) yield* ensureNamespace(call, namespace);
  return yield* call.session.fetch<RbacObject>('POST', pathOf(info.mapping, namespace), { body: object });
}

/** Roles and bindings bring the namespace with them that they name; one that names none cannot be. */
function* ensureNamespace(call: Call, name: string): Run<void> {
  if (name === '') throw new Failure('resource name may not be empty');
  try {
    yield* call.session.get(`/api/v1/namespaces/${name}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    yield* call.session.fetch('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
  }
}

function* tell(call: Call, { object, operation, isProtected, told }: Verdict, dryRun: DryRun): Run<void> {
  const { session, flags } = call;
  yield* printStruct(session, flags, object, 'reconciled', dryRun);
  if (operation === 'none') return;
  session.printError(`\treconciliation required ${operation}${isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''}`);
  for (const [heading, lines] of told) if (lines.length > 0) session.printError([`\t${heading}:`, ...lines.map((line) => `\t\t${line}`)].join('\n'));
}

/** As Go prints a struct with the names of its fields. */
function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: WrittenRule): string {
  return `{Verbs:${goText(verbs ?? [])} APIGroups:${goText(apiGroups ?? [])} Resources:${goText(resources ?? [])} ResourceNames:${goText(resourceNames ?? [])} NonResourceURLs:${goText(nonResourceURLs ?? [])}}`;
}

function subjectText({ kind = '', apiGroup = '', name = '', namespace = '' }: Partial<RbacV1Subject>): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
}
