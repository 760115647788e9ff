import type { ApiRequest, ApiResponse, Cause } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call, Core } from '../core.ts';
import { isStatus } from '../resource.ts';
import { requestInfo, type RequestInfo } from '../routing/request-info.ts';
import { fieldChanges, type FieldChanges } from './field-changes.ts';

/** What one admission plugin did to a request: the object before and after, or its refusal (`after` undefined). */
export interface AdmissionTouch {
  readonly plugin: string;
  readonly before: KubeObject;
  readonly after: KubeObject | undefined;
}

/** What a policy notes for the audit log: `validation.policy.admission.k8s.io/validation_failure`. */
export interface AuditAnnotation {
  readonly key: string;
  readonly value: string;
}

/** An admission plugin that changed or refused the object. */
export interface AdmissionStep extends FieldChanges {
  readonly plugin: string;
  readonly refused: boolean;
}

/** What is worked out only for whoever looks closer. */
export interface RequestDetails {
  /** The role binding that allowed it, in RBAC's words; '' where none was needed. */
  readonly authorization: string;
  /** Plugins that did something, in their order. */
  readonly admission: readonly AdmissionStep[];
  readonly audit: readonly AuditAnnotation[];
  /** What the write changed in etcd, against what was there; nothing for what is new or gone. */
  readonly written: FieldChanges;
}

/** One request and its answer, for whoever draws the traffic. Names as in the answer, so a generated name is the real one. */
export interface RequestTrace {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** `create`, `list`, `watch` …; the method in lower case for what is no resource. */
  readonly verb: string;
  /** '' for what is no resource. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  /** Of the object that was read or written; '' where there is none. */
  readonly uid: string;
  readonly user: string;
  readonly userAgent: string;
  readonly code: number;
  /** Reason and message of a refusal; '' for success. */
  readonly reason: string;
  readonly message: string;
  readonly dryRun: boolean;
  /** Revision that was written last, 0 where nothing was. */
  readonly revision: number;
  readonly cause: Cause;
  /** Clients whose watches got the event of that revision. Filled when the event is delivered: at the end of this instant. */
  readonly woken: readonly string[];
  readonly details: () => RequestDetails;
}

export type TraceListener = (trace: RequestTrace) => void;

const nobody: readonly string[] = [];
const nothing: FieldChanges = { changes: [], more: 0 };

/** Puts together what is known of an answered request. `call` is absent where it was refused before it was understood. */
export function traceOf(core: Core, request: ApiRequest, answer: ApiResponse, call: Call | undefined): RequestTrace {
  const info = call?.info ?? requestInfo(request.method, request.path);
  const revision = call?.revision ?? 0;
  const about = { ...(info.resource ?? nowhere), ...objectIn(core, revision, answer.body) };
  const refusal = isStatus(answer.body) && answer.code >= 400 ? answer.body : undefined;
  return {
    atMs: core.clock.nowMs, method: request.method, path: request.path, verb: info.verb, kind: call?.resource.kind.kind ?? kindAt(core, info),
    namespace: about.namespace, name: about.name, subresource: about.subresource, uid: about.uid ?? '',
    user: request.user.name, userAgent: request.userAgent ?? '', code: answer.code, reason: refusal?.reason ?? '', message: refusal?.message ?? '',
    dryRun: call?.dryRun ?? false, revision, cause: request.cause, woken: revision > 0 ? core.hub.woken(revision) : nobody,
    details: () => detailsOf(core, request, info, call),
  };
}

/** A request that never reached the API server, or was made to fail in front of it. */
export function traceOfFailure(nowMs: number, request: ApiRequest, code: number, status: V1Status): RequestTrace {
  const info = requestInfo(request.method, request.path);
  const { namespace, name, subresource } = info.resource ?? nowhere;
  return {
    atMs: nowMs, method: request.method, path: request.path, verb: info.verb, kind: '', namespace, name, subresource, uid: '', user: request.user.name, userAgent: request.userAgent ?? '',
    code, reason: status.reason ?? '', message: status.message ?? '', dryRun: false, revision: 0, cause: request.cause, woken: nobody,
    details: () => ({ authorization: '', admission: [], audit: [], written: nothing }),
  };
}

const nowhere = { namespace: '', name: '', subresource: '', uid: '' };

const kindAt = (core: Core, { resource }: RequestInfo): string =>
  (resource && core.resources.find(resource.group, resource.version, resource.plural)?.kind.kind) ?? '';

/** Names of what was written, else of what was answered; a list or a Status has none. */
function objectIn(core: Core, revision: number, body: unknown): { readonly namespace?: string; readonly name?: string; readonly uid?: string } {
  const object = revision > 0 ? core.store.at(revision)?.value : (body as KubeObject | undefined);
  const { uid, name, namespace = '' } = (typeof object === 'object' ? object.metadata : undefined) ?? {};
  return uid !== undefined && name !== undefined && !isStatus(object) ? { namespace, name, uid } : {};
}

function detailsOf(core: Core, request: ApiRequest, info: RequestInfo, call: Call | undefined): RequestDetails {
  const { reason } = core.authorizer.decide({ user: request.user, verb: info.verb, ...(info.resource ? { resource: info.resource } : {}), path: info.path });
  const entry = call?.revision === undefined ? undefined : core.store.at(call.revision);
  return {
    authorization: reason,
    admission: (call?.touchedBy ?? []).map(({ plugin, before, after }) => ({ plugin, refused: after === undefined, ...(after ? fieldChanges(before, after) : nothing) })),
    audit: call?.audit ?? [],
    written: entry?.type === 'MODIFIED' ? fieldChanges(entry.previous, entry.value) : nothing,
  };
}
