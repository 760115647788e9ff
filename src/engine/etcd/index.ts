export { createStore, Store, type LogEntry, type PutOptions, type RangeResult, type StoreOptions, type WriteInfo, type WriteResult } from './store.ts';
