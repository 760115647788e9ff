import { duplicate, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { checkMatchConditions, checkRule } from './admission-rules.ts';
import { dns1035Label, dns1123Subdomain, nameIsSubdomain, portNumber } from './formats.ts';
import { checkLabelSelector } from './metadata.ts';
import { rules, type Rules } from './rules.ts';

type Webhook = Partial<t.V1ValidatingWebhook & t.V1MutatingWebhook>;

const reviewVersions = ['v1', 'v1beta1'];
const sideEffectClasses = ['None', 'NoneOnDryRun'];

/** @see Kubernetes 1.36, admissionregistration validation, validateValidatingWebhookConfiguration */
function checkConfiguration(errors: FieldError[], { webhooks = [] }: { readonly webhooks?: readonly Webhook[] | undefined }): void {
  const names = new Set<string>();
  for (const [index, webhook] of webhooks.entries()) {
    const at = `webhooks[${String(index)}]`;
    const { name = '' } = webhook;
    checkWebhook(errors, webhook, at);
    checkReviewVersions(errors, webhook.admissionReviewVersions ?? [], `${at}.admissionReviewVersions`);
    if (name !== '' && names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
}

function checkWebhook(errors: FieldError[], webhook: Webhook, path: string): void {
  const { sideEffects, timeoutSeconds = 10, reinvocationPolicy } = webhook;
  checkName(errors, webhook.name ?? '', `${path}.name`);
  for (const [index, rule] of (webhook.rules ?? []).entries()) checkRule(errors, rule, `${path}.rules[${String(index)}]`);
  checkOneOf(errors, webhook.failurePolicy, ['Fail', 'Ignore'], `${path}.failurePolicy`);
  checkOneOf(errors, webhook.matchPolicy, ['Equivalent', 'Exact'], `${path}.matchPolicy`);
  if (sideEffects === undefined) errors.push(required(`${path}.sideEffects`, `must specify one of ${sideEffectClasses.join(', ')}`));
  else checkOneOf(errors, sideEffects, sideEffectClasses, `${path}.sideEffects`);
  if (timeoutSeconds < 1 || timeoutSeconds > 30) errors.push(invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'));
  checkLabelSelector(errors, webhook.namespaceSelector, `${path}.namespaceSelector`);
  checkLabelSelector(errors, webhook.objectSelector, `${path}.objectSelector`);
  if (reinvocationPolicy !== undefined) checkOneOf(errors, reinvocationPolicy, ['IfNeeded', 'Never'], `${path}.reinvocationPolicy`);
  checkClientConfig(errors, webhook.clientConfig ?? {}, `${path}.clientConfig`);
  checkMatchConditions(errors, webhook.matchConditions ?? [], `${path}.matchConditions`);
}

function checkOneOf(errors: FieldError[], value: string | undefined, known: readonly string[], path: string): void {
  if (value !== undefined && !known.includes(value)) errors.push(notSupported(path, value, known));
}

/** `IsFullyQualifiedName`. */
function checkName(errors: FieldError[], name: string, path: string): void {
  const complaints = dns1123Subdomain(name);
  if (name === '') errors.push(required(path));
  else if (complaints.length > 0) errors.push(invalid(path, name, complaints.join(',')));
  else if (name.split('.').length < 3) errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'));
}

function checkReviewVersions(errors: FieldError[], versions: readonly string[], path: string): void {
  if (versions.length === 0) errors.push(required(path, `must specify one of ${reviewVersions.join(', ')}`));
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${String(index)}]`;
    if (versions.indexOf(version) < index) errors.push(invalid(at, version, 'duplicate version'));
    else for (const complaint of dns1035Label(version)) errors.push(invalid(at, version, complaint));
  }
  if (versions.length > 0 && !versions.some((version) => reviewVersions.includes(version))) errors.push(invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`));
}

function checkClientConfig(errors: FieldError[], { url, service }: t.AdmissionregistrationV1WebhookClientConfig, path: string): void {
  if ((url === undefined) === (service === undefined)) errors.push(required(path, 'exactly one of url or service is required'));
  else if (url !== undefined) checkUrl(errors, url, `${path}.url`);
  else if (service) checkService(errors, service, `${path}.service`);
}

/** `ValidateWebhookURL`. */
function checkUrl(errors: FieldError[], url: string, path: string): void {
  const form = '; desired format: https://host[/path]';
  const [, scheme = '', user, host = '', query, fragment] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/is.exec(url) ?? [];
  if (scheme.toLowerCase() !== 'https') errors.push(invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(invalid(path, host, `host must be provided${form}`));
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment) errors.push(invalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query) errors.push(invalid(path, query, 'query parameters are not permitted in the URL'));
}

/** `ValidateWebhookService`, which Kubernetes calls with name and namespace the wrong way round: each is complained about under the other's name. */
function checkService(errors: FieldError[], { name = '', namespace = '', path: urlPath, port = 443 }: Partial<t.AdmissionregistrationV1ServiceReference>, path: string): void {
  if (namespace === '') errors.push(required(`${path}.name`, 'service name is required'));
  if (name === '') errors.push(required(`${path}.namespace`, 'service namespace is required'));
  const complaints = portNumber(port);
  if (complaints.length > 0) errors.push(invalid(`${path}.port`, port, `port is not valid: ${complaints.join(', ')}`));
  if (urlPath !== undefined && urlPath !== '' && urlPath !== '/') checkPath(errors, urlPath, `${path}.path`);
}

function checkPath(errors: FieldError[], text: string, path: string): void {
  if (text === '//') {
    errors.push(invalid(path, text, 'segment[0] may not be empty'));
    return;
  }
  if (!text.startsWith('/')) errors.push(invalid(path, text, "must start with a '/'"));
  for (const [index, segment] of text.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (segment === '') errors.push(invalid(path, text, `segment[${String(index)}] may not be empty`));
    else for (const complaint of dns1123Subdomain(segment)) errors.push(invalid(path, text, `segment[${String(index)}]: ${complaint}`));
  }
}

export const webhookRules: readonly Rules[] = [
  rules({ kind: kinds.mutatingWebhookConfigurations, name: nameIsSubdomain, create: checkConfiguration }),
  rules({ kind: kinds.validatingWebhookConfigurations, name: nameIsSubdomain, create: checkConfiguration }),
];
