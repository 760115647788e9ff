import { describe, expect, it } from 'vitest';
import type { V1FlowSchema, V1PriorityLevelConfiguration } from '../../../kube/generated/types.ts';
import { freshServer } from '../testing/fresh-server.ts';

const root = '/apis/flowcontrol.apiserver.k8s.io/v1';
const merge = { contentType: 'application/merge-patch+json' } as const;
const rule = { subjects: [{ kind: 'User', user: { name: 'ann' } }], resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }] };
const schema = (spec: object = {}, name = 'mine'): object => ({ metadata: { name }, spec: { priorityLevelConfiguration: { name: 'gold' }, rules: [rule], ...spec } });
const level = (limited: object, name = 'gold'): object => ({ metadata: { name }, spec: { type: 'Limited', limited } });

describe('priority and fairness', () => {
  it('has what every API server has, in the order in which schemas are asked', () => {
    const { ask } = freshServer();
    const rows = (plural: string): readonly string[] => {
      const { body } = ask('GET', `${root}/${plural}`, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
      return (body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] }).rows.map(({ cells }) => cells.join(' '));
    };
    expect(rows('flowschemas')).toEqual([
      'exempt exempt 1 <none> 0s False', 'probes exempt 2 <none> 0s False', 'system-leader-election leader-election 100 ByUser 0s False', 'endpoint-controller workload-high 150 ByUser 0s False',
      'workload-leader-election leader-election 200 ByUser 0s False', 'system-node-high node-high 400 ByUser 0s False', 'system-nodes system 500 ByUser 0s False',
      'kube-controller-manager workload-high 800 ByNamespace 0s False', 'kube-scheduler workload-high 800 ByNamespace 0s False', 'kube-system-service-accounts workload-high 900 ByNamespace 0s False',
      'service-accounts workload-low 9000 ByUser 0s False', 'global-default global-default 9900 ByUser 0s False', 'catch-all catch-all 10000 ByUser 0s False',
    ]);
    expect(rows('prioritylevelconfigurations')).toEqual([
      'catch-all Limited 5 <none> <none> <none> 0s', 'exempt Exempt <none> <none> <none> <none> 0s', 'global-default Limited 20 128 6 50 0s', 'leader-election Limited 10 16 4 50 0s',
      'node-high Limited 40 64 6 50 0s', 'system Limited 30 64 6 50 0s', 'workload-high Limited 40 128 6 50 0s', 'workload-low Limited 100 128 6 50 0s',
    ]);
  });

  it('says whether the level of a schema is there', () => {
    const { clock, words, get } = freshServer();
    const dangling = (): unknown => get<V1FlowSchema>(`${root}/flowschemas/mine`).status?.conditions?.map(({ type, status, reason, message }) => `${type ?? ''} ${status ?? ''} ${reason ?? ''}: ${message ?? ''}`);
    expect(words('POST', `${root}/flowschemas`, schema())).toBe('ok 201');
    clock.runUntil(1000);
    expect(dangling()).toEqual(['Dangling True NotFound: This FlowSchema references the PriorityLevelConfiguration object named "gold" but there is no such object']);
    expect(words('POST', `${root}/prioritylevelconfigurations`, level({ limitResponse: { type: 'Reject' } }))).toBe('ok 201');
    clock.runUntil(2000);
    expect(dangling()).toEqual(['Dangling False Found: This FlowSchema references the PriorityLevelConfiguration object named "gold" and it exists']);
  });

  it('keeps its own objects, but not those that were taken out of its hands', () => {
    const { clock, ask, get, words } = freshServer();
    const seats = (name: string): unknown => get<V1PriorityLevelConfiguration>(`${root}/prioritylevelconfigurations/${name}`).spec?.limited?.nominalConcurrencyShares;
    const patch = (name: string, patched: object): void => { ask('PATCH', `${root}/prioritylevelconfigurations/${name}`, patched, merge); };
    const more = { spec: { limited: { nominalConcurrencyShares: 7 } } };
    patch('system', more);
    patch('node-high', { metadata: { annotations: { 'apf.kubernetes.io/autoupdate-spec': 'false' } }, ...more });
    ask('DELETE', `${root}/flowschemas/catch-all`);
    ask('POST', `${root}/flowschemas`, { ...schema(), metadata: { name: 'old', annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } } });
    clock.runUntil(59_000);
    expect([seats('system'), seats('node-high')]).toEqual([7, 7]);
    clock.runUntil(61_000);
    expect([seats('system'), seats('node-high')]).toEqual([30, 7]);
    expect(words('GET', `${root}/flowschemas/catch-all`)).toBe('ok 200');
    expect(words('GET', `${root}/flowschemas/old`)).toBe('flowschemas.flowcontrol.apiserver.k8s.io "old" not found');
  });

  it.each([
    { object: schema({ matchingPrecedence: 1 }), words: "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1" },
    { object: schema({ matchingPrecedence: 10_001 }), words: 'spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000' },
    { object: schema({ priorityLevelConfiguration: {} }), words: 'spec.priorityLevelConfiguration.name: Required value: must reference a priority level' },
    { object: schema({ rules: [{ ...rule, subjects: [{ kind: 'User', group: { name: 'x' } }] }] }), words: "[spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User', spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group']" },
    { object: schema({ rules: [{ subjects: rule.subjects, nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/a*'] }] }] }), words: 'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can only do suffix matching' },
    { object: schema({ rules: [{ subjects: rule.subjects, resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }] }), words: 'spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace' },
  ])('refuses a schema: $words', ({ object, words }) => {
    expect(freshServer().words('POST', `${root}/flowschemas`, object)).toBe(`FlowSchema.flowcontrol.apiserver.k8s.io "mine" is invalid: ${words}`);
  });

  it.each([
    { object: level({ limitResponse: { type: 'Queue' } }), words: 'spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited' },
    { object: level({ limitResponse: { type: 'Queue', queuing: { queues: 4, handSize: 5 } } }), words: 'spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)' },
    { object: level({ limitResponse: { type: 'Queue', queuing: { queues: 512, handSize: 7 } } }), words: 'spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 512 and handSize 7 should not be greater than 60' },
    { object: { metadata: { name: 'gold' }, spec: { type: 'Exempt' } }, words: 'spec.type: Invalid value: "Exempt": type must be \'Exempt\' if and only if name is \'exempt\'' },
  ])('refuses a level: $words', ({ object, words }) => {
    expect(freshServer().words('POST', `${root}/prioritylevelconfigurations`, object)).toBe(`PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io "gold" is invalid: ${words}`);
  });

  it('has defaults, and a level of last resort that stays as it is', () => {
    const { ask, get, words } = freshServer();
    ask('POST', `${root}/prioritylevelconfigurations`, level({ limitResponse: { type: 'Queue', queuing: {} } }));
    expect(get<V1PriorityLevelConfiguration>(`${root}/prioritylevelconfigurations/gold`).spec).toEqual({ type: 'Limited', limited: { nominalConcurrencyShares: 30, lendablePercent: 0, limitResponse: { type: 'Queue', queuing: { handSize: 8, queues: 64, queueLengthLimit: 50 } } } });
    expect(words('PATCH', `${root}/prioritylevelconfigurations/catch-all`, { spec: { limited: { nominalConcurrencyShares: 9 } } }, merge)).toBe(
      'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io "catch-all" is invalid: spec: Invalid value: {"Type":"Limited","Limited":{"NominalConcurrencyShares":9,"LimitResponse":{"Type":"Reject","Queuing":null},"LendablePercent":0,"BorrowingLimitPercent":null},"Exempt":null}: spec of \'catch-all\' must equal the fixed value');
  });
});
