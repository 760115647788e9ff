import { base64Bytes, base64Problem } from '../codec/base64.ts';
import { duplicate, goQuote, invalid, notSupported, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { dns1123Label, dns1123Subdomain, nameIsPathSegment } from './formats.ts';
import { complain } from './metadata.ts';
import { rules, type Rules } from './rules.ts';

const usages = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only',
  'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping',
];
const shortestSeconds = 600;
const domainMax = 253;

/** @see Kubernetes 1.36, certificates validation, ValidateCertificateSigningRequestCreate */
function checkRequest(errors: FieldError[], { spec }: t.V1CertificateSigningRequest): void {
  const { request = '', usages: asked = [], signerName = '', expirationSeconds } = (spec ?? {}) as Partial<t.V1CertificateSigningRequestSpec>;
  const problem = requestProblem(request);
  if (problem !== undefined) errors.push(invalid('spec.request', request === '' ? null : request, problem));
  if (asked.length === 0) errors.push(required('spec.usages'));
  for (const [index, usage] of asked.entries()) if (!usages.includes(usage)) errors.push(notSupported(`spec.usages[${String(index)}]`, usage, usages));
  for (const [index, usage] of asked.entries()) if (asked.indexOf(usage) < index) errors.push(duplicate(`spec.usages[${String(index)}]`, usage));
  checkSignerName(errors, signerName);
  if (expirationSeconds !== undefined && expirationSeconds < shortestSeconds) errors.push(invalid('spec.expirationSeconds', expirationSeconds, `may not specify a duration less than ${String(shortestSeconds)} seconds`));
}

function checkSignerName(errors: FieldError[], name: string): void {
  const at = 'spec.signerName';
  const [domain = '', path = '', ...others] = name.split('/');
  if (name === 'kubernetes.io/legacy-unknown') errors.push(invalid(at, name, 'the legacy signerName is not allowed via this API version'));
  else if (name === '') errors.push(required(at));
  else if (!name.includes('/') || others.length > 0) errors.push(invalid(at, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
  else {
    if (domain.length > domainMax) errors.push(tooLong(at, domain, domainMax));
    for (const label of domain.split('.')) complain(errors, at, domain, dns1123Label(label).map((complaint) => `validating label ${goQuote(label)}: ${complaint}`));
    if (!domain.includes('.')) errors.push(invalid(at, domain, 'should be a domain with at least two segments separated by dots'));
    for (const label of path.split('.')) complain(errors, at, path, dns1123Subdomain(label).map((complaint) => `validating label ${goQuote(label)}: ${complaint}`));
  }
}

const block = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)\n?-----END \1-----[ \t\r]*(?:\n|$)/;

/** Why it is no request for a certificate: a PEM block that holds PKCS #10. Its signature is not checked. */
function requestProblem(request: string): string | undefined {
  const text = String.fromCharCode(...base64Bytes(request));
  const [, type, content = ''] = block.exec(text) ?? [];
  if (type !== 'CERTIFICATE REQUEST' || base64Problem(content.trim()) !== undefined) return 'PEM block type must be CERTIFICATE REQUEST';
  return derProblem(base64Bytes(content));
}

const sequence = 0x30;

/** What is wrong with the outermost value, which is a sequence; what is in it is not looked at. */
function derProblem(bytes: readonly number[]): string | undefined {
  if (bytes.length === 0) return 'asn1: syntax error: sequence truncated';
  const end = endOf(bytes);
  if (end === undefined) return 'asn1: syntax error: truncated tag or length';
  if (end > bytes.length) return 'asn1: syntax error: data truncated';
  if (bytes[0] !== sequence) return "asn1: structure error: tags don't match";
  return end < bytes.length ? 'asn1: syntax error: trailing data' : undefined;
}

/** Where a value of DER ends; undefined where not even that is there. */
function endOf(bytes: readonly number[]): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4 || 2 + extra > bytes.length) return undefined;
  const length = extra === 0 ? first : bytes.slice(2, 2 + extra).reduce((total, byte) => total * 256 + byte, 0);
  return 2 + extra + length;
}

export const certificateRules: readonly Rules[] = [rules({ kind: kinds.certificateSigningRequests, name: nameIsPathSegment, create: checkRequest, update: () => undefined })];
