import type { Lesson } from './lesson.ts';
import { autoscaling } from './autoscaling/lesson.ts';
import { brokenRollout } from './broken-rollout/lesson.ts';
import { canary } from './canary/lesson.ts';
import { cloud } from './cloud/lesson.ts';
import { configuration } from './configuration/lesson.ts';
import { crashLoop } from './crash-loop/lesson.ts';
import { drain } from './drain/lesson.ts';
import { fleet } from './fleet/lesson.ts';
import { guestbook } from './guestbook/lesson.ts';
import { jobs } from './jobs/lesson.ts';
import { kubeSystem } from './kube-system/lesson.ts';
import { memory } from './memory/lesson.ts';
import { names } from './names/lesson.ts';
import { probes } from './probes/lesson.ts';
import { quota } from './quota/lesson.ts';
import { requestRate } from './request-rate/lesson.ts';
import { rollingUpdate } from './rolling-update/lesson.ts';
import { selfHealing } from './self-healing/lesson.ts';
import { statefulSet } from './stateful-set/lesson.ts';
import { storage } from './storage/lesson.ts';
import { taints } from './taints/lesson.ts';
import { threeControlPlanes } from './three-control-planes/lesson.ts';
import { unschedulable } from './unschedulable/lesson.ts';
import { welcome } from './welcome/lesson.ts';

/** Every scenario of the gallery, in the order in which it is shown. The first one is what the page opens on. */
export const gallery: readonly [Lesson, ...Lesson[]] = [
  welcome, guestbook, rollingUpdate, brokenRollout, selfHealing, crashLoop, probes, unschedulable, taints, configuration, canary, memory, names, storage, statefulSet, jobs, autoscaling, requestRate, drain, quota, kubeSystem, threeControlPlanes, cloud, fleet,
];
