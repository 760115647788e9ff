export { createScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export type { DecisionRecord, PluginScores, Refusal } from './decision.ts';
export type { DefaultConstraint, PluginArgs, ScoringStrategy, SchedulerConfig, SchedulerProfile } from './config.ts';
export { decide, type DecideOptions, type Decision } from './decide.ts';
export type { SchedulingCase } from './scheduling-case.ts';
