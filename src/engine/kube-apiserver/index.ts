export { createApiServer, type KubeApiServer } from './create-api-server.ts';
export type { ApiServerOptions, RequestTrace } from './core.ts';
