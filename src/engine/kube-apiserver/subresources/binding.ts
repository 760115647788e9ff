import type { V1Binding, V1Pod, V1PodCondition, V1Status } from '../../../kube/generated/types.ts';
import { bindings, pods } from '../../../kube/kinds.ts';
import { extended, type KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { stamped } from '../../etcd/store.ts';
import { admittedTo } from '../admission/of-subresource.ts';
import { storeRefusal, type Call } from '../core.ts';
import { writeInfo } from '../objects/write-info.ts';
import { isStatus, keyIn } from '../resource.ts';
import { decodeObject, isRefused } from '../object-model.ts';
import { created } from './created.ts';

/**
 * Binds a pod to a node: what the scheduler asks for.
 *
 * @see Kubernetes 1.36, registry/core/pod, BindingREST
 */
export function bind(call: Call): KubeObject | V1Status {
  const { core } = call;
  const decoded = decodeObject(core.resources.of(bindings), call.request.body, 'Ignore');
  if (isRefused(decoded)) return decoded;
  const name = call.address.name || (decoded.object.metadata?.name ?? '');
  const refused = bindingProblem(decoded.object as V1Binding, name);
  if (refused) return refused;
  const binding = admittedTo(call, 'binding', decoded.object, name);
  if (isStatus(binding)) return binding;
  return assign(call, binding as V1Binding, name);
}

function bindingProblem({ target, metadata }: V1Binding, name: string): V1Status | undefined {
  if (metadata?.name && metadata.name !== name) return refusal.badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  const given = target as V1Binding['target'] | undefined;
  if (given?.kind && given.kind !== 'Node') {
    return refusal.invalid(bindings, name, [{ type: 'FieldValueNotSupported', field: 'target.kind', badValue: given.kind, detail: 'supported values: "Node", "<empty>"' }]);
  }
  return given?.name ? undefined : refusal.invalid(bindings, name, [{ type: 'FieldValueRequired', field: 'target.name', badValue: '', detail: '' }]);
}

function assign(call: Call, binding: V1Binding, name: string): KubeObject | V1Status {
  const { core } = call;
  const resource = core.resources.of(pods);
  const key = keyIn(resource, call.address.namespace, name);
  const pod = core.store.get(key) as V1Pod | undefined;
  if (!pod) return refusal.notFound(pods, name);
  const refused = assignProblem(pod, name);
  if (refused) return refused;
  const bound = boundPod(pod, binding, core.timestamp());
  if (!call.dryRun) {
    const result = core.store.put(key, stamped(bound, core.store.nextRevision), writeInfo(call));
    if (!result.ok) return storeRefusal(resource, name, result.reason);
    call.revision = result.entry.revision;
  }
  return created;
}

const podBinding = { group: '', plural: 'pods/binding' };

function assignProblem(pod: V1Pod, name: string): V1Status | undefined {
  if (pod.metadata?.deletionTimestamp !== undefined) return refusal.conflict(podBinding, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName) return refusal.conflict(podBinding, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec?.schedulingGates?.length ?? 0) > 0) return refusal.conflict(podBinding, name, `pod ${name} has non-empty .spec.schedulingGates`);
  return undefined;
}

/** The pod on its node: condition PodScheduled, labels and annotations of the binding, no nomination any more. */
function boundPod(pod: V1Pod, binding: V1Binding, time: string): V1Pod {
  const { labels, annotations } = binding.metadata ?? {};
  const condition: V1PodCondition = {
    type: 'PodScheduled', status: 'True', lastTransitionTime: time as never, observedGeneration: pod.metadata?.generation ?? 1,
  };
  const { nominatedNodeName, ...status } = pod.status ?? {};
  void nominatedNodeName;
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(labels ? { labels: withLabels(pod.metadata?.labels, labels) } : {}),
      ...(annotations ? { annotations: { ...pod.metadata?.annotations, ...annotations } } : {}),
    },
    spec: { ...(pod.spec as NonNullable<V1Pod['spec']>), nodeName: binding.target.name ?? '' },
    status: extended(status, { conditions: others.concat(condition) }),
  };
}

type Labels = Readonly<Record<string, string>>;

/** Maps of labels by what was added to them: pods of one template in one zone go on sharing one map. */
const joined = new WeakMap<Labels, Map<string, Labels>>();
const bare: Labels = {};

function withLabels(labels: Labels = bare, added: Labels): Labels {
  let maps = joined.get(labels);
  if (!maps) joined.set(labels, (maps = new Map()));
  const key = JSON.stringify(added);
  let map = maps.get(key);
  if (!map) maps.set(key, (map = { ...labels, ...added }));
  return map;
}
