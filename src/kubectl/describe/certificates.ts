import type { V1CertificateSigningRequest } from '../../kube/generated/types.ts';
import { humanDuration } from '../printers/duration.ts';
import { labelsText } from '../printers/table.ts';
import { nameOf } from '../resources/object.ts';
import { Failure } from '../errors.ts';
import { eventLines, type Describe } from './describer.ts';
import { longTime, type Page } from './page.ts';
import { parseRequest, type CertificateRequest } from './x509.ts';

export const describeCertificateSigningRequest: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, spec, status } = object as unknown as V1CertificateSigningRequest;
  const request = parseRequest(spec.request);
  if (typeof request === 'string') throw new Failure(`Error parsing CSR: ${request}`);
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Labels:\t${labelsText(metadata?.labels)}`);
  page.line(0, `Annotations:\t${labelsText(metadata?.annotations)}`);
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  page.line(0, `Requesting User:\t${spec.username ?? ''}`);
  page.line(0, `Signer:\t${spec.signerName}`);
  if (spec.expirationSeconds !== undefined) page.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`);
  page.line(0, `Status:\t${statusText(status)}`);
  subjectLines(page, request);
  yield* eventLines(describing);
};

function statusText(status: V1CertificateSigningRequest['status']): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false;
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

const subjectTitles = ['Organization', 'Organizational Unit', 'Country', 'Locality', 'Province', 'StreetAddress', 'PostalCode'] as const;
const alternativeTitles = ['DNS Names', 'Email Addresses', 'URIs', 'IP Addresses'] as const;

function subjectLines(page: Page, { subject, alternatives }: CertificateRequest): void {
  page.line(0, 'Subject:');
  page.line(0, `\tCommon Name:\t${subject['Common Name']?.at(-1) ?? ''}`);
  page.line(0, `\tSerial Number:\t${subject['Serial Number']?.at(-1) ?? ''}`);
  for (const title of subjectTitles) valueLines(page, title, subject[title]);
  if (Object.keys(alternatives).length === 0) return;
  page.line(0, 'Subject Alternative Names:');
  for (const title of alternativeTitles) valueLines(page, title, alternatives[title]);
}

function valueLines(page: Page, title: string, values: readonly string[] | undefined): void {
  if (values && values.length > 0) page.line(0, `\t${title}:\t${values.join('\n\t\t')}`);
}
