export { firstTerm, foundingIndex, Members, type MemberSight } from './members.ts';
export { createStore, Store, type LogEntry, type Outage, type PutOptions, type RangeResult, type StoreOptions, type WriteInfo, type WriteResult } from './store.ts';
