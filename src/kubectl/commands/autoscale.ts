import type { Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { int32, text } from '../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag } from '../global-flags.ts';
import { dryRunOf, printStruct } from '../printers/output.ts';
import { withLastApplied } from '../resources/last-applied.ts';
import { apiVersionOf } from '../resources/mapping.ts';
import { withAt, type Obj } from '../resources/object.ts';
import { forEachLive } from '../resources/select.ts';
import { queryOf } from '../session.ts';

export const autoscale: Command = {
  name: 'autoscale', args: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]', short: 'Auto-scale a deployment, replica set, stateful set, or replication controller', completes: 'resource-name',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, saveConfigFlag, managerFlag('kubectl-autoscale'), int32('min', '', { default: '-1' }), int32('max', '', { default: '-1', required: true }), int32('cpu-percent', '', { default: '-1' }),
    text('cpu'), text('memory'), text('name'),
  ],
  *run(call) {
    const { flags, session } = call;
    const [min, max] = [flags.int('min'), flags.int('max')];
    if (max < 1) throw new Failure(`--max=MAXPODS is required and must be at least 1, max: ${String(max)}`);
    if (max < min) throw new Failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${String(max)}, min: ${String(min)}`);
    const dryRun = dryRunOf(flags);
    const metrics = [...metricOf('cpu', flags.text('cpu') || (flags.int('cpu-percent') >= 0 ? `${flags.text('cpu-percent')}%` : '')), ...metricOf('memory', flags.text('memory'))];
    yield* forEachLive(call, function* (info): Run<void> {
      if (!info.mapping.subresources.includes('scale')) throw new Failure(`cannot autoscale a ${info.mapping.kind}${info.mapping.group ? `.${info.mapping.group}` : ''}: could not find scale subresource for ${info.mapping.group}/${info.mapping.version}, Resource=${info.mapping.resource} in discovery information`);
      const scaleTargetRef = { apiVersion: apiVersionOf(info.mapping), kind: info.mapping.kind, name: info.name };
      const hpa: Obj = {
        apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: flags.text('name') || info.name },
        spec: { maxReplicas: max, ...(metrics.length > 0 ? { metrics } : {}), ...(min > 0 ? { minReplicas: min } : {}), scaleTargetRef }, status: { currentMetrics: null, desiredReplicas: 0 },
      } as Obj;
      const shown = flags.bool('save-config') ? withLastApplied(hpa) : hpa;
      if (dryRun === 'client') return yield* printStruct(session, flags, shown, 'autoscaled', dryRun);
      if (metrics.length === 0) throw new Failure('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
      const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
      const body = withAt(withAt(shown, ['status'], undefined), ['metadata', 'namespace'], session.namespace);
      const created = yield* session.fetch<Obj>('POST', `/apis/autoscaling/v2/namespaces/${session.namespace}/horizontalpodautoscalers${query}`, { body });
      yield* printStruct(session, flags, created, 'autoscaled', dryRun);
    });
  },
};

/** `70%` of what is requested, or an amount. */
function metricOf(name: string, value: string): readonly object[] {
  if (value === '') return [];
  const percent = /^(\d+)%$/.exec(value);
  const target = percent ? { averageUtilization: Number(percent[1]), type: 'Utilization' } : { averageValue: value, type: 'AverageValue' };
  return [{ resource: { name, target }, type: 'Resource' }];
}

