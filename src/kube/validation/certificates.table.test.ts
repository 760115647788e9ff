import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '../field-errors.ts';
import type { V1CertificateSigningRequest } from '../generated/types.ts';
import { certificateSigningRequests } from '../kinds.ts';
import { validateCreate } from './index.ts';

const pem = (content: string, type = 'CERTIFICATE REQUEST'): string => btoa(`-----BEGIN ${type}-----\n${content}\n-----END ${type}-----\n`);
/** Two sequences, one in the other. */
const sound = pem(btoa('\x30\x02\x30\x00'));
const notPem = 'PEM block type must be CERTIFICATE REQUEST';

function errorsOf(spec: object): readonly string[] {
  const whole = { request: sound, usages: ['client auth'], signerName: 'kubernetes.io/kube-apiserver-client', ...spec };
  const object = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'ann' }, spec: whole } as unknown as V1CertificateSigningRequest;
  return validateCreate(certificateSigningRequests, object).map(fieldErrorText);
}

describe('a CertificateSigningRequest', () => {
  it.each([
    { why: 'is sound', spec: {}, errors: [] },
    { why: 'holds no PEM', spec: { request: btoa('hello') }, errors: [`spec.request: Invalid value: "${btoa('hello')}": ${notPem}`] },
    { why: 'holds a key', spec: { request: pem('MAA=', 'PRIVATE KEY') }, errors: [`spec.request: Invalid value: "${pem('MAA=', 'PRIVATE KEY')}": ${notPem}`] },
    { why: 'holds nothing in a block', spec: { request: pem('') }, errors: [`spec.request: Invalid value: "${pem('')}": asn1: syntax error: sequence truncated`] },
    { why: 'is cut off', spec: { request: pem(btoa('\x30\x09\x30')) }, errors: [`spec.request: Invalid value: "${pem(btoa('\x30\x09\x30'))}": asn1: syntax error: data truncated`] },
    { why: 'goes on', spec: { request: pem(btoa('\x30\x02\x30\x00\x01')) }, errors: [`spec.request: Invalid value: "${pem(btoa('\x30\x02\x30\x00\x01'))}": asn1: syntax error: trailing data`] },
    { why: 'is for nothing', spec: { usages: [] }, errors: ['spec.usages: Required value'] },
    { why: 'is for the same twice', spec: { usages: ['any', 'any'] }, errors: ['spec.usages[1]: Duplicate value: "any"'] },
    { why: 'names nobody', spec: { signerName: '' }, errors: ['spec.signerName: Required value'] },
    { why: 'names no path', spec: { signerName: 'example.com' }, errors: ['spec.signerName: Invalid value: "example.com": must be a fully qualified domain and path of the form \'example.com/signer-name\''] },
    { why: 'names a short domain', spec: { signerName: 'example/x' }, errors: ['spec.signerName: Invalid value: "example": should be a domain with at least two segments separated by dots'] },
    { why: 'names the old signer', spec: { signerName: 'kubernetes.io/legacy-unknown' }, errors: ['spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version'] },
    { why: 'is short', spec: { expirationSeconds: 599 }, errors: ['spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds'] },
  ])('that $why', ({ spec, errors }) => {
    expect(errorsOf(spec)).toEqual(errors);
  });

  it('knows what certificates are for', () => {
    expect(errorsOf({ usages: ['fun'] })[0]).toMatch(/^spec\.usages\[0\]: Unsupported value: "fun": supported values: "any", "cert sign", "client auth", /);
  });
});
