import type { V1Pod } from '../../../kube/generated/types.ts';
import { pods, podTemplates } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { containersReady, podStatusWord, restartsOf } from '../../../kube/pod-status.ts';
import { ageOf, containerCells, labelsCell, orNone, since } from './cells.ts';
import { columns, printer, type Printer, type RowCondition } from './printer.ts';

function restartsCell(pod: V1Pod, nowMs: number): string {
  const { count, lastAt } = restartsOf(pod);
  return count > 0 && lastAt !== undefined ? `${String(count)} (${since(lastAt, nowMs)} ago)` : String(count);
}

function gatesCell(pod: V1Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const isTrue = (type: string): boolean => pod.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
  return `${String(gates.filter(({ conditionType }) => isTrue(conditionType)).length)}/${String(gates.length)}`;
}

const ended: Readonly<Record<string, RowCondition>> = {
  Succeeded: { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
  Failed: { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
};

export const podPrinters: readonly Printer[] = [
  {
    ...printer(pods, columns('Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP*', 'Node*', 'Nominated Node*', 'Readiness Gates*'), (pod, { nowMs }) => {
      const { ready, total } = containersReady(pod);
      return [
        pod.metadata?.name ?? '', `${String(ready)}/${String(total)}`, podStatusWord(pod), restartsCell(pod, nowMs), ageOf(pod, nowMs),
        orNone(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP), orNone(pod.spec?.nodeName), orNone(pod.status?.nominatedNodeName), gatesCell(pod),
      ];
    }),
    conditions: (object: KubeObject) => {
      const condition = ended[(object as V1Pod).status?.phase ?? ''];
      return condition ? [condition] : [];
    },
  },
  printer(podTemplates, columns('Name', 'Containers', 'Images', 'Pod Labels'), ({ metadata, template }) => [
    metadata?.name ?? '', ...containerCells(template?.spec?.containers), labelsCell(template?.metadata?.labels),
  ]),
];
