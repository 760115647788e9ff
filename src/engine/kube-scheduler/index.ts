export { createScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export type { DecisionRecord, PluginScores, PreemptionSearch, Refusal } from './decision.ts';
export type { SchedulerConfig, SchedulerProfile } from './config.ts';
export { defaultConfiguration, readConfiguration } from './configuration/configuration.ts';
export { DecisionLog, type LoggedDecision } from './decision-log.ts';
export { smallestChange, type Suggestion } from './what-if/smallest-change.ts';
export { whatIf } from './what-if/what-if.ts';
export { isPodStep, patchOf, type PodStep, type Step } from './what-if/steps.ts';
