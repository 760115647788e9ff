export { startControllerManager } from './manager.ts';
