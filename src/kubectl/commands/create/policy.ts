import { quantityFormatError, canonicalQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { Failure } from '../../errors.ts';
import { bool, int32, text } from '../../flags.ts';
import { parseSelectorMap } from '../../resources/selector-words.ts';
import type { Obj } from '../../resources/object.ts';
import type { Generator } from './generator.ts';

export const namespace: Generator = {
  name: 'namespace', aliases: ['ns'], args: 'NAME [--dry-run=server|client|none]', short: 'Create a namespace with the specified name', flags: [],
  *build(_call, name) {
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} } as Obj;
  },
};

export const serviceaccount: Generator = {
  name: 'serviceaccount', aliases: ['sa'], args: 'NAME [--dry-run=server|client|none]', short: 'Create a service account with the specified name', failure: 'failed to create serviceaccount: ', flags: [],
  *build(_call, name) {
    return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } } as Obj;
  },
};

export const quota: Generator = {
  name: 'quota', aliases: ['resourcequota'], args: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]', short: 'Create a quota with the specified name',
  failure: 'failed to create quota: ', flags: [text('hard'), text('scopes')],
  *build(call, name) {
    const hard = call.flags.text('hard');
    const scopes = call.flags.text('scopes');
    return {
      apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name },
      spec: { ...(hard ? { hard: resourceList(hard) } : {}), ...(scopes ? { scopes: scopes.split(',').filter((scope) => scope !== '') } : {}) }, status: {},
    } as Obj;
  },
};

/** `cpu=1,memory=1Gi` with canonical quantities. */
export function resourceList(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((pair) => {
    const parts = pair.split('=');
    if (parts.length !== 2) throw new Failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    const [name = '', value = ''] = parts;
    if (!parseQuantity(value)) throw new Failure(quantityFormatError);
    return [name, canonicalQuantity(value)];
  }));
}

const intOrPercent = (value: string): number | string => (/^-?\d+$/.test(value) ? Number(value) : value);

export const pdb: Generator = {
  name: 'poddisruptionbudget', aliases: ['pdb'], args: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]', short: 'Create a pod disruption budget with the specified name',
  failure: 'failed to create poddisruptionbudgets: ', flags: [text('min-available'), text('max-unavailable'), text('selector')],
  *build(call, name) {
    const [min, max, selector] = [call.flags.text('min-available'), call.flags.text('max-unavailable'), call.flags.text('selector')];
    if (selector === '') throw new Failure('a selector must be specified');
    if (min === '' && max === '') throw new Failure('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') throw new Failure('min-available and max-unavailable cannot be both specified');
    return {
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name },
      spec: { ...(max ? { maxUnavailable: intOrPercent(max) } : {}), ...(min ? { minAvailable: intOrPercent(min) } : {}), selector: parseSelectorMap(selector) },
      status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    } as Obj;
  },
};

export const priorityclass: Generator = {
  name: 'priorityclass', aliases: ['pc'], args: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]', short: 'Create a priority class with the specified name',
  failure: 'failed to create priorityclass: ', flags: [int32('value', '', { default: '0' }), bool('global-default'), text('description'), text('preemption-policy', '', { default: 'PreemptLowerPriority' })],
  *build(call, name) {
    const { flags } = call;
    return {
      apiVersion: 'scheduling.k8s.io/v1', ...(flags.text('description') ? { description: flags.text('description') } : {}), ...(flags.bool('global-default') ? { globalDefault: true } : {}),
      kind: 'PriorityClass', metadata: { name }, preemptionPolicy: flags.text('preemption-policy'), value: flags.int('value'),
    } as Obj;
  },
};
