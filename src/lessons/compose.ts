import type { CloudSpec, LoadSpec, MachineSpec, MetricSpec, Scenario, TimedAction } from '../scenario/document.ts';
import { usualMachines } from '../scenario/machines.ts';
import type { Lesson, LessonText } from './lesson.ts';

export interface LessonParts {
  readonly id: string;
  readonly en: LessonText;
  readonly ko: LessonText;
  /** Applied before the first picture; the last one is what the editor shows. */
  readonly manifests: readonly string[];
  /** What the editor shows instead: something the person is meant to apply. */
  readonly editorText?: string;
  readonly load?: readonly LoadSpec[];
  /** What an adapter measures besides processor and memory. */
  readonly metrics?: readonly MetricSpec[];
  readonly machines?: readonly MachineSpec[];
  readonly cloud?: CloudSpec;
  readonly warmUpMs?: number;
  readonly actions?: readonly TimedAction[];
  readonly lens?: NonNullable<Lesson['lens']>;
}

/** A lesson with the usual machines, seed and start, of its own manifests. */
export function lesson({ id, en, ko, manifests, editorText, load = [], metrics, machines = usualMachines, cloud, warmUpMs = 30_000, actions = [], lens }: LessonParts): Lesson {
  const scenario: Scenario = {
    version: 1, title: en.title, seed: 1, start: '2026-01-01T09:00:00Z', kubeadm: true, nodes: machines, ...(cloud ? { cloud } : {}), manifests, load, ...(metrics ? { metrics } : {}), warmUpMs, actions, untilMs: Math.max(warmUpMs, actions.at(-1)?.atMs ?? 0),
  };
  return { id, en, ko, scenario, editorText: editorText ?? manifests.at(-1) ?? '', ...(lens ? { lens } : {}) };
}

/** Visitors of the service `default/NAME`. */
export function visitors(service: string, requestsPerSecond: number, path = '/'): LoadSpec {
  return { name: 'visitors', target: `service/default/${service}`, path, requestsPerSecond };
}
