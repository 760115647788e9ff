export { callsFrom } from './call-out.ts';
export type { NetworkFailure, NetworkReply, NetworkRequest, PodNetwork, Receiver, ServiceRule } from './interface.ts';
export { createLoadGenerator, RequestGauges, type Load, type LoadGenerator } from './load.ts';
export { createNetwork, type Network, type RequestRecord } from './network.ts';
export { followPolicies, type Flow } from './policies/follow.ts';
