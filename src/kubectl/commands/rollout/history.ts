import type { V1ControllerRevision, V1PodTemplateSpec, V1ReplicaSet } from '../../../kube/generated/types.ts';
import { controllerOf } from '../../../kube/object.ts';
import type { Call } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { alignColumns, describeStyle } from '../../printers/columns.ts';
import type { Info } from '../../resources/builder.ts';
import { namespaceOf, type Obj } from '../../resources/object.ts';
import { selectorOf } from '../../resources/pods-of.ts';
import { strategicOverride } from '../../resources/strategic.ts';
import { queryOf } from '../../session.ts';

/** One revision of a workload's pod template. */
export interface Revision {
  readonly revision: number;
  readonly template: V1PodTemplateSpec;
  readonly changeCause: string;
  /** The ReplicaSet or ControllerRevision that holds it. */
  readonly holder: Obj;
  /** What `-o` shows of it: the ReplicaSet, or the workload as it was with that template. */
  readonly shown: Obj;
}

const causeKey = 'kubernetes.io/change-cause';
export const revisionKey = 'deployment.kubernetes.io/revision';

/** The revisions of a workload, oldest first. */
export function* revisionsOf(call: Call, { object }: Pick<Info, 'object'>): Run<readonly Revision[]> {
  switch (object.kind) {
    case 'Deployment': return (yield* replicaSetsOf(call, object)).map(fromReplicaSet).filter(({ revision }) => revision > 0).sort((a, b) => a.revision - b.revision);
    case 'DaemonSet': case 'StatefulSet': return (yield* controllerRevisionsOf(call, object)).map((item) => fromControllerRevision(object, item)).sort((a, b) => a.revision - b.revision);
    default: throw new Failure(`no history viewer has been implemented for "${object.kind ?? ''}${object.apiVersion?.includes('/') ? `.${object.apiVersion.split('/')[0] ?? ''}` : ''}"`);
  }
}

/** The ReplicaSets that a Deployment controls. */
export function* replicaSetsOf(call: Call, object: Obj): Run<readonly V1ReplicaSet[]> {
  const { items = [] } = yield* call.session.get<{ items?: readonly V1ReplicaSet[] }>(`/apis/apps/v1/namespaces/${namespaceOf(object)}/replicasets${queryOf({ labelSelector: selectorOf(object) })}`);
  return items.filter((item) => controllerOf(item)?.uid === object.metadata?.uid);
}

function* controllerRevisionsOf(call: Call, object: Obj): Run<readonly V1ControllerRevision[]> {
  const { items = [] } = yield* call.session.get<{ items?: readonly V1ControllerRevision[] }>(`/apis/apps/v1/namespaces/${namespaceOf(object)}/controllerrevisions${queryOf({ labelSelector: selectorOf(object) })}`);
  return items.filter((item) => controllerOf(item)?.uid === object.metadata?.uid);
}

function fromReplicaSet(set: V1ReplicaSet): Revision {
  const annotations = set.metadata?.annotations ?? {};
  const changeCause = annotations[causeKey] ?? '';
  const template = set.spec?.template ?? {};
  const told = changeCause === '' ? template : { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [causeKey]: changeCause } } };
  return { revision: Number(annotations[revisionKey] ?? 0), template: told, changeCause, holder: set as Obj, shown: { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' } as Obj };
}

function fromControllerRevision(object: Obj, item: V1ControllerRevision): Revision {
  const applied = strategicOverride(object, item.data) as Obj & { readonly spec?: { readonly template?: V1PodTemplateSpec } };
  return { revision: item.revision, template: applied.spec?.template ?? {}, changeCause: item.metadata?.annotations?.[causeKey] ?? '', holder: item as unknown as Obj, shown: applied };
}

/** The table of `rollout history`. */
export function historyTable(revisions: readonly Revision[]): string {
  const rows = revisions.map(({ revision, changeCause }) => `${String(revision)}\t${changeCause || '<none>'}\n`);
  return alignColumns(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, describeStyle);
}
