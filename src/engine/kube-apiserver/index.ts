export { createApiServer, type KubeApiServer } from './create-api-server.ts';
export { pastApi, type PastMoment } from './past-api.ts';
export type { ApiServerOptions } from './core.ts';
export type { FieldChange, FieldChanges } from './trace/field-changes.ts';
export { fieldChanges } from './trace/field-changes.ts';
export { traceOfFailure, type AdmissionStep, type RequestDetails, type RequestTrace, type TraceListener } from './trace/request-trace.ts';
