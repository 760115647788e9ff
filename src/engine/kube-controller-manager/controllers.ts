import type { ControllerDefinition } from './context.ts';
import { startAttachDetachController } from './attachdetach/controller.ts';
import { startClusterRoleAggregationController } from './clusterroleaggregation/controller.ts';
import { startCronJobController } from './cronjob/controller.ts';
import { startDaemonSetController } from './daemonset/controller.ts';
import { startDeploymentController } from './deployment/controller.ts';
import { startDisruptionController } from './disruption/controller.ts';
import { startEndpointsController } from './endpoints/controller.ts';
import { startEndpointSliceController } from './endpointslice/controller.ts';
import { startEndpointSliceMirroringController } from './endpointslicemirroring/controller.ts';
import { startEphemeralVolumeController } from './ephemeralvolume/controller.ts';
import { startGarbageCollector } from './garbagecollector/controller.ts';
import { startHorizontalPodAutoscalerController } from './horizontalpodautoscaler/controller.ts';
import { startJobController } from './job/controller.ts';
import { startNamespaceController } from './namespace/controller.ts';
import { startNodeIpamController } from './nodeipam/controller.ts';
import { startNodeLifecycleController } from './nodelifecycle/controller.ts';
import { startPersistentVolumeBinder } from './persistentvolumebinder/controller.ts';
import { startPodGarbageCollector } from './podgc/controller.ts';
import { startPvcProtectionController } from './pvcprotection/controller.ts';
import { startPvProtectionController } from './pvprotection/controller.ts';
import { startReplicaSetController } from './replicaset/controller.ts';
import { startReplicationController } from './replicationcontroller/controller.ts';
import { startResourceQuotaController } from './resourcequota/controller.ts';
import { startRootCaCertPublisher } from './rootcacertpublisher/controller.ts';
import { startServiceAccountController } from './serviceaccount/controller.ts';
import { startServiceAccountTokenController } from './serviceaccounttoken/controller.ts';
import { startStatefulSetController } from './statefulset/controller.ts';
import { startTaintEvictionController } from './tainteviction/controller.ts';
import { startTtlAfterFinishedController } from './ttlafterfinished/controller.ts';
import { startVolumeExpandController } from './volumeexpand/controller.ts';

/** Every controller, with the service account it writes as, in the order in which they are started. */
export const controllers: readonly ControllerDefinition[] = [
  { name: 'serviceaccount', account: 'service-account-controller', start: startServiceAccountController },
  { name: 'serviceaccount-token', start: startServiceAccountTokenController },
  { name: 'root-ca-certificate-publisher', account: 'root-ca-cert-publisher', start: startRootCaCertPublisher },
  { name: 'node-ipam', account: 'node-controller', start: startNodeIpamController },
  { name: 'node-lifecycle', account: 'node-controller', start: startNodeLifecycleController },
  { name: 'taint-eviction', account: 'node-controller', component: 'taint-eviction-controller', start: startTaintEvictionController },
  { name: 'deployment', account: 'deployment-controller', start: startDeploymentController },
  { name: 'replicaset', account: 'replicaset-controller', start: startReplicaSetController },
  { name: 'replicationcontroller', account: 'replication-controller', start: startReplicationController },
  { name: 'statefulset', account: 'statefulset-controller', start: startStatefulSetController },
  { name: 'daemonset', account: 'daemon-set-controller', component: 'daemonset-controller', start: startDaemonSetController },
  { name: 'job', account: 'job-controller', start: startJobController },
  { name: 'cronjob', account: 'cronjob-controller', start: startCronJobController },
  { name: 'ttl-after-finished', account: 'ttl-after-finished-controller', start: startTtlAfterFinishedController },
  { name: 'endpoints', account: 'endpoint-controller', start: startEndpointsController },
  { name: 'endpointslice', account: 'endpointslice-controller', component: 'endpoint-slice-controller', start: startEndpointSliceController },
  { name: 'endpointslice-mirroring', account: 'endpointslicemirroring-controller', component: 'endpoint-slice-mirroring-controller', start: startEndpointSliceMirroringController },
  { name: 'horizontal-pod-autoscaler', account: 'horizontal-pod-autoscaler', start: startHorizontalPodAutoscalerController },
  { name: 'disruption', account: 'disruption-controller', component: 'controllermanager', start: startDisruptionController },
  { name: 'resourcequota', account: 'resourcequota-controller', start: startResourceQuotaController },
  { name: 'persistentvolume-binder', account: 'persistent-volume-binder', component: 'persistentvolume-controller', start: startPersistentVolumeBinder },
  { name: 'persistentvolume-attach-detach', account: 'attachdetach-controller', start: startAttachDetachController },
  { name: 'persistentvolume-expander', account: 'expand-controller', component: 'volume_expand', start: startVolumeExpandController },
  { name: 'persistentvolumeclaim-protection', account: 'pvc-protection-controller', start: startPvcProtectionController },
  { name: 'persistentvolume-protection', account: 'pv-protection-controller', start: startPvProtectionController },
  { name: 'ephemeral-volume', account: 'ephemeral-volume-controller', component: 'ephemeral_volume', start: startEphemeralVolumeController },
  { name: 'clusterrole-aggregation', account: 'clusterrole-aggregation-controller', start: startClusterRoleAggregationController },
  { name: 'namespace', account: 'namespace-controller', start: startNamespaceController },
  { name: 'garbage-collector', account: 'generic-garbage-collector', component: 'garbage-collector-controller', start: startGarbageCollector },
  { name: 'pod-garbage-collector', account: 'pod-garbage-collector', start: startPodGarbageCollector },
];
