import { noAnswer } from '../../kube/api.ts';
import type { Health } from '../../protocol/cards.ts';
import type { AdmissionStep, AuditAnnotation, FieldChange, FieldChanges, TracedRequest } from '../../protocol/requests.ts';

/** `writes`: what changed something or tried to; `errors`: what was refused; `all`: lists and watches of informers too. */
export type Shown = 'writes' | 'errors' | 'all';

export interface RequestFilter {
  readonly shown: Shown;
  /** As {@link whoOf} says it; '' for everybody. */
  readonly who: string;
  readonly kind: string;
  readonly verb: string;
  readonly text: string;
  /** Whether leases, what nodes report by the clock, and Events are shown. */
  readonly background: boolean;
}

export const everything: RequestFilter = { shown: 'writes', who: '', kind: '', verb: '', text: '', background: false };

/** `replicaset-controller` for its service account, `kubelet/node-1` for a node, `kube-scheduler` without its prefix. */
export function whoOf(user: string): string {
  return user.replace(/^system:serviceaccount:[^:]+:/, '').replace(/^system:node:/, 'kubelet/').replace(/^system:/, '');
}

/** Whether the person asked, with kubectl or the editor. */
export const isPerson = (user: string): boolean => user === 'kubernetes-admin';

/** The changes that say most first: what lies in the metadata last. */
export const telling = (changes: readonly FieldChange[]): readonly FieldChange[] =>
  [...changes].sort((a, b) => Number(a.path.startsWith('metadata.')) - Number(b.path.startsWith('metadata.')));

/**
 * Which deletion of an object that ends in grace a request is: `begins` only marks it, `ends` takes it out of etcd; in etcd's log the latter is two writes, the first of which takes what is left of the grace
 * (`shortens`). '' for other requests and for what was refused.
 */
export function deletionOf(request: Pick<TracedRequest, 'verb' | 'code' | 'name' | 'dryRun' | 'written' | 'fromLog'>): 'begins' | 'shortens' | 'ends' | '' {
  if (request.verb !== 'delete' || request.name === '' || request.dryRun || request.code < 200 || request.code >= 300) return '';
  const { changes } = request.written;
  if (changes.some(({ path, change }) => path === 'metadata.deletionTimestamp' && change === 'added')) return 'begins';
  return request.fromLog && changes.some(({ path }) => path === 'metadata.deletionGracePeriodSeconds') ? 'shortens' : 'ends';
}

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

export const isError = ({ code }: TracedRequest): boolean => code < 200 || code >= 400;

export const isRead = ({ verb }: TracedRequest): boolean => reads.has(verb);

/** What goes on all the time, whatever anybody does. */
export function isBackground({ kind, subresource, causeRevision, causeAction }: TracedRequest): boolean {
  if (kind === 'Lease' || kind === 'Event') return true;
  return kind === 'Node' && subresource === 'status' && causeRevision === 0 && causeAction < 0;
}

/** Requests that pass, newest first. */
export function filterRequests(requests: readonly TracedRequest[], filter: RequestFilter): readonly TracedRequest[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const passing: TracedRequest[] = [];
  for (let index = requests.length - 1; index >= 0; index--) {
    const request = requests[index];
    if (request && passes(request, filter) && (words.length === 0 || contains(request, words))) passing.push(request);
  }
  return passing;
}

function passes(request: TracedRequest, { shown, who, kind, verb, background }: RequestFilter): boolean {
  if (shown === 'errors' && !isError(request)) return false;
  if (shown === 'writes' && isRead(request)) return false;
  if (kind !== '' && request.kind !== kind) return false;
  if (kind === '' && !background && !isError(request) && isBackground(request)) return false;
  return (verb === '' || request.verb === verb) && (who === '' || whoOf(request.user) === who);
}

function contains({ method, path, user, userAgent, name, reason, message, code, revision, admission }: TracedRequest, words: readonly string[]): boolean {
  const line = `${method} ${path} ${name} ${user} ${userAgent} ${String(code)} ${reason} ${message} r${String(revision)} ${admission.map(({ plugin }) => plugin).join(' ')}`.toLowerCase();
  return words.every((word) => line.includes(word));
}

export interface Choices {
  readonly who: readonly string[];
  readonly kinds: readonly string[];
  readonly verbs: readonly string[];
}

/** What there is to choose from, in the order of the alphabet. */
export function choicesOf(requests: readonly TracedRequest[]): Choices {
  const [users, kinds, verbs] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { user, kind, verb } of requests) {
    users.add(user);
    if (kind !== '') kinds.add(kind);
    verbs.add(verb);
  }
  return { who: [...new Set([...users].map(whoOf))].sort(), kinds: [...kinds].sort(), verbs: [...verbs].sort() };
}

/** The writes of an object: as they were seen where they were, else as etcd remembers them. Oldest first. */
export function seenOrRemembered(seen: readonly TracedRequest[], remembered: readonly TracedRequest[], uid: string): readonly TracedRequest[] {
  const live = seen.filter((request) => request.uid === uid && !request.fromLog);
  const revisions = new Set(live.map(({ revision }) => revision));
  return [...remembered.filter(({ revision }) => !revisions.has(revision)), ...live].sort((a, b) => a.atMs - b.atMs || a.revision - b.revision);
}

