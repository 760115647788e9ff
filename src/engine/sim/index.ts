export { EventQueue, type Clock, type Timer } from './clock.ts';
export { RandomStreams, type Random } from './random.ts';
