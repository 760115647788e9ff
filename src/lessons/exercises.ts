import type { Exercise, ExerciseGroup } from './exercise.ts';
import { deployment } from './exercises/deployment/exercise.ts';
import { dns } from './exercises/dns/exercise.ts';
import { nodePort } from './exercises/node-port/exercise.ts';
import { podLabels } from './exercises/pod-labels/exercise.ts';
import { rollback } from './exercises/rollback/exercise.ts';
import { serviceSelector } from './exercises/service-selector/exercise.ts';
import { targetPort } from './exercises/target-port/exercise.ts';

/** The exercises in the order of a course, under its headings. */
export const exerciseGroups: readonly ExerciseGroup[] = [
  { en: 'Pods and Deployments', ko: '파드와 디플로이먼트', exercises: [podLabels, deployment, rollback] },
  { en: 'Services and names', ko: '서비스와 이름', exercises: [serviceSelector, targetPort, nodePort, dns] },
];

export const exercises: readonly Exercise[] = exerciseGroups.flatMap((group) => group.exercises);
