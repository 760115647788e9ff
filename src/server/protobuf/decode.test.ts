import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode.ts';

/** Bodies as kubectl 1.32 sent them. */
const sent = {
  deployment: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EskBCiUKBmNhcHdlYhIAGgAiACoAMgA4AEIAWg0KA2FwcBIGY2Fwd2ViEpEBCAASDwoNCgNhcH' +
      'ASBmNhcHdlYhp0Ch8KABIAGgAiACoAMgA4AEIAWg0KA2FwcBIGY2Fwd2ViElESMwoFbmdpbngSCm5naW54OjEuMjUqADIKCgAQABhQIgAqAEIA' +
      'agByAIABAIgBAJABAKIBABoAMgBCAEoAUgBYAGAAaACCAQCKAQCaAQDCAQAiAgoAKAA4ABoMCAAQABgAIAAoADgAGgAiAA==',
  secret: 'azhzAAoMCgJ2MRIGU2VjcmV0EiAKFAoEY2FwcxIAGgAiACoAMgA4AEIAEgYKAWESAWIaABoAIgA=',
  role: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEigKFAoEY2FwchIAGgAiACoAMgA4AEIAEhAKA2dldBIAGgRwb2RzIg' +
      'F4GgAiAA==',
  budget: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSPQoUCgRjYXBwEgAaACIAKgAyADgAQgASGRIMCgoKA2FwcBIDd2ViGgkIAR' +
      'AAGgM1MCUaCggAGAAgACgAMAAaACIA',
  quota: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRI3ChQKBGNhcHESABoAIgAqADIAOABCABIdCg4KA2NwdRIHCgUxNTAwbQoLCgRwb2RzEgMKATIaAB' +
      'oAIgA=',
  autoscaler: 'azhzAAopCg5hdXRvc2NhbGluZy92MRIXSG9yaXpvbnRhbFBvZEF1dG9zY2FsZXISQwoWCgZjYXB3ZWISABoAIgAqADIAOABCABIjCh0KCkRlcG' +
      'xveW1lbnQSBmNhcHdlYhoHYXBwcy92MRgDIDIaBBgAIAAaACIA',
  ingress: 'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJKChQKBGNhcGkSABoAIgAqADIAOABCABIuGiwKB2Zvby5jb20SIQofCh0KAS' +
      '8SESIPCgNzdmMSCAoEaHR0cBAAGgVFeGFjdBoCCgAaACIA',
};

function decoded(base64: string): unknown {
  const answer = decodeProtobuf(Buffer.from(base64, 'base64'));
  return answer.ok ? answer.object : answer.message;
}

describe("objects in Kubernetes' protobuf encoding", () => {
  it('keeps a zero that is a choice, and drops zeros that say nothing', () => {
    expect(decoded(sent.deployment)).toEqual({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'capweb', labels: { app: 'capweb' } },
      spec: {
        replicas: 0, selector: { matchLabels: { app: 'capweb' } }, strategy: {},
        template: { metadata: { labels: { app: 'capweb' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25', ports: [{ containerPort: 80 }], resources: {} }] } },
      },
      status: {},
    });
  });

  it.each([
    { what: 'bytes', body: sent.secret, wanted: { kind: 'Secret', data: { a: 'Yg==' } } },
    { what: 'lists of strings', body: sent.role, wanted: { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['x'] }] } },
    { what: 'a number or a string', body: sent.budget, wanted: { spec: { maxUnavailable: '50%', selector: { matchLabels: { app: 'web' } } } } },
    { what: 'quantities', body: sent.quota, wanted: { spec: { hard: { cpu: '1500m', pods: '2' } } } },
    { what: 'an older version', body: sent.autoscaler, wanted: { apiVersion: 'autoscaling/v1', spec: { maxReplicas: 3, targetCPUUtilizationPercentage: 50, scaleTargetRef: { kind: 'Deployment', name: 'capweb', apiVersion: 'apps/v1' } } } },
    { what: 'structs that Go embeds', body: sent.ingress, wanted: { spec: { rules: [{ host: 'foo.com', http: { paths: [{ path: '/', pathType: 'Exact', backend: { service: { name: 'svc', port: { name: 'http' } } } }] } }] } } },
  ])('reads $what', ({ body, wanted }) => {
    expect(decoded(body)).toMatchObject(wanted);
  });

  it.each([
    { what: 'text', bytes: Buffer.from('{"kind":"Pod"}'), message: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]' },
    { what: 'what ends too soon', bytes: Buffer.from(sent.secret, 'base64').subarray(0, 30), message: 'unexpected EOF' },
    { what: 'a kind that nobody knows', bytes: Buffer.concat([Buffer.from([0x6b, 0x38, 0x73, 0, 10, 9, 10, 2]), Buffer.from('v1'), Buffer.from([18, 3]), Buffer.from('Foo')]), message: 'no kind "Foo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"' },
  ])('says what is wrong with $what', ({ bytes, message }) => {
    expect(decodeProtobuf(bytes)).toEqual({ ok: false, message });
  });
});
