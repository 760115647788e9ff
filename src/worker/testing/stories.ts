import fc from 'fast-check';
import type { Action } from '../../scenario/document.ts';

/** What a person does, and how long they wait before each. */
export type Story = readonly { readonly waitMs: number; readonly action: Action }[];

export const machine = { name: 'node-4', capacity: { cpu: '2', memory: '4Gi', pods: '20', 'ephemeral-storage': '50Gi' } };
const anyNode = fc.constantFrom('node-1', 'node-2', 'node-3');
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.nat(9).map((replicas): Action => ({ type: 'kubectl', line: `kubectl scale deployment web --replicas=${String(replicas)}` })),
  fc.constantFrom('1.26', '1.27', '1.28', 'does-not-exist').map((tag): Action => ({ type: 'kubectl', line: `kubectl set image deployment/web web=nginx:${tag}` })),
  anyNode.map((node): Action => ({ type: 'fault', fault: { type: 'power-off', node } })),
  anyNode.map((node): Action => ({ type: 'fault', fault: { type: 'shut-down', node } })),
  anyNode.map((node): Action => ({ type: 'fault', fault: { type: 'power-on', node } })),
  anyNode.map((node): Action => ({ type: 'kubectl', line: `kubectl cordon ${node}` })),
  fc.constant<Action>({ type: 'fault', fault: { type: 'add-node', machine } }),
  fc.constant<Action>({ type: 'kubectl', line: 'kubectl delete pods -l app=web --wait=false' }),
  fc.constantFrom<Action>({ type: 'fault', fault: { type: 'etcd-leader-lost' } }, { type: 'fault', fault: { type: 'etcd-leader-elected' } }),
  anyNode.map((node): Action => ({ type: 'fault', fault: { type: 'partition', nodes: [node] } })),
  fc.constant<Action>({ type: 'fault', fault: { type: 'heal' } }),
  fc.constantFrom(0, 20).map((percent): Action => ({ type: 'fault', fault: { type: 'api-refusals', percent } })),
  fc.constant<Action>({ type: 'load', load: { name: 'visitors', target: 'service/default/web', path: '/', requestsPerSecond: 40 } }),
);
/** People do several things at one instant, too: while the clock is paused. */
export const anyWait = fc.oneof(fc.constant(0), fc.nat(90_000));
export const anyStory: fc.Arbitrary<Story> = fc.array(fc.record({ waitMs: anyWait, action: anyAction }), { maxLength: 8 });
