import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { httpHeaderName, portName, portNumber } from './formats.ts';
import { checkNonNegative, complain } from './metadata.ts';

type Handler = t.V1LifecycleHandler & { readonly grpc?: t.V1GRPCAction | undefined };
export type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

const schemes = ['HTTP', 'HTTPS'];

/** A probe: exactly one handler, no negative times. */
export function checkProbe(errors: FieldError[], probe: t.V1Probe | undefined, which: ProbeName, path: string): void {
  if (!probe) return;
  checkHandler(errors, probe as Handler, undefined, path);
  for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    checkNonNegative(errors, probe[key], `${path}.${key}`);
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (typeof grace === 'number' && grace <= 0) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  if (which === 'readinessProbe') {
    if (typeof grace === 'number') errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  } else if ((probe.successThreshold ?? 0) !== 1) errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
}

/** What runs after the start and before the end of a container. */
export function checkLifecycle(errors: FieldError[], lifecycle: t.V1Lifecycle | undefined, graceSeconds: number | undefined, path: string): void {
  if (lifecycle?.postStart) checkHandler(errors, lifecycle.postStart, graceSeconds, `${path}.postStart`);
  if (lifecycle?.preStop) checkHandler(errors, lifecycle.preStop, graceSeconds, `${path}.preStop`);
}

type ActionCheck = (errors: FieldError[], action: never, path: string, graceSeconds: number | undefined) => void;

const actions: readonly (readonly [keyof Handler, ActionCheck])[] = [
  ['exec', (errors, { command }: t.V1ExecAction, path) => {
    if ((command?.length ?? 0) === 0) errors.push(required(`${path}.command`));
  }],
  ['httpGet', checkHttpGet],
  ['tcpSocket', (errors, { port }: t.V1TCPSocketAction, path) => { checkPortNumberOrName(errors, port, `${path}.port`); }],
  ['grpc', (errors, { port }: t.V1GRPCAction, path) => { checkPortNumberOrName(errors, port, `${path}.port`); }],
  ['sleep', (errors, { seconds }: t.V1SleepAction, path, graceSeconds) => {
    if (graceSeconds === undefined || ((seconds ?? 0) >= 0 && (seconds ?? 0) <= graceSeconds)) return;
    errors.push(invalid(path, seconds ?? 0, `must be non-negative and less than terminationGracePeriodSeconds (${String(graceSeconds)})`));
  }],
];

function checkHandler(errors: FieldError[], handler: Handler, graceSeconds: number | undefined, path: string): void {
  let found = false;
  for (const [key, check] of actions) {
    const action = handler[key];
    if (!action) continue;
    if (found) errors.push(forbidden(`${path}.${key}`, 'may not specify more than 1 handler type'));
    else check(errors, action as never, `${path}.${key}`, graceSeconds);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

function checkHttpGet(errors: FieldError[], { path: target, port, scheme, httpHeaders }: t.V1HTTPGetAction, path: string): void {
  if (!target) errors.push(required(`${path}.path`));
  checkPortNumberOrName(errors, port, `${path}.port`);
  if (!schemes.includes(scheme ?? '')) errors.push(notSupported(`${path}.scheme`, scheme ?? '', schemes));
  for (const { name } of httpHeaders ?? []) complain(errors, `${path}.httpHeaders`, name ?? '', httpHeaderName(name ?? ''));
}

/** A port by its number, or by the name that a container gives it. */
export function checkPortNumberOrName(errors: FieldError[], port: number | string | undefined, path: string): void {
  if (typeof port === 'string') complain(errors, path, port, portName(port));
  else complain(errors, path, port ?? 0, portNumber(port ?? 0));
}
