import type { V1DaemonSet, V1Deployment, V1StatefulSet } from '../../../kube/generated/types.ts';
import { Failure } from '../../errors.ts';
import type { Obj } from '../../resources/object.ts';

/** How far a rollout is, in kubectl's words. */
export interface RolloutState {
  readonly text: string;
  readonly done: boolean;
}

const going = (text: string): RolloutState => ({ text: `${text}\n`, done: false });
const done = (text: string): RolloutState => ({ text: `${text}\n`, done: true });

/** @param revision the revision that must be running; 0 for any. */
export function rolloutState(object: Obj, revision: number): RolloutState {
  switch (object.kind) {
    case 'Deployment': return deploymentState(object as V1Deployment, revision);
    case 'DaemonSet': return daemonSetState(object as V1DaemonSet);
    case 'StatefulSet': return statefulSetState(object as V1StatefulSet);
    default: throw new Failure(`no status viewer has been implemented for ${object.kind ?? ''}${object.apiVersion?.includes('/') ? `.${object.apiVersion.split('/')[0] ?? ''}` : ''}`);
  }
}

function deploymentState({ metadata, spec, status }: V1Deployment, revision: number): RolloutState {
  const name = metadata?.name ?? '';
  const running = Number(metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && revision !== running) throw new Failure(`desired revision (${String(revision)}) is different from the running revision (${String(running)})`);
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0)) return going('Waiting for deployment spec update to be observed...');
  if (status?.conditions?.find(({ type }) => type === 'Progressing')?.reason === 'ProgressDeadlineExceeded') throw new Failure(`deployment "${name}" exceeded its progress deadline`);
  const [wanted, updated, total, available] = [spec?.replicas ?? 1, status?.updatedReplicas ?? 0, status?.replicas ?? 0, status?.availableReplicas ?? 0];
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (updated < wanted) return going(`${waiting} ${String(updated)} out of ${String(wanted)} new replicas have been updated...`);
  if (total > updated) return going(`${waiting} ${String(total - updated)} old replicas are pending termination...`);
  if (available < updated) return going(`${waiting} ${String(available)} of ${String(updated)} updated replicas are available...`);
  return done(`deployment "${name}" successfully rolled out`);
}

const onlyRolling = 'rollout status is only available for RollingUpdate strategy type';

function daemonSetState({ metadata, spec, status }: V1DaemonSet): RolloutState {
  const name = metadata?.name ?? '';
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw new Failure(onlyRolling);
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0)) return going('Waiting for daemon set spec update to be observed...');
  const [wanted, updated, available] = [status?.desiredNumberScheduled ?? 0, status?.updatedNumberScheduled ?? 0, status?.numberAvailable ?? 0];
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updated < wanted) return going(`${waiting} ${String(updated)} out of ${String(wanted)} new pods have been updated...`);
  if (available < wanted) return going(`${waiting} ${String(available)} of ${String(wanted)} updated pods are available...`);
  return done(`daemon set "${name}" successfully rolled out`);
}

function statefulSetState({ metadata, spec, status }: V1StatefulSet): RolloutState {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw new Failure(onlyRolling);
  const observed = status?.observedGeneration ?? 0;
  if (observed === 0 || (metadata?.generation ?? 0) > observed) return going('Waiting for statefulset spec update to be observed...');
  const [wanted, ready, updated] = [spec.replicas ?? 1, status?.readyReplicas ?? 0, status?.updatedReplicas ?? 0];
  if (ready < wanted) return going(`Waiting for ${String(wanted - ready)} pods to be ready...`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (spec.updateStrategy.rollingUpdate && partition !== undefined) {
    if (updated < wanted - partition) return going(`Waiting for partitioned roll out to finish: ${String(updated)} out of ${String(wanted - partition)} new pods have been updated...`);
    return done(`partitioned roll out complete: ${String(updated)} new pods have been updated...`);
  }
  if (status?.updateRevision !== status?.currentRevision) return going(`waiting for statefulset rolling update to complete ${String(updated)} pods at revision ${status?.updateRevision ?? ''}...`);
  return done(`statefulset rolling update complete ${String(status?.currentReplicas ?? 0)} pods at revision ${status?.currentRevision ?? ''}...`);
}
