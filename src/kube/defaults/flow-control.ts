import type * as t from '../generated/types.ts';
import { fill, fillZero, update } from './fill.ts';

const emptySpec = {} as never;

/** @see Kubernetes 1.36, flowcontrol/v1 defaults */
export function defaultFlowSchema(schema: t.V1FlowSchema): t.V1FlowSchema {
  return update(fill(schema, { spec: emptySpec, status: {} }), 'spec', (spec) => fillZero(spec, { matchingPrecedence: 1000 }));
}

export function defaultPriorityLevel(level: t.V1PriorityLevelConfiguration): t.V1PriorityLevelConfiguration {
  return update(fill(level, { spec: emptySpec, status: {} }), 'spec', (spec) => {
    const exempted = update(spec, 'exempt', (exempt) => fill(exempt, { lendablePercent: 0, nominalConcurrencyShares: 0 }));
    return update(exempted, 'limited', (limited) => {
      const filled = fill(limited, { lendablePercent: 0, nominalConcurrencyShares: 30, limitResponse: emptySpec });
      return update(filled, 'limitResponse', (response) => update(response, 'queuing', (queuing) => fillZero(queuing, { handSize: 8, queueLengthLimit: 50, queues: 64 })));
    });
  });
}
