export { Client, type ClientSettings, type ComponentContext, type ListOptions, type PatchTarget, type WriteOptions } from './client.ts';
export { Controller, type ControllerSettings, type Outcome } from './controller.ts';
export { EventRecorder, type EventDetails } from './events.ts';
export { Informer, type InformerHandler } from './informer.ts';
export { keepRunning } from './keep-running.ts';
export { runAsLeader, type LeaderSettings } from './leader-lease.ts';
