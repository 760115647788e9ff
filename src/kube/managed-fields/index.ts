export { applyPatch } from './apply.ts';
export type { Applied, ApplyRequest } from './apply.ts';
export { managedFieldsOf, recordOf, trackWrite } from './record.ts';
export type { ObjectSchema } from './topology.ts';
export type { FieldManager, FieldRecord, FieldWrite, Ownership } from './record.ts';
