import { describe, expect, it } from 'vitest';
import * as k from '../../kube/kinds.ts';
import { story } from './testing/fresh-cluster.ts';
import type { StoryCluster } from './testing/story-cluster.ts';
import { Timeline } from './testing/timeline.ts';

/** What somebody does, for how many seconds one watches then, and what the controllers do meanwhile, line by line. */
type Step = readonly [act: (cluster: StoryCluster) => void, seconds: number, told: string];

interface Script {
  readonly name: string;
  /** Of which objects it is told. */
  readonly kinds: readonly string[];
  readonly steps: readonly Step[];
}

const template = (app: string, image = 'nginx:1', extra: object = {}) => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'app', image }], ...extra } });
const selector = (app: string) => ({ matchLabels: { app } });
const batch = (app: string) => template(app, 'x', { restartPolicy: 'Never' });
const running = (cluster: StoryCluster): string => cluster.list(k.pods).find(({ status }) => status?.phase === 'Running')?.metadata?.name ?? '';
const claim = (storageClassName: string) => ({ accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } } });
const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const nodeOf = (cluster: StoryCluster, pod: string): string => cluster.get(k.pods, pod).spec?.nodeName ?? '';

const oneReplica = `
  deployment: create ReplicaSet web-A spec.replicas=1
  deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-A from 0 to 1
  deployment: status Deployment web Progressing=True(NewReplicaSetCreated)
  deployment: status Deployment web unavailableReplicas=1 Available=False(MinimumReplicasUnavailable)
  replicaset: create Pod web-A-1
  replicaset: Event Normal SuccessfulCreate ReplicaSet/web-A Created pod: web-A-1
  replicaset: status ReplicaSet web-A terminatingReplicas=0
  deployment: status Deployment web terminatingReplicas=0
  replicaset: status ReplicaSet web-A replicas=1 fullyLabeledReplicas=1
  deployment: status Deployment web replicas=1 updatedReplicas=1 Progressing=True(ReplicaSetUpdated)
  replicaset: status ReplicaSet web-A readyReplicas=1 availableReplicas=1
  deployment: status Deployment web readyReplicas=1 availableReplicas=1 Available=True(MinimumReplicasAvailable) Progressing=True(NewReplicaSetAvailable) -unavailableReplicas
`;

