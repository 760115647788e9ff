export { Group } from './group.ts';
export type { Entry, Message } from './messages.ts';
export type { Role } from './member.ts';
