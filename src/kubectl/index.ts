export { calledBy, runKubectl, type Called, type Environment } from './run.ts';
export type { DiscoveryCache } from './resources/discovery.ts';
export { describeWith } from './docs.ts';
export { splitLine } from './line.ts';
export { complete } from './complete.ts';
export { drive, type OpenPort, type Running, type World } from './drivers/in-process.ts';
export type { PortForward, Settings } from './effects.ts';
