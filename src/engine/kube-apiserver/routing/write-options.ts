import type { ApiRequest } from '../../../kube/api.ts';
import type { FieldError } from '../../../kube/field-errors.ts';
import { utf8 } from '../../../kube/codec/base64.ts';
import type { RequestInfo } from './request-info.ts';

const managerMaxBytes = 128;
const applyType = 'application/apply-patch+yaml';

/**
 * What is wrong with the options of a write, as its query gives them.
 *
 * @see Kubernetes 1.36, apimachinery, meta/v1/validation, ValidatePatchOptions and the others
 */
export function optionErrors({ contentType }: ApiRequest, { verb, query }: RequestInfo): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (verb === 'patch' && query.has('force') && contentType?.split(';')[0] !== applyType) errors.push({ type: 'FieldValueForbidden', field: 'force', detail: 'may not be specified for non-apply patch' });
  if (verb === 'create' || verb === 'update' || verb === 'patch') errors.push(...managerErrors(query.get('fieldManager')));
  const dryRuns = query.all('dryRun');
  if (dryRuns.some((value) => value !== 'All')) errors.push({ type: 'FieldValueNotSupported', field: 'dryRun', badValue: [...dryRuns], detail: 'supported values: "All"' });
  return errors;
}

function managerErrors(manager: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (utf8(manager).length > managerMaxBytes) errors.push({ type: 'FieldValueTooLong', field: 'fieldManager', badValue: '', detail: `may not be more than ${String(managerMaxBytes)} bytes` });
  if (/\p{C}/u.test(manager) || /[\p{Zl}\p{Zp}]/u.test(manager)) errors.push({ type: 'FieldValueInvalid', field: 'fieldManager', badValue: manager, detail: 'should only contain printable characters' });
  return errors;
}
