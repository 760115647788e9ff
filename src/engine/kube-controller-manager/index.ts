export { startControllerManager, startControllers, type ControllerManagerSettings } from './manager.ts';
export { controllers } from './controllers.ts';
export { defaultOptions, type ControllerDefinition, type ControllerManagerOptions, type Running } from './context.ts';
