import type { Exercise, ExerciseGroup } from './exercise.ts';
import { access } from './exercises/access/exercise.ts';
import { autoscaler } from './exercises/autoscaler/exercise.ts';
import { budget } from './exercises/budget/exercise.ts';
import { claim } from './exercises/claim/exercise.ts';
import { cpuRequest } from './exercises/cpu-request/exercise.ts';
import { cronJob } from './exercises/cron-job/exercise.ts';
import { daemon } from './exercises/daemon/exercise.ts';
import { deployment } from './exercises/deployment/exercise.ts';
import { dns } from './exercises/dns/exercise.ts';
import { liveness } from './exercises/liveness/exercise.ts';
import { memoryLimit } from './exercises/memory-limit/exercise.ts';
import { networkPolicy } from './exercises/network-policy/exercise.ts';
import { nodeAffinity } from './exercises/node-affinity/exercise.ts';
import { nodePort } from './exercises/node-port/exercise.ts';
import { podLabels } from './exercises/pod-labels/exercise.ts';
import { quotaRequests } from './exercises/quota-requests/exercise.ts';
import { readiness } from './exercises/readiness/exercise.ts';
import { rollback } from './exercises/rollback/exercise.ts';
import { secretKey } from './exercises/secret-key/exercise.ts';
import { serviceSelector } from './exercises/service-selector/exercise.ts';
import { stateful } from './exercises/stateful/exercise.ts';
import { targetPort } from './exercises/target-port/exercise.ts';
import { toleration } from './exercises/toleration/exercise.ts';

/** The exercises in the order of a course, under its headings. */
export const exerciseGroups: readonly ExerciseGroup[] = [
  { en: 'Pods and Deployments', ko: '파드와 디플로이먼트', exercises: [podLabels, deployment, rollback] },
  { en: 'Services and names', ko: '서비스와 이름', exercises: [serviceSelector, targetPort, nodePort, dns] },
  { en: 'Configuration, probes, resources', ko: '구성, 프로브, 리소스', exercises: [secretKey, readiness, liveness, memoryLimit, cpuRequest] },
  { en: 'Machines and shares', ko: '머신과 쿼터', exercises: [toleration, nodeAffinity, budget, quotaRequests] },
  { en: 'Disks and other workloads', ko: '디스크와 다른 워크로드', exercises: [claim, stateful, daemon, cronJob, autoscaler] },
  { en: 'Access', ko: '접근 제어', exercises: [access, networkPolicy] },
];

export const exercises: readonly Exercise[] = exerciseGroups.flatMap((group) => group.exercises);
