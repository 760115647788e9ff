import type { Cause, UserInfo } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call, ClusterView } from '../core.ts';
import { isStatus, type Resource } from '../resource.ts';
import type { AdmissionTouch } from '../trace/request-trace.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One request as admission sees it. */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  readonly resource: Resource;
  /** '' for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** As it is now; absent for DELETE. */
  readonly old?: KubeObject;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly cause: Cause;
  readonly warn: (text: string) => void;
  /** Notes something for the audit log; what is noted under a key stays. */
  readonly annotate: (key: string, value: string) => void;
  /** Notes that somebody outside was waited for, in virtual ms. */
  readonly wait: (ms: number) => void;
  /** The plugins that change may be asked twice. */
  readonly round: Round;
}

/** `isAgainWanted`: what a policy has changed is to be seen by everybody once more. */
export interface Round {
  isSecond: boolean;
  isAgainWanted: boolean;
}

/** How a plugin tells of what it found without refusing. */
export function tellersOf(call: Call): Pick<AdmissionRequest, 'warn' | 'annotate' | 'wait' | 'round'> {
  return {
    warn: (text) => { call.warnings.push(text); },
    annotate: (key, value) => { if (!call.audit.some((known) => known.key === key)) call.audit = [...call.audit, { key, value }]; },
    wait: (ms) => { call.waitedMs += ms; },
    round: { isSecond: false, isAgainWanted: false },
  };
}

/**
 * One admission plugin: may change what is written (`admit`), then may refuse it (`validate`). Both see the cluster as it is.
 */
export interface AdmissionPlugin {
  /** Kubernetes' name: `LimitRanger`. */
  readonly name: string;
  /** Resources that it looks at (`pods`); all where absent. */
  readonly resources?: readonly string[];
  readonly operations: readonly AdmissionOperation[];
  /** The object as it shall be (the same where nothing changes), or a refusal. For DELETE the object is the one that goes. */
  readonly admit?: (object: KubeObject, request: AdmissionRequest, view: ClusterView) => KubeObject | V1Status;
  readonly validate?: (object: KubeObject, request: AdmissionRequest, view: ClusterView) => V1Status | undefined;
}

interface Steps {
  readonly admit: readonly AdmissionPlugin[];
  readonly validate: readonly AdmissionPlugin[];
}

/** The plugins in their order, looked up by resource and operation. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];
  readonly #view: ClusterView;
  readonly #steps = new Map<Resource, Partial<Record<AdmissionOperation, Steps>>>();

  constructor(plugins: readonly AdmissionPlugin[], view: ClusterView) {
    this.#plugins = plugins;
    this.#view = view;
  }

  /**
   * Lets every plugin change the object; twice where a policy of the person's has changed it. `touched` gets what those that did made of it.
   *
   * @see Kubernetes 1.36, apiserver/pkg/admission, reinvocationHandler
   */
  admit(object: KubeObject, request: AdmissionRequest, touched: AdmissionTouch[]): KubeObject | V1Status {
    const first = this.#admit(object, request, touched);
    if (isStatus(first) || !request.round.isAgainWanted) return first;
    request.round.isSecond = true;
    return this.#admit(first, request, touched);
  }

  #admit(object: KubeObject, request: AdmissionRequest, touched: AdmissionTouch[]): KubeObject | V1Status {
    let current = object;
    for (const plugin of this.#stepsOf(request).admit) {
      const next = (plugin.admit as NonNullable<AdmissionPlugin['admit']>)(current, request, this.#view);
      const isRefusal = isStatus(next);
      if (next !== current) touched.push({ plugin: plugin.name, before: current, after: isRefusal ? undefined : next });
      if (isRefusal) return next;
      current = next;
    }
    return current;
  }

  /** The first refusal, if there is one. */
  validate(object: KubeObject, request: AdmissionRequest, touched: AdmissionTouch[]): V1Status | undefined {
    for (const plugin of this.#stepsOf(request).validate) {
      const refused = (plugin.validate as NonNullable<AdmissionPlugin['validate']>)(object, request, this.#view);
      if (!refused) continue;
      touched.push({ plugin: plugin.name, before: object, after: undefined });
      return refused;
    }
    return undefined;
  }

  #stepsOf({ resource, operation }: AdmissionRequest): Steps {
    let known = this.#steps.get(resource);
    if (!known) this.#steps.set(resource, (known = {}));
    let steps = known[operation];
    if (!steps) {
      const concerned = this.#plugins.filter(({ resources, operations }) => operations.includes(operation) && (resources?.includes(resource.groupResource) ?? true));
      steps = { admit: concerned.filter(({ admit }) => admit), validate: concerned.filter(({ validate }) => validate) };
      known[operation] = steps;
    }
    return steps;
  }
}
