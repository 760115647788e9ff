export { administrator, Cluster, type ClusterOptions } from './cluster.ts';
export type { LogEntry, Store } from './etcd/index.ts';
export type { Fault, Machine } from './faults/index.ts';
export type { SchedulerProfile } from './kube-scheduler/index.ts';
export { isPodStep, patchOf, type LoggedDecision, type PodStep, type Step, type Suggestion } from './kube-scheduler/index.ts';
export type { RequestRecord } from './network/index.ts';
export { fieldChanges, pastApi, type AdmissionStep, type FieldChanges, type RequestTrace } from './kube-apiserver/index.ts';
