import { goQuote, invalid, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { dns1035Label, dns1123Subdomain, pathSegment } from './formats.ts';
import { checkObjectMeta, complain } from './metadata.ts';
import { rules, type Rules } from './rules.ts';

/** @see Kubernetes 1.36, kube-aggregator, apiregistration validation, ValidateAPIService */
function checkApiService(errors: FieldError[], { metadata, spec }: t.V1APIService): void {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = (spec ?? {}) as Partial<t.V1APIServiceSpec>;
  const named = `${version}.${group}`;
  checkObjectMeta(errors, metadata, false, (name) => {
    const complaints = pathSegment(name);
    return complaints.length > 0 || name === named ? complaints : [`must be \`spec.version+"."+spec.group\`: ${goQuote(named)}`];
  });
  if (group === '' && version !== 'v1') errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') complain(errors, 'spec.group', group, dns1123Subdomain(group));
  complain(errors, 'spec.version', version, dns1035Label(version));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000) errors.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'));
  if (versionPriority <= 0 || versionPriority > 1000) errors.push(invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  checkServer(errors, (spec ?? {}) as Partial<t.V1APIServiceSpec>);
}

function checkServer(errors: FieldError[], { service, caBundle = '', insecureSkipTLSVerify }: Partial<t.V1APIServiceSpec>): void {
  if (!service) {
    const bytes = Math.floor((caBundle.replace(/=+$/, '').length * 3) / 4);
    if (bytes > 0) errors.push(invalid('spec.caBundle', `${String(bytes)} bytes`, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify) errors.push(invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'));
    return;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  if (insecureSkipTLSVerify && caBundle !== '') errors.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
}

export const apiServiceRules: readonly Rules[] = [rules({ kind: kinds.apiServices, create: checkApiService })];
