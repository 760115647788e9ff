import { canonicalQuantity, parseQuantity } from '../../kube/quantity.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, KubectlError } from '../errors.ts';
import { int32, text, type FlagValues } from '../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag } from '../global-flags.ts';
import { dryRunOf, printStruct } from '../printers/output.ts';
import { structWithLastApplied } from '../resources/last-applied.ts';
import { apiVersionOf } from '../resources/mapping.ts';
import { withAt, type Obj } from '../resources/object.ts';
import type { Info } from '../resources/builder.ts';
import { forEachLive } from '../resources/select.ts';
import { queryOf, type Session } from '../session.ts';

export const autoscale: Command = {
  name: 'autoscale', args: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]', short: 'Auto-scale a deployment, replica set, stateful set, or replication controller', completes: 'resource-name',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, saveConfigFlag, managerFlag('kubectl-autoscale'), int32('min', '', { default: '-1' }), int32('max', '', { default: '-1', required: true }), int32('cpu-percent', '', { default: '-1' }),
    text('cpu'), text('memory'), text('name'),
  ],
  *run(call) {
    const { flags, session } = call;
    if (flags.changed('cpu-percent')) session.printError(percentIsOld);
    const [min, max] = [flags.int('min'), flags.int('max')];
    if (max < 1) throw new Failure(`--max=MAXPODS is required and must be at least 1, max: ${String(max)}`);
    if (max < min) throw new Failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${String(max)}, min: ${String(min)}`);
    if (flags.int('cpu-percent') > 0 && flags.text('cpu') !== '') throw new Failure('--cpu-percent and --cpu are mutually exclusive');
    const metrics = metricsOf(flags);
    yield* forEachLive(call, (info) => autoscaleOne(call, info, metrics));
  },
};

const percentIsOld = "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).";

function* autoscaleOne({ session, flags }: Call, { mapping, name }: Info, metrics: readonly object[]): Run<void> {
  if (!mapping.subresources.includes('scale')) throw new Failure(`cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`);
  const min = flags.int('min');
  const metadata = { name: flags.text('name') || name, ...(session.namespaceGiven ? { namespace: session.namespace } : {}) };
  const spec = { maxReplicas: flags.int('max'), ...(min > 0 ? { minReplicas: min } : {}), scaleTargetRef: { apiVersion: apiVersionOf(mapping), kind: mapping.kind, name } };
  const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: { ...spec, ...(metrics.length > 0 ? { metrics } : {}) }, status: { currentMetrics: null, desiredReplicas: 0 } } as Obj;
  const dryRun = dryRunOf(flags);
  if (dryRun === 'client') return yield* printStruct(session, flags, hpa, 'created', dryRun);
  let created: Obj;
  try {
    created = yield* create(session, flags, hpa);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    mayBeOld(flags);
    const percent = flags.int('cpu-percent');
    created = yield* create(session, flags, { ...hpa, apiVersion: 'autoscaling/v1', spec: { ...spec, ...(percent >= 0 ? { targetCPUUtilizationPercentage: percent } : {}) } } as Obj);
  }
  yield* printStruct(session, flags, created, 'autoscaled', dryRun);
}

function* create(session: Session, flags: FlagValues, hpa: Obj): Run<Obj> {
  const query = queryOf({ dryRun: dryRunOf(flags) === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
  const shown = flags.bool('save-config') ? structWithLastApplied(hpa) : hpa;
  const body = withAt(withAt(shown, ['status'], undefined), ['metadata', 'namespace'], session.namespace);
  return yield* session.fetch<Obj>('POST', `/apis/${hpa.apiVersion ?? ''}/namespaces/${session.namespace}/horizontalpodautoscalers${query}`, { body });
}

/** What autoscaling/v2 refuses is tried once more as autoscaling/v1, where that can say the same; if not, that is the error. */
function mayBeOld(flags: FlagValues): void {
  const incompatible = (why: string): Failure => new Failure(`failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`);
  const cpu = flags.text('cpu').trim();
  if (cpu === '') throw incompatible('empty input');
  if (flags.text('memory') !== '' || (flags.int('cpu-percent') < 0 && !cpu.endsWith('%'))) throw incompatible('%!w(<nil>)');
}

function metricsOf(flags: FlagValues): readonly object[] {
  const percent = flags.int('cpu-percent');
  const metric = (name: string, target: object): object => ({ resource: { name, target }, type: 'Resource' });
  return [
    ...(percent > 0 ? [metric('cpu', { averageUtilization: percent, type: 'Utilization' })] : []),
    ...(['cpu', 'memory'] as const).flatMap((name) => (flags.text(name) === '' ? [] : [metric(name, targetOf(name, flags.text(name).trim()))])),
  ];
}

/** `70%` of what is requested, or an amount: a bare number is of thousandths of a cpu, or of Mi. */
function targetOf(name: 'cpu' | 'memory', value: string): object {
  if (value === '') throw new Failure('empty input');
  if (value.endsWith('%')) {
    const percent = value.slice(0, -1);
    if (!/^\+?\d+$/.test(percent) || Number(percent) > 2_147_483_647) throw new Failure(`invalid percentage value: ${percent}`);
    return { averageUtilization: Number(percent), type: 'Utilization' };
  }
  const amount = /^[+-]?\d*\.?\d+$/.test(value) ? `${String(Number(value))}${name === 'cpu' ? 'm' : 'Mi'}` : value;
  if (!parseQuantity(amount)) throw new Failure(`invalid resource ${name} value: ${value}`);
  return { averageValue: canonicalQuantity(amount), type: 'AverageValue' };
}
