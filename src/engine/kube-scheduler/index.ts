export { createScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export type { DecisionRecord, PluginScores, Refusal } from './decision.ts';
export type { SchedulerConfig, SchedulerProfile } from './config.ts';
