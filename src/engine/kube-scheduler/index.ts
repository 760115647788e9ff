export { createScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export type { DecisionRecord, PluginScores, Refusal } from './decision.ts';
export type { SchedulerConfig, SchedulerProfile } from './config.ts';
export { DecisionLog, type LoggedDecision } from './decision-log.ts';
export { smallestChange, type Suggestion } from './what-if/smallest-change.ts';
export { isPodStep, patchOf, type NodeStep, type PatchOperation, type PodStep, type Step } from './what-if/steps.ts';
export type { Snapshot } from './what-if/trial.ts';
export { whatIf, type Change } from './what-if/what-if.ts';