const scripts: readonly Script[] = [
  {
    name: 'Deployment',
    kinds: ['Deployment', 'ReplicaSet', 'Pod'],
    steps: [
      [(c) => { c.create(k.deployments, { metadata: { name: 'web' }, spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, selector: selector('web'), template: template('web') } }); }, 3, `
        deployment: create ReplicaSet web-A spec.replicas=2
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-A from 0 to 2
        deployment: status Deployment web Progressing=True(NewReplicaSetCreated)
        deployment: status Deployment web unavailableReplicas=2 Available=False(MinimumReplicasUnavailable)
        replicaset: create Pod web-A-1
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-A Created pod: web-A-1
        replicaset: create Pod web-A-2
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-A Created pod: web-A-2
        replicaset: status ReplicaSet web-A terminatingReplicas=0
        deployment: status Deployment web terminatingReplicas=0
        replicaset: status ReplicaSet web-A replicas=2 fullyLabeledReplicas=2
        deployment: status Deployment web replicas=2 updatedReplicas=2 Progressing=True(ReplicaSetUpdated)
        replicaset: status ReplicaSet web-A readyReplicas=2 availableReplicas=2
        deployment: status Deployment web readyReplicas=2 availableReplicas=2 Available=True(MinimumReplicasAvailable) Progressing=True(NewReplicaSetAvailable) -unavailableReplicas
      `],
      [(c) => { c.merge(k.deployments, 'web', { spec: { template: template('web', 'nginx:2') } }); }, 5, `
        deployment: create ReplicaSet web-B spec.replicas=1
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-B from 0 to 1
        deployment: status Deployment web Progressing=True(NewReplicaSetCreated)
        deployment: status Deployment web unavailableReplicas=1 -updatedReplicas -terminatingReplicas
        replicaset: create Pod web-B-1
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-B Created pod: web-B-1
        replicaset: status ReplicaSet web-B terminatingReplicas=0
        deployment: status Deployment web terminatingReplicas=0
        replicaset: status ReplicaSet web-B replicas=1 fullyLabeledReplicas=1
        deployment: status Deployment web replicas=3 updatedReplicas=1 Progressing=True(ReplicaSetUpdated)
        replicaset: status ReplicaSet web-B readyReplicas=1 availableReplicas=1
        deployment: update ReplicaSet web-A spec.replicas=1
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled down replica set web-A from 2 to 1
        deployment: status Deployment web readyReplicas=3 availableReplicas=3 -unavailableReplicas
        replicaset: delete Pod web-A-1
        replicaset: Event Normal SuccessfulDelete ReplicaSet/web-A Deleted pod: web-A-1
        deployment: update ReplicaSet web-B spec.replicas=2
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-B from 1 to 2
        replicaset: status ReplicaSet web-A replicas=1 fullyLabeledReplicas=1 readyReplicas=1 availableReplicas=1 terminatingReplicas=1
        replicaset: create Pod web-B-2
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-B Created pod: web-B-2
        deployment: status Deployment web replicas=2 readyReplicas=2 availableReplicas=2 unavailableReplicas=1 terminatingReplicas=1
        replicaset: status ReplicaSet web-B replicas=2 fullyLabeledReplicas=2
        deployment: status Deployment web replicas=3 updatedReplicas=2
        replicaset: status ReplicaSet web-B readyReplicas=2 availableReplicas=2
        deployment: update ReplicaSet web-A spec.replicas=0
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled down replica set web-A from 1 to 0
        deployment: status Deployment web readyReplicas=3 availableReplicas=3 -unavailableReplicas
        replicaset: delete Pod web-A-2
        replicaset: Event Normal SuccessfulDelete ReplicaSet/web-A Deleted pod: web-A-2
        replicaset: status ReplicaSet web-A replicas=0 terminatingReplicas=2 -fullyLabeledReplicas -readyReplicas -availableReplicas
        deployment: status Deployment web replicas=2 readyReplicas=2 availableReplicas=2 terminatingReplicas=2 Progressing=True(NewReplicaSetAvailable)
        replicaset: status ReplicaSet web-A terminatingReplicas=1
        deployment: status Deployment web terminatingReplicas=1
        replicaset: status ReplicaSet web-A terminatingReplicas=0
        deployment: status Deployment web terminatingReplicas=0
      `],
    ],
  },
  {
    name: 'Deployment that recreates, is paused, gets stuck and goes back',
    kinds: ['Deployment', 'ReplicaSet'],
    steps: [
      [(c) => { c.create(k.deployments, { metadata: { name: 'web' }, spec: { replicas: 1, progressDeadlineSeconds: 10, strategy: { type: 'Recreate' }, selector: selector('web'), template: template('web') } }); }, 3, `
        deployment: create ReplicaSet web-A spec.replicas=1
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-A from 0 to 1
        deployment: status Deployment web Progressing=True(NewReplicaSetCreated)
        deployment: status Deployment web unavailableReplicas=1 Available=False(MinimumReplicasUnavailable)
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-A Created pod: web-A-1
        replicaset: status ReplicaSet web-A terminatingReplicas=0
        deployment: status Deployment web terminatingReplicas=0
        replicaset: status ReplicaSet web-A replicas=1 fullyLabeledReplicas=1
        deployment: status Deployment web replicas=1 updatedReplicas=1 Progressing=True(ReplicaSetUpdated)
        replicaset: status ReplicaSet web-A readyReplicas=1 availableReplicas=1
        deployment: status Deployment web readyReplicas=1 availableReplicas=1 Available=True(MinimumReplicasAvailable) Progressing=True(NewReplicaSetAvailable) -unavailableReplicas
      `],
      [(c) => { c.merge(k.deployments, 'web', { spec: { paused: true, template: template('web', 'nonexistent') } }); }, 2, `
        deployment: status Deployment web Progressing=Unknown(DeploymentPaused)
        deployment: status Deployment web -updatedReplicas
      `],
      [(c) => { c.merge(k.deployments, 'web', { spec: { paused: false } }); }, 14, `
        deployment: status Deployment web Progressing=Unknown(DeploymentResumed)
        deployment: update ReplicaSet web-A spec.replicas=0
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled down replica set web-A from 1 to 0
        replicaset: Event Normal SuccessfulDelete ReplicaSet/web-A Deleted pod: web-A-1
        replicaset: status ReplicaSet web-A replicas=0 terminatingReplicas=1 -fullyLabeledReplicas -readyReplicas -availableReplicas
        deployment: status Deployment web terminatingReplicas=1 Available=False(MinimumReplicasUnavailable) Progressing=True(ReplicaSetUpdated) -replicas -readyReplicas -availableReplicas
        replicaset: status ReplicaSet web-A terminatingReplicas=0
        deployment: create ReplicaSet web-B spec.replicas=1
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-B from 0 to 1
        deployment: status Deployment web Progressing=True(NewReplicaSetCreated)
        deployment: status Deployment web unavailableReplicas=1 -terminatingReplicas
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-B Created pod: web-B-1
        replicaset: status ReplicaSet web-B terminatingReplicas=0
        deployment: status Deployment web terminatingReplicas=0
        replicaset: status ReplicaSet web-B replicas=1 fullyLabeledReplicas=1
        deployment: status Deployment web replicas=1 updatedReplicas=1 Progressing=True(ReplicaSetUpdated)
        deployment: status Deployment web Progressing=False(ProgressDeadlineExceeded)
      `],
      [(c) => { c.merge(k.deployments, 'web', { spec: { template: template('web') } }); }, 3, `
        deployment: update ReplicaSet web-B spec.replicas=0
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled down replica set web-B from 1 to 0
        deployment: status Deployment web -updatedReplicas -unavailableReplicas
        replicaset: Event Normal SuccessfulDelete ReplicaSet/web-B Deleted pod: web-B-1
        replicaset: status ReplicaSet web-B replicas=0 terminatingReplicas=1 -fullyLabeledReplicas
        deployment: status Deployment web terminatingReplicas=1 Progressing=True(ReplicaSetUpdated) -replicas
        replicaset: status ReplicaSet web-B terminatingReplicas=0
        deployment: update ReplicaSet web-A spec.replicas=1
        deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-A from 0 to 1
        deployment: status Deployment web unavailableReplicas=1
        replicaset: Event Normal SuccessfulCreate ReplicaSet/web-A Created pod: web-A-2
        deployment: status Deployment web terminatingReplicas=0
        replicaset: status ReplicaSet web-A replicas=1 fullyLabeledReplicas=1
        deployment: status Deployment web replicas=1 updatedReplicas=1
        replicaset: status ReplicaSet web-A readyReplicas=1 availableReplicas=1
        deployment: status Deployment web readyReplicas=1 availableReplicas=1 Available=True(MinimumReplicasAvailable) Progressing=True(NewReplicaSetAvailable) -unavailableReplicas
      `],
    ],
  },
  {
    name: 'ReplicaSet: adopts, releases, shrinks',
    kinds: ['ReplicaSet', 'Pod'],
    steps: [
      [(c) => {
        c.create(k.pods, { metadata: { name: 'stray', labels: { app: 'rs' } }, spec: template('rs').spec });
        c.create(k.replicaSets, { metadata: { name: 'rs' }, spec: { replicas: 2, selector: selector('rs'), template: template('rs') } });
      }, 3, `
        replicaset: update Pod stray owners=ReplicaSet/rs
        replicaset: create Pod rs-1
        replicaset: Event Normal SuccessfulCreate ReplicaSet/rs Created pod: rs-1
        replicaset: status ReplicaSet rs replicas=1 fullyLabeledReplicas=1 terminatingReplicas=0
        replicaset: status ReplicaSet rs replicas=2 fullyLabeledReplicas=2
        replicaset: status ReplicaSet rs readyReplicas=2 availableReplicas=2
      `],
      [(c) => { c.merge(k.pods, 'stray', { metadata: { labels: { app: 'other' } } }); }, 3, `
        replicaset: update Pod stray -owners
        replicaset: create Pod rs-2
        replicaset: Event Normal SuccessfulCreate ReplicaSet/rs Created pod: rs-2
        replicaset: status ReplicaSet rs replicas=1 fullyLabeledReplicas=1 readyReplicas=1 availableReplicas=1
        replicaset: status ReplicaSet rs replicas=2 fullyLabeledReplicas=2
        replicaset: status ReplicaSet rs readyReplicas=2 availableReplicas=2
      `],
      [(c) => { c.merge(k.replicaSets, 'rs', { spec: { replicas: 1 } }); }, 3, `
        replicaset: delete Pod rs-2
        replicaset: Event Normal SuccessfulDelete ReplicaSet/rs Deleted pod: rs-2
        replicaset: status ReplicaSet rs replicas=1 fullyLabeledReplicas=1 readyReplicas=1 availableReplicas=1 terminatingReplicas=1
        replicaset: status ReplicaSet rs terminatingReplicas=0
      `],
    ],
  },
  {
    name: 'ReplicationController',
    kinds: ['ReplicationController', 'Pod'],
    steps: [[(c) => { c.create(k.replicationControllers, { metadata: { name: 'rc' }, spec: { replicas: 1, selector: { app: 'rc' }, template: template('rc') } }); }, 3, `
      replication: create Pod rc-1
      replication: Event Normal SuccessfulCreate ReplicationController/rc Created pod: rc-1
      replication: status ReplicationController rc replicas=1 fullyLabeledReplicas=1
      replication: status ReplicationController rc readyReplicas=1 availableReplicas=1
    `]],
  },
  {
    name: 'StatefulSet',
    kinds: ['StatefulSet', 'Pod', 'ControllerRevision', 'PersistentVolumeClaim'],
    steps: [
      [(c) => { c.create(k.statefulSets, { metadata: { name: 'db' }, spec: { serviceName: 'db', replicas: 2, selector: selector('db'), template: template('db') } }); }, 3, `
        statefulset: create ControllerRevision db-A
        statefulset: create Pod db-0
        statefulset: Event Normal SuccessfulCreate StatefulSet/db Create Pod db-0 in StatefulSet db successful
        statefulset: status StatefulSet db replicas=1 currentReplicas=1 updatedReplicas=1 currentRevision=db-A updateRevision=db-A
        statefulset: create Pod db-1
        statefulset: Event Normal SuccessfulCreate StatefulSet/db Create Pod db-1 in StatefulSet db successful
        statefulset: status StatefulSet db replicas=2 readyReplicas=1 currentReplicas=2 updatedReplicas=2 availableReplicas=1
        statefulset: status StatefulSet db readyReplicas=2 availableReplicas=2
      `],
      [(c) => { c.merge(k.statefulSets, 'db', { spec: { template: template('db', 'nginx:2') } }); }, 4, `
        statefulset: create ControllerRevision db-B
        statefulset: delete Pod db-1
        statefulset: Event Normal SuccessfulDelete StatefulSet/db Delete Pod db-1 in StatefulSet db successful
        statefulset: status StatefulSet db currentReplicas=1 updateRevision=db-B -updatedReplicas
        statefulset: create Pod db-1
        statefulset: Event Normal SuccessfulCreate StatefulSet/db Create Pod db-1 in StatefulSet db successful
        statefulset: status StatefulSet db readyReplicas=1 updatedReplicas=1 availableReplicas=1
        statefulset: delete Pod db-0
        statefulset: Event Normal SuccessfulDelete StatefulSet/db Delete Pod db-0 in StatefulSet db successful
        statefulset: status StatefulSet db readyReplicas=2 availableReplicas=2 -currentReplicas
        statefulset: create Pod db-0
        statefulset: Event Normal SuccessfulCreate StatefulSet/db Create Pod db-0 in StatefulSet db successful
        statefulset: status StatefulSet db readyReplicas=1 updatedReplicas=2 availableReplicas=1
        statefulset: status StatefulSet db readyReplicas=2 currentReplicas=2 currentRevision=db-B availableReplicas=2
      `],
      [(c) => { c.merge(k.statefulSets, 'db', { spec: { replicas: 1 } }); }, 3, `
        statefulset: delete Pod db-1
        statefulset: Event Normal SuccessfulDelete StatefulSet/db Delete Pod db-1 in StatefulSet db successful
        statefulset: status StatefulSet db currentReplicas=1 updatedReplicas=1
        statefulset: status StatefulSet db replicas=1 readyReplicas=1 availableReplicas=1
      `],
    ],
  },
  {
    name: 'DaemonSet: every node, a new one, a rolling update',
    kinds: ['DaemonSet', 'Pod', 'ControllerRevision'],
    steps: [
      [(c) => { c.create(k.daemonSets, { metadata: { name: 'log' }, spec: { selector: selector('log'), template: template('log') } }); }, 3, `
        daemon-set: create ControllerRevision log-A
        daemon-set: create Pod log-1
        daemon-set: Event Normal SuccessfulCreate DaemonSet/log Created pod: log-1
        daemon-set: create Pod log-2
        daemon-set: Event Normal SuccessfulCreate DaemonSet/log Created pod: log-2
        daemon-set: create Pod log-3
        daemon-set: Event Normal SuccessfulCreate DaemonSet/log Created pod: log-3
        daemon-set: status DaemonSet log desiredNumberScheduled=3 numberUnavailable=3
        daemon-set: status DaemonSet log currentNumberScheduled=3 updatedNumberScheduled=3
        daemon-set: status DaemonSet log numberReady=3 numberAvailable=3 -numberUnavailable
      `],
      [(c) => { c.addNode('node-4'); }, 3, `
        daemon-set: create Pod log-4
        daemon-set: Event Normal SuccessfulCreate DaemonSet/log Created pod: log-4
        daemon-set: status DaemonSet log desiredNumberScheduled=4 numberUnavailable=1
        daemon-set: status DaemonSet log currentNumberScheduled=4 updatedNumberScheduled=4
        daemon-set: status DaemonSet log numberReady=4 numberAvailable=4 -numberUnavailable
      `],
      [(c) => { c.merge(k.daemonSets, 'log', { spec: { template: template('log', 'nginx:2') } }); }, 0.7, `
        daemon-set: create ControllerRevision log-B
        daemon-set: delete Pod log-1
        daemon-set: Event Normal SuccessfulDelete DaemonSet/log Deleted pod: log-1
        daemon-set: status DaemonSet log -updatedNumberScheduled
        daemon-set: create Pod log-5
        daemon-set: Event Normal SuccessfulCreate DaemonSet/log Created pod: log-5
        daemon-set: status DaemonSet log currentNumberScheduled=3 numberReady=3 numberAvailable=3 numberUnavailable=1
        daemon-set: status DaemonSet log currentNumberScheduled=4 updatedNumberScheduled=1
        daemon-set: delete Pod log-2
        daemon-set: Event Normal SuccessfulDelete DaemonSet/log Deleted pod: log-2
        daemon-set: status DaemonSet log numberReady=4 numberAvailable=4 -numberUnavailable
      `],
    ],
  },
  {
    name: 'Job: a failure, two successes, its end and its time to live',
    kinds: ['Job', 'Pod'],
    steps: [
      [(c) => { c.create(k.jobs, { metadata: { name: 'once' }, spec: { completions: 2, parallelism: 1, backoffLimit: 1, ttlSecondsAfterFinished: 5, template: batch('once') } }); }, 2, `
        job: create Pod once-1
        job: Event Normal SuccessfulCreate Job/once Created pod: once-1
        job: status Job once active=1 ready=0 terminating=0 uncountedTerminatedPods={}
        job: status Job once ready=1
      `],
      [(c) => { c.finish(running(c), 1); }, 13, `
        job: status Job once ready=0 uncountedTerminatedPods={failed:[uid]} -active
        job: update Pod once-1 -finalizers
        job: status Job once uncountedTerminatedPods={} failed=1
        job: create Pod once-2
        job: Event Normal SuccessfulCreate Job/once Created pod: once-2
        job: status Job once active=1
        job: status Job once ready=1
      `],
      [(c) => { c.finish(running(c), 0); }, 3, `
        job: create Pod once-3
        job: Event Normal SuccessfulCreate Job/once Created pod: once-3
        job: status Job once ready=0 uncountedTerminatedPods={succeeded:[uid]}
        job: update Pod once-2 -finalizers
        job: status Job once uncountedTerminatedPods={} succeeded=1
        job: status Job once ready=1
      `],
      [(c) => { c.finish(running(c), 0); }, 3, `
        job: status Job once ready=0 uncountedTerminatedPods={succeeded:[uid]} SuccessCriteriaMet=True(CompletionsReached) -active
        job: update Pod once-3 -finalizers
        job: status Job once uncountedTerminatedPods={} succeeded=2 Complete=True(CompletionsReached)
        job: Event Normal Completed Job/once Job completed
      `],
      [() => undefined, 6, `
        ttl-after-finished: delete Job once (Foreground)
        generic-garbage-collector: delete Pod once-1 (Background)
        generic-garbage-collector: delete Pod once-2 (Background)
        generic-garbage-collector: delete Pod once-3 (Background)
        generic-garbage-collector: update Job once -finalizers
      `],
    ],
  },
  {
    name: 'Job: suspended, resumed, failed by its deadline',
    kinds: ['Job', 'Pod'],
    steps: [
      [(c) => { c.create(k.jobs, { metadata: { name: 'late' }, spec: { suspend: true, activeDeadlineSeconds: 10, template: batch('late') } }); }, 2, `
        job: Event Normal Suspended Job/late Job suspended
        job: status Job late ready=0 terminating=0 Suspended=True(JobSuspended) uncountedTerminatedPods={}
      `],
      [(c) => { c.merge(k.jobs, 'late', { spec: { suspend: false } }); }, 3, `
        job: create Pod late-1
        job: Event Normal SuccessfulCreate Job/late Created pod: late-1
        job: Event Normal Resumed Job/late Job resumed
        job: status Job late Suspended=False(JobResumed) active=1
        job: status Job late ready=1
      `],
      [() => undefined, 12, `
        job: delete Pod late-1
        job: Event Normal SuccessfulDelete Job/late Deleted pod: late-1
        job: status Job late ready=0 terminating=1 FailureTarget=True(DeadlineExceeded) uncountedTerminatedPods={failed:[uid]} -active
        job: update Pod late-1 -finalizers
        job: status Job late uncountedTerminatedPods={} failed=1
        job: status Job late terminating=0 Failed=True(DeadlineExceeded)
        job: Event Warning DeadlineExceeded Job/late Job was active longer than specified deadline
      `],
    ],
  },
  {
    name: 'CronJob that replaces',
    kinds: ['CronJob', 'Job'],
    steps: [
      [(c) => { c.create(k.cronJobs, { metadata: { name: 'tick' }, spec: { schedule: '* * * * *', concurrencyPolicy: 'Replace', jobTemplate: { spec: { template: batch('tick') } } } }); }, 63, `
        cronjob: create Job tick-29454301
        cronjob: Event Normal SuccessfulCreate CronJob/tick Created job tick-29454301
        cronjob: status CronJob tick active=[{apiVersion:batch/v1,kind:Job,namespace:default,name:tick-29454301,uid:uid,resourceVersion:version}] lastScheduleTime=2026-01-01T09:01:00Z
        job: Event Normal SuccessfulCreate Job/tick-29454301 Created pod: tick-29454301-1
        job: status Job tick-29454301 active=1 ready=0 terminating=0 uncountedTerminatedPods={}
        job: status Job tick-29454301 ready=1
      `],
      [() => undefined, 60, `
        cronjob: delete Job tick-29454301 (Background)
        cronjob: Event Normal SuccessfulDelete CronJob/tick Deleted job tick-29454301
        cronjob: create Job tick-29454302
        cronjob: Event Normal SuccessfulCreate CronJob/tick Created job tick-29454302
        cronjob: status CronJob tick lastScheduleTime=2026-01-01T09:02:00Z active=[{apiVersion:batch/v1,kind:Job,namespace:default,name:tick-29454302,uid:uid,resourceVersion:version}]
        job: Event Normal SuccessfulCreate Job/tick-29454302 Created pod: tick-29454302-1
        job: status Job tick-29454302 active=1 ready=0 terminating=0 uncountedTerminatedPods={}
        job: status Job tick-29454302 ready=1
      `],
    ],
  },
  {
    name: 'HorizontalPodAutoscaler below its minimum, then without metrics',
    kinds: ['HorizontalPodAutoscaler'],
    steps: [[(c) => {
      c.create(k.deployments, { metadata: { name: 'web' }, spec: { selector: selector('web'), template: template('web') } });
      c.create(k.horizontalPodAutoscalers, { metadata: { name: 'web' }, spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }] } });
    }, 31, `
      horizontal-pod-autoscaler: Event Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 2; reason: Current number of replicas below Spec.MinReplicas
      horizontal-pod-autoscaler: status HorizontalPodAutoscaler web lastScaleTime=2026-01-01T09:00:16Z currentReplicas=1 desiredReplicas=2 AbleToScale=True(SucceededRescale) -currentMetrics
      horizontal-pod-autoscaler: Event Warning FailedGetResourceMetric HorizontalPodAutoscaler/web failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
      horizontal-pod-autoscaler: Event Warning FailedComputeMetricsReplicas HorizontalPodAutoscaler/web invalid metrics (1 invalid out of 1), first error is: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
      horizontal-pod-autoscaler: status HorizontalPodAutoscaler web currentReplicas=2 currentMetrics=[{type:}] AbleToScale=True(SucceededGetScale) ScalingActive=False(FailedGetResourceMetric)
    `]],
  },
  {
    name: 'PodDisruptionBudget and an eviction',
    kinds: ['PodDisruptionBudget'],
    steps: [
      [(c) => {
        c.create(k.deployments, { metadata: { name: 'web' }, spec: { replicas: 3, selector: selector('web'), template: template('web') } });
        c.run(3);
        c.create(k.podDisruptionBudgets, { metadata: { name: 'web' }, spec: { maxUnavailable: '34%', selector: selector('web') } });
      }, 2, `
        disruption: status PodDisruptionBudget web disruptionsAllowed=2 currentHealthy=3 desiredHealthy=1 expectedPods=3 DisruptionAllowed=True(SufficientPods)
      `],
      [(c) => { const name = running(c); c.ask('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }); }, 3, `
        disruption: status PodDisruptionBudget web currentHealthy=2 -disruptedPods
        disruption: status PodDisruptionBudget web disruptionsAllowed=2 currentHealthy=3
      `],
    ],
  },
  {
    name: 'node lifecycle: a node falls silent, its pod is driven out after 300 s',
    kinds: ['Node', 'Pod'],
    steps: [
      [(c) => { c.create(k.pods, { metadata: { name: 'p' }, spec: template('p').spec }); c.run(2); c.down.add(nodeOf(c, 'p')); }, 70, `
        node: status Node node-1 MemoryPressure=Unknown(NodeStatusUnknown) DiskPressure=Unknown(NodeStatusUnknown) PIDPressure=Unknown(NodeStatusUnknown) Ready=Unknown(NodeStatusUnknown)
        node: Event Normal NodeNotReady Node/node-1 Node node-1 status is now: NodeNotReady
        node: status Pod p Ready=False
        node: Event Warning NodeNotReady Pod/p Node is not ready
        node: update Node node-1 taints=unreachable:NoSchedule
        node: update Node node-1 taints=unreachable:NoSchedule,unreachable:NoExecute
      `],
      [() => undefined, 300, `
        node: Event Normal TaintManagerEviction Pod/p Marking for deletion Pod default/p
        node: status Pod p DisruptionTarget=True(DeletionByTaintManager)
        node: delete Pod p
      `],
    ],
  },
  {
    name: 'EndpointSlice and Endpoints',
    kinds: ['EndpointSlice', 'Endpoints'],
    steps: [
      [(c) => { c.create(k.services, { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }); }, 2, `
        endpoint: create Endpoints web
        endpointslice: create EndpointSlice web-1
      `],
      [(c) => { c.create(k.replicaSets, { metadata: { name: 'crew' }, spec: { replicas: 1, selector: selector('web'), template: template('web') } }); }, 3, `
        endpoint: update Endpoints web subsets=1
        endpointslice: update EndpointSlice web-1 endpoints=1(1 ready)
      `],
      [(c) => { c.remove(k.pods, running(c)); }, 3, `
        endpoint: update Endpoints web -subsets
        endpointslice: update EndpointSlice web-1 endpoints=1(0 ready)
        endpoint: update Endpoints web subsets=1
        endpointslice: update EndpointSlice web-1 endpoints=2(1 ready)
        endpointslice: update EndpointSlice web-1 endpoints=1(1 ready)
      `],
      [(c) => { c.remove(k.services, 'web'); }, 3, `
        endpoint: delete Endpoints web
        generic-garbage-collector: delete EndpointSlice web-1 (Background)
      `],
    ],
  },
  {
    name: 'namespace: its account and certificate, and its end',
    kinds: ['Namespace', 'ServiceAccount', 'ConfigMap', 'Pod', 'Secret'],
    steps: [
      [(c) => { c.ask('POST', '/api/v1/namespaces', { metadata: { name: 'team' } }); }, 2, `
        service-account: create ServiceAccount default
        root-ca-cert-publisher: create ConfigMap kube-root-ca.crt
      `],
      [(c) => { c.ask('DELETE', '/api/v1/namespaces/team/serviceaccounts/default', {}); c.ask('DELETE', '/api/v1/namespaces/team/configmaps/kube-root-ca.crt', {}); }, 2, `
        service-account: create ServiceAccount default
        root-ca-cert-publisher: create ConfigMap kube-root-ca.crt
      `],
      [(c) => { c.create(k.pods, { metadata: { name: 'p' }, spec: template('p').spec }, 'team'); c.run(1); c.ask('DELETE', '/api/v1/namespaces/team', {}); }, 20, `
        namespace: delete all pods
        namespace: status Namespace team NamespaceDeletionDiscoveryFailure=False(ResourcesDiscovered) NamespaceDeletionGroupVersionParsingFailure=False(ParsedGroupVersions) NamespaceDeletionContentFailure=False(ContentDeleted) NamespaceContentRemaining=True(SomeResourcesRemain) NamespaceFinalizersRemaining=False(ContentHasNoFinalizers)
        namespace: delete all configmaps
        namespace: delete all serviceaccounts
        namespace: status Namespace team NamespaceContentRemaining=False(ContentRemoved)
      `],
    ],
  },
  ...(['Background', 'Foreground', 'Orphan'] as const).map((propagationPolicy): Script => ({
    name: `garbage collector: ${propagationPolicy}`,
    kinds: ['Deployment', 'ReplicaSet', 'Pod'],
    steps: [
      [(c) => { c.create(k.deployments, { metadata: { name: 'web' }, spec: { replicas: 1, selector: selector('web'), template: template('web') } }); }, 3, oneReplica],
      [(c) => { c.remove(k.deployments, 'web', { propagationPolicy }); }, 4, { Background: `
        generic-garbage-collector: delete ReplicaSet web-A (Background)
        generic-garbage-collector: delete Pod web-A-1 (Background)
      `, Foreground: `
        generic-garbage-collector: delete ReplicaSet web-A (Foreground)
        generic-garbage-collector: delete Pod web-A-1 (Background)
        replicaset: status ReplicaSet web-A replicas=0 terminatingReplicas=1 -fullyLabeledReplicas -readyReplicas -availableReplicas
        deployment: status Deployment web unavailableReplicas=1 terminatingReplicas=1 Available=False(MinimumReplicasUnavailable) -replicas -updatedReplicas -readyReplicas -availableReplicas
        replicaset: status ReplicaSet web-A terminatingReplicas=0
        generic-garbage-collector: update ReplicaSet web-A -finalizers
        deployment: status Deployment web terminatingReplicas=0 -unavailableReplicas
        generic-garbage-collector: update Deployment web -finalizers
      `, Orphan: `
        generic-garbage-collector: update ReplicaSet web-A -owners
        generic-garbage-collector: update Deployment web -finalizers
      ` }[propagationPolicy]],
    ],
  })),
  {
    name: 'pod garbage collector: the node is gone',
    kinds: ['Pod'],
    steps: [[(c) => { c.create(k.pods, { metadata: { name: 'p' }, spec: template('p').spec }); c.run(2); const node = nodeOf(c, 'p'); c.down.add(node); c.ask('DELETE', `/api/v1/nodes/${node}`, {}); }, 90, `
      pod-garbage-collector: status Pod p phase=Failed DisruptionTarget=True(DeletionByPodGC)
      pod-garbage-collector: delete Pod p
    `]],
  },
  {
    name: 'ResourceQuota',
    kinds: ['ResourceQuota'],
    steps: [
      [(c) => { c.create(k.resourceQuotas, { metadata: { name: 'q' }, spec: { hard: { pods: '2' } } }); c.run(1); c.create(k.pods, { metadata: { name: 'p' }, spec: template('p').spec }); }, 2, `
        resourcequota: status ResourceQuota q hard={pods:2} used={pods:0}
      `],
      [(c) => { c.remove(k.pods, 'p'); }, 8, `
        resourcequota: status ResourceQuota q used={pods:0}
      `],
    ],
  },
  {
    name: 'persistent volumes: bound, attached, held while in use, released',
    kinds: ['PersistentVolume', 'PersistentVolumeClaim', 'VolumeAttachment'],
    steps: [
      [(c) => {
        c.ask('POST', k.resourcePath(k.persistentVolumes), { metadata: { name: 'disk' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain', storageClassName: 'manual', csi: { driver: 'disk.drydock.dev', volumeHandle: 'disk' } } });
        c.create(k.persistentVolumeClaims, { metadata: { name: 'claim' }, spec: claim('manual') });
      }, 3, `
        persistent-volume-binder: status PersistentVolume disk phase=Available
        persistent-volume-binder: update PersistentVolume disk spec.claimRef=claim
        persistent-volume-binder: status PersistentVolume disk phase=Bound
        persistent-volume-binder: update PersistentVolumeClaim claim spec.volumeName=disk
        persistent-volume-binder: status PersistentVolumeClaim claim phase=Bound accessModes=[ReadWriteOnce] capacity={storage:1Gi}
      `],
      [(c) => {
        c.ask('POST', k.resourcePath(k.clusterRoles), { metadata: { name: 'attacher' }, rules: [{ apiGroups: ['storage.k8s.io'], resources: ['volumeattachments/status'], verbs: ['patch'] }] });
        c.ask('POST', k.resourcePath(k.clusterRoleBindings), { metadata: { name: 'attacher' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'attacher' }, subjects: [{ kind: 'ServiceAccount', name: 'csi-attacher', namespace: 'kube-system' }] });
        c.create(k.pods, { metadata: { name: 'p' }, spec: { ...template('p').spec, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'claim' } }] } });
      }, 3, `
        attachdetach: create VolumeAttachment csi-9a8000f2ee8591b5
        csi-attacher: status VolumeAttachment csi-9a8000f2ee8591b5 attached=true
      `],
      [(c) => { c.remove(k.persistentVolumeClaims, 'claim'); }, 3, ``],
      [(c) => { c.remove(k.pods, 'p'); }, 10, `
        pvc-protection: update PersistentVolumeClaim claim -finalizers
        attachdetach: delete VolumeAttachment csi-9a8000f2ee8591b5
        persistent-volume-binder: status PersistentVolume disk phase=Released
      `],
      [(c) => { c.ask('DELETE', k.resourcePath(k.persistentVolumes, undefined, 'disk'), {}); }, 3, `
        pv-protection: update PersistentVolume disk -finalizers
      `],
    ],
  },
  {
    name: 'ephemeral volume',
    kinds: ['PersistentVolumeClaim'],
    steps: [
      [(c) => { c.create(k.pods, { metadata: { name: 'p' }, spec: { ...template('p').spec, volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: claim('') } } }] } }); }, 2, `
        ephemeral-volume: create PersistentVolumeClaim p-v
        persistent-volume-binder: Event Normal FailedBinding PersistentVolumeClaim/p-v no persistent volumes available for this claim and no storage class is set
      `],
      [(c) => { c.remove(k.pods, 'p'); }, 3, `
        generic-garbage-collector: delete PersistentVolumeClaim p-v (Background)
        persistent-volume-binder: Event Normal FailedBinding PersistentVolumeClaim/p-v no persistent volumes available for this claim and no storage class is set
        pvc-protection: update PersistentVolumeClaim p-v -finalizers
      `],
    ],
  },
  {
    name: 'aggregated ClusterRole',
    kinds: ['ClusterRole'],
    steps: [[(c) => {
      c.ask('POST', roles, { metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { in: 'all' } }] }, rules: [] });
      c.ask('POST', roles, { metadata: { name: 'part', labels: { in: 'all' } }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
    }, 2, `
      clusterrole-aggregation: update ClusterRole all rules=1
    `]],
  },
];

/** The text without the indentation that it has for the reader's sake. */
const linesOf= (text: string): string => text.split('\n').map((line) => line.trim()).filter(Boolean).join('\n');

describe('what the controllers write, in order', () => {
  it.each(scripts.map((script) => [script.name, script] as const))('%s', (_name, { kinds, steps }) => {
    const timelines: Timeline[] = [];
    const cluster = story({}, (server) => {
      const timeline = new Timeline(server);
      timelines.push(timeline);
      return timeline;
    });
    const [timeline] = timelines;
    timeline?.only(...kinds);
    for (const [act, seconds, told] of steps) {
      act(cluster);
      cluster.run(seconds);
      expect(timeline?.take().join('\n')).toBe(linesOf(told));
    }
  });
});