/** A path in two: where (`/apis/apps/v1/namespaces/default/`) and what (`deployments/web/status`). Without its query. */
export function pathParts(path: string): { readonly where: string; readonly what: string } {
  const plain = path.split('?')[0] ?? '';
  const match = /^(\/api\/[^/]+\/|\/apis\/[^/]+\/[^/]+\/)(namespaces\/[^/]+\/(?=[^/]))?(.+)$/.exec(plain);
  if (!match) return { where: '', what: plain };
  const [, root = '', scope = '', what = ''] = match;
  return scope !== '' && (what === 'status' || what === 'finalize') ? { where: root, what: scope + what } : { where: root + scope, what };
}

/** How an answer fares, for its shape and colour. */
export function healthOf({ code }: Pick<TracedRequest, 'code'>): Health {
  if (code >= 200 && code < 300) return 'good';
  if (code === 409 || code === 404) return 'busy';
  return code === 0 ? 'going' : 'bad';
}

/** `0:00:30.002`. */
export function momentText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  return `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}

/** `+2 ms`, `+2.4 s`, `+3 min`: how much later. */
export function laterText(ms: number): string {
  if (ms < 1000) return `+${String(Math.round(ms))} ms`;
  return ms < 120_000 ? `+${String(Math.round(ms / 100) / 10)} s` : `+${String(Math.round(ms / 60_000))} min`;
}

export type StepName = 'authentication' | 'authorization' | 'decoding' | 'admission' | 'validation' | 'etcd' | 'answer' | 'watches';

/** Why a request was made: a write made somebody make it, the person did, the scenario brought it along, or time passed. */
export function reasonOf(request: TracedRequest): 'write' | 'you' | 'scenario' | 'time' {
  if (request.causeRevision > 0) return 'write';
  if (request.causeAction >= 0) return 'you';
  if (!isPerson(request.user)) return 'time';
  return isRead(request) ? 'you' : 'scenario';
}

/** One thing that happened to a request on its way. */
export interface Step {
  readonly name: StepName;
  readonly state: 'passed' | 'changed' | 'refused';
  /** Name of the admission plugin; '' elsewhere. */
  readonly plugin: string;
  readonly fields: FieldChanges;
  /** Words of Kubernetes: who, which role, which message, which clients. */
  readonly text: string;
}

const noFields: FieldChanges = { changes: [], more: 0 };
const step = (name: StepName, state: Step['state'], text = '', fields = noFields, plugin = ''): Step => ({ name, state, text, fields, plugin });

/** The way of a request through the API server, as far as it came. */
export function stepsOf(request: TracedRequest): readonly Step[] {
  if (request.fromLog) return endOf(request);
  if (request.code === noAnswer) return [step('answer', 'refused', request.message)];
  const refusedBy = refusalOf(request);
  if (refusedBy === 'authentication') return [step('authentication', 'refused', request.message)];
  const known = step('authentication', 'passed', request.user);
  if (refusedBy === 'authorization') return [known, step('authorization', 'refused', request.message)];
  const start = [known, step('authorization', 'passed', request.authorization)];
  if (isRead(request)) return [...start, step('answer', isError(request) ? 'refused' : 'passed', request.message)];
  if (refusedBy === 'decoding') return [...start, step('decoding', 'refused', request.message)];
  const admitted = [...start, ...request.admission.filter(({ refused }) => !refused).map(changedBy), ...request.audit.map(notedBy)];
  const refusing = request.admission.find(({ refused }) => refused);
  if (refusing) return [...admitted, step('admission', 'refused', request.message, noFields, refusing.plugin)];
  if (refusedBy === 'validation') return [...admitted, step('validation', 'refused', request.message)];
  return [...admitted, ...(isError(request) || request.verb.startsWith('delete') ? [] : [step('validation', 'passed')]), ...endOf(request)];
}

function refusalOf({ code, admission }: TracedRequest): 'authentication' | 'authorization' | 'decoding' | 'validation' | undefined {
  if (admission.some(({ refused }) => refused)) return undefined;
  if (code === 401) return 'authentication';
  if (code === 403) return 'authorization';
  if (code === 400 || code === 415) return 'decoding';
  return code === 422 ? 'validation' : undefined;
}

const changedBy = ({ plugin, ...fields }: AdmissionStep): Step => step('admission', 'changed', '', fields, plugin);

/** Policies are the only ones that note something. */
const notedBy = ({ key, value }: AuditAnnotation): Step => step('admission', 'passed', `${key}: ${value}`, noFields, 'ValidatingAdmissionPolicy');

function endOf(request: TracedRequest): readonly Step[] {
  if (isError(request)) return [step('etcd', 'refused', request.message)];
  const written = step('etcd', request.revision > 0 ? 'changed' : 'passed', '', request.written);
  return request.woken.length === 0 ? [written] : [written, step('watches', 'passed', request.woken.join(', '))];
}

/** Which rows of a list of equal rows are in sight, with a few around them. */
export function rowsInSight({ top, height }: { readonly top: number; readonly height: number }, rowHeight: number, count: number): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, Math.floor(top / rowHeight) - 6), to: Math.min(count, Math.ceil((top + height) / rowHeight) + 6) };
}
