export type { Fault, Machine } from './fault.ts';
export { createFaultyApi, type FaultyApi } from './faulty-api.ts';
export { PlacedApi, type Place, type Way } from './placed-api.ts';
