import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import { mandatoryLevels, mandatorySchemas } from '../flow-control.ts';
import type * as t from '../generated/types.ts';
import { deepEqual } from '../json.ts';
import * as kinds from '../kinds.ts';
import { dns1123Label, dns1123Subdomain, nameIsSubdomain, outsideRange } from './formats.ts';
import { complain } from './metadata.ts';
import { rules, type Rules } from './rules.ts';
import { shapeOf } from './shapes.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const precedenceMax = 10_000;
const queuesMax = 10_000_000;
const hashBitsMax = 60;

/** @see Kubernetes 1.36, flowcontrol validation, ValidateFlowSchema */
function checkFlowSchema(errors: FieldError[], { metadata, spec }: t.V1FlowSchema): void {
  const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration, rules: given = [] } = (spec ?? {}) as Partial<t.V1FlowSchemaSpec>;
  const at = 'spec.matchingPrecedence';
  if (matchingPrecedence <= 0) errors.push(invalid(at, matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > precedenceMax) errors.push(invalid(at, matchingPrecedence, `must not be greater than ${String(precedenceMax)}`));
  if (matchingPrecedence === 1 && metadata?.name !== 'exempt') errors.push(invalid(at, matchingPrecedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod && !['ByNamespace', 'ByUser'].includes(distinguisherMethod.type)) errors.push(notSupported('spec.distinguisherMethod.type', { Type: distinguisherMethod.type }, ['ByNamespace', 'ByUser']));
  const level = priorityLevelConfiguration?.name ?? '';
  if (level === '') errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  else complain(errors, 'spec.priorityLevelConfiguration.name', level, dns1123Subdomain(level));
  for (const [index, rule] of given.entries()) checkRule(errors, rule, `spec.rules[${String(index)}]`);
  const fixed = mandatorySchemas.find((schema) => schema.metadata?.name === metadata?.name);
  if (fixed && !deepEqual(spec, fixed.spec)) errors.push(invalid('spec', shapeOf('FlowSchemaSpec', spec), `spec of '${metadata?.name ?? ''}' must equal the fixed value`));
}

function checkRule(errors: FieldError[], { subjects = [], resourceRules = [], nonResourceRules = [] }: Partial<t.V1PolicyRulesWithSubjects>, path: string): void {
  for (const [index, subject] of subjects.entries()) checkSubject(errors, subject, `${path}.subjects[${String(index)}]`);
  if (subjects.length === 0) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
  if (resourceRules.length + nonResourceRules.length === 0) errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  for (const [index, rule] of resourceRules.entries()) checkResourceRule(errors, rule, `${path}.resourceRules[${String(index)}]`);
  for (const [index, { verbs: asked = [], nonResourceURLs = [] }] of nonResourceRules.entries()) {
    const at = `${path}.nonResourceRules[${String(index)}]`;
    checkVerbs(errors, asked, `${at}.verbs`);
    checkUrls(errors, nonResourceURLs, `${at}.nonResourceURLs`);
  }
}

const subjectKinds = ['Group', 'ServiceAccount', 'User'];
const fieldOfKind = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' } as const;
/** In which order the others are complained about. */
const others = [['ServiceAccount', 'serviceAccount'], ['User', 'user'], ['Group', 'group']] as const;

function checkSubject(errors: FieldError[], subject: t.FlowcontrolV1Subject, path: string): void {
  const { kind } = subject;
  if (!subjectKinds.includes(kind)) {
    errors.push(notSupported(`${path}.kind`, kind ?? '', subjectKinds));
    return;
  }
  const field = fieldOfKind[kind as keyof typeof fieldOfKind];
  const named: { readonly name?: string; readonly namespace?: string } | undefined = subject[field];
  if (!named) errors.push(required(`${path}.${field}`, `${field} is required when subject kind is '${kind}'`));
  else if (!named.name) errors.push(required(`${path}.${field}.name`));
  else if (field === 'serviceAccount' && named.name !== '*') complain(errors, `${path}.${field}.name`, named.name, dns1123Subdomain(named.name));
  if (named && field === 'serviceAccount') {
    if (named.namespace) complain(errors, `${path}.${field}.namespace`, named.namespace, dns1123Label(named.namespace));
    else errors.push(required(`${path}.${field}.namespace`, 'must specify namespace for service account'));
  }
  for (const [other, name] of others) if (other !== kind && subject[name]) errors.push(forbidden(`${path}.${name}`, `${name} is forbidden when subject kind is not '${other}'`));
}

function checkVerbs(errors: FieldError[], asked: readonly string[], path: string): void {
  if (asked.length === 0) errors.push(required(path, 'verbs must contain at least one value'));
  else if (asked.includes('*')) checkAlone(errors, asked, path, 'verbs');
  else if (asked.some((verb) => !verbs.includes(verb))) errors.push(notSupported(path, asked, verbs));
}

function checkAlone(errors: FieldError[], asked: readonly string[], path: string, words: string): void {
  if (asked.length > 1 && asked.includes('*')) errors.push(invalid(path, asked, `if '*' is present, must not specify other ${words}`));
}

function checkResourceRule(errors: FieldError[], { verbs: asked = [], apiGroups = [], resources = [], namespaces = [], clusterScope }: Partial<t.V1ResourcePolicyRule>, path: string): void {
  checkVerbs(errors, asked, `${path}.verbs`);
  if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  checkAlone(errors, apiGroups, `${path}.apiGroups`, 'api groups');
  if (resources.length === 0) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  checkAlone(errors, resources, `${path}.resources`, 'resources');
  if (namespaces.length === 0 && !clusterScope) errors.push(required(`${path}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'));
  checkAlone(errors, namespaces, `${path}.namespaces`, 'namespaces');
  if (namespaces.includes('*')) return;
  for (const [index, name] of namespaces.entries()) {
    complain(errors, `${path}.namespaces[${String(index)}]`, name, dns1123Label(name).map((complaint) => `each member of this list must be '*' or a DNS-1123 label; ${complaint}`));
  }
}

function checkUrls(errors: FieldError[], urls: readonly string[], path: string): void {
  if (urls.length === 0) errors.push(required(path, 'nonResourceURLs must contain at least one value'));
  checkAlone(errors, urls, path, 'non-resource URLs');
  if (urls.includes('*')) return;
  for (const [index, url] of urls.entries()) {
    const complaint = urlComplaint(url);
    if (complaint !== undefined) errors.push(invalid(`${path}[${String(index)}]`, url, complaint));
  }
}

function urlComplaint(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}

/** @see Kubernetes 1.36, flowcontrol validation, ValidatePriorityLevelConfiguration */
function checkPriorityLevel(errors: FieldError[], { metadata, spec }: t.V1PriorityLevelConfiguration): void {
  const { type = '', limited, exempt } = (spec ?? {}) as Partial<t.V1PriorityLevelConfigurationSpec>;
  const name = metadata?.name ?? '';
  if ((name === 'exempt') !== (type === 'Exempt')) errors.push(invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"));
  if (type === 'Exempt') {
    if (limited) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    if (exempt) checkShares(errors, exempt, 'spec.exempt');
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (limited) checkLimited(errors, limited, 'spec.limited');
    else errors.push(required('spec.limited', 'must not be empty when type is Limited'));
  } else errors.push(notSupported('spec.type', type, ['Exempt', 'Limited']));
  const fixed = mandatoryLevels.find((level) => level.metadata?.name === name);
  if (fixed && name !== 'exempt' && !deepEqual(spec, fixed.spec)) errors.push(invalid('spec', shapeOf('PriorityLevelSpec', spec), `spec of '${name}' must equal the fixed value`));
}

function checkShares(errors: FieldError[], { nominalConcurrencyShares = 0, lendablePercent = 0 }: t.V1ExemptPriorityLevelConfiguration, path: string): void {
  if (nominalConcurrencyShares < 0) errors.push(invalid(`${path}.nominalConcurrencyShares`, nominalConcurrencyShares, 'must be a non-negative integer'));
  if (lendablePercent < 0 || lendablePercent > 100) errors.push(invalid(`${path}.lendablePercent`, lendablePercent, outsideRange(0, 100)));
}

function checkLimited(errors: FieldError[], limited: t.V1LimitedPriorityLevelConfiguration, path: string): void {
  checkShares(errors, limited, path);
  const { borrowingLimitPercent = 0, limitResponse } = limited;
  if (borrowingLimitPercent < 0) errors.push(invalid(`${path}.borrowingLimitPercent`, borrowingLimitPercent, 'if specified, must be a non-negative integer'));
  const { type = '', queuing } = (limitResponse ?? {}) as Partial<t.V1LimitResponse>;
  const at = `${path}.limitResponse`;
  if (type === 'Reject') {
    if (queuing) errors.push(forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type !== 'Queue') errors.push(notSupported(`${at}.type`, type, ['Queue', 'Reject']));
  else if (queuing) checkQueuing(errors, queuing, `${at}.queuing`);
  else errors.push(required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
}

function checkQueuing(errors: FieldError[], { queues = 0, handSize = 0, queueLengthLimit = 0 }: t.V1QueuingConfiguration, path: string): void {
  if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid(`${path}.queues`, queues, 'must be positive'));
  else if (queues > queuesMax) errors.push(invalid(`${path}.queues`, queues, `must not be greater than ${String(queuesMax)}`));
  if (handSize <= 0) errors.push(invalid(`${path}.handSize`, handSize, 'must be positive'));
  else if (handSize > queues) errors.push(invalid(`${path}.handSize`, handSize, `should not be greater than queues (${String(queues)})`));
  else if (isTooLarge(queues, handSize)) errors.push(invalid(`${path}.handSize`, handSize, `required entropy bits of deckSize ${String(queues)} and handSize ${String(handSize)} should not be greater than ${String(hashBitsMax)}`));
}

/** More bits than a hash has are needed to draw so many cards out of such a deck. */
const isTooLarge = (queues: number, handSize: number): boolean => queues > 1 && (handSize > hashBitsMax || BigInt(queues) ** BigInt(handSize) > 1n << BigInt(hashBitsMax));

export const flowControlRules: readonly Rules[] = [
  rules({ kind: kinds.flowSchemas, name: nameIsSubdomain, create: checkFlowSchema }),
  rules({ kind: kinds.priorityLevelConfigurations, name: nameIsSubdomain, create: checkPriorityLevel }),
];
