export type { Fault, Machine } from './fault.ts';
export { createFaultyApi, noAnswer, type FaultyApi } from './faulty-api.ts';
