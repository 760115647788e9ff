import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '../field-errors.ts';
import type { V1ValidatingWebhookConfiguration } from '../generated/types.ts';
import { validatingWebhookConfigurations } from '../kinds.ts';
import { defaultObject } from '../defaults/index.ts';
import { validateCreate } from './index.ts';

const sound = {
  name: 'a.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', clientConfig: { service: { name: 's', namespace: 'n' } },
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
};

function errorsOf(...webhooks: readonly object[]): readonly string[] {
  const object = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'c' }, webhooks } as unknown as V1ValidatingWebhookConfiguration;
  return validateCreate(validatingWebhookConfigurations, defaultObject(validatingWebhookConfigurations, object)).map(fieldErrorText);
}

describe('a webhook configuration', () => {
  it.each([
    { why: 'is sound', change: {}, errors: [] },
    { why: 'has a short name', change: { name: 'a.b' }, errors: ['webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots'] },
    { why: 'does not say what it does besides', change: { sideEffects: undefined }, errors: ['webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'] },
    { why: 'does something besides', change: { sideEffects: 'Some' }, errors: ['webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"'] },
    { why: 'takes long', change: { timeoutSeconds: 31 }, errors: ['webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds'] },
    { why: 'is nowhere', change: { clientConfig: {} }, errors: ['webhooks[0].clientConfig: Required value: exactly one of url or service is required'] },
    { why: 'is in two places', change: { clientConfig: { url: 'https://a', service: sound.clientConfig.service } }, errors: ['webhooks[0].clientConfig: Required value: exactly one of url or service is required'] },
    { why: 'speaks plainly', change: { clientConfig: { url: 'http://a?b=1#c' } }, errors: [
      'webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
      'webhooks[0].clientConfig.url: Invalid value: "c": fragments are not permitted in the URL', 'webhooks[0].clientConfig.url: Invalid value: "b=1": query parameters are not permitted in the URL'] },
    { why: 'has a bad path', change: { clientConfig: { service: { ...sound.clientConfig.service, path: '/a//b' } } }, errors: ['webhooks[0].clientConfig.service.path: Invalid value: "/a//b": segment[1] may not be empty'] },
    { why: 'knows other versions only', change: { admissionReviewVersions: ['v9'] }, errors: ['webhooks[0].admissionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1'] },
    { why: 'has two stars too many', change: { rules: [{ apiGroups: ['*', ''], apiVersions: ['v1'], operations: ['CREATE', 'X'], resources: ['*', 'pods'] }] }, errors: [
      'webhooks[0].rules[0].operations[1]: Unsupported value: "X": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
      'webhooks[0].rules[0].apiGroups: Invalid value: ["*",""]: if \'*\' is present, must not specify other API groups',
      'webhooks[0].rules[0].resources: Invalid value: ["*","pods"]: if \'*\' is present, must not specify other resources without subresources'] },
    { why: 'has a condition without a name', change: { matchConditions: [{ expression: 'true' }] }, errors: ['webhooks[0].matchConditions[0].name: Required value'] },
  ])('that $why', ({ change, errors }) => {
    expect(errorsOf({ ...sound, ...change })).toEqual(errors);
  });

  it('has no two webhooks of one name', () => {
    expect(errorsOf(sound, sound)).toEqual(['webhooks[1].name: Duplicate value: "a.example.com"']);
  });
});
