import { expect, it } from 'vitest';
import type { FieldError } from '../field-errors.ts';
import type { V1PodSpec } from '../generated/types.ts';
import { checkPodSpec } from './pod-spec.ts';

const container = (name: string, hostProcess?: boolean) => ({
  name, image: 'app', imagePullPolicy: 'Always', terminationMessagePolicy: 'File', ...(hostProcess === undefined ? {} : { securityContext: { windowsOptions: { hostProcess } } }),
});

function problems(spec: Partial<V1PodSpec>): readonly string[] {
  const errors: FieldError[] = [];
  checkPodSpec(errors, { terminationGracePeriodSeconds: 30, restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', ...spec } as V1PodSpec, 'spec', 'win', true);
  return errors.map(({ field }) => field);
}

it.each([
  { why: 'none is one', spec: { containers: [container('a')] }, fields: [] },
  { why: 'all are, on the host network', spec: { hostNetwork: true, containers: [container('a', true), container('b', true)] }, fields: [] },
  { why: 'the pod says so for all, without the host network', spec: { securityContext: { windowsOptions: { hostProcess: true } }, containers: [container('a')] }, fields: ['spec.hostNetwork'] },
  { why: 'only one of two is', spec: { hostNetwork: true, containers: [container('a', true), container('b')] }, fields: ['spec'] },
  { why: 'one says otherwise than the pod', spec: { hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } }, containers: [container('a', false)] }, fields: ['spec.containers[0].securityContext.windowsOptions.hostProcess'] },
])('host process containers: $why', ({ spec, fields }) => {
  expect(problems(spec)).toEqual(fields);
});
