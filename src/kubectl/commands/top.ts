import type { V1Status } from '../../kube/generated/types.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, StatusFailure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../global-flags.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { alignTable } from '../printers/table.ts';
import { at, nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { queryOf } from '../session.ts';

const flags = [selectorFlag, bool('no-headers'), text('sort-by'), bool('use-protocol-buffers', '', { default: 'true' })];

interface Usage {
  readonly metadata?: Obj['metadata'];
  readonly usage?: Readonly<Record<string, string>>;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

/** Whether the answer misses an object, and not the API. */
const isNamed = (body: unknown): body is V1Status => /^(node|pod)metrics\.metrics\.k8s\.io "/.test((body as V1Status | undefined)?.message ?? '');

function* metrics(call: Call, path: string): Run<readonly Usage[]> {
  const { code, body } = yield* call.session.send('GET', `/apis/metrics.k8s.io/v1beta1${path}`);
  if (code === 404) throw isNamed(body) ? new StatusFailure(body) : new Failure('Metrics API not available');
  const { items } = body as { items?: readonly Usage[] };
  return items ?? [body as Usage];
}

const mebi = 1024 * 1024;
const cpu = (usage: Readonly<Record<string, string>> | undefined): number => quantityMilliValue(usage?.['cpu']);
const memory = (usage: Readonly<Record<string, string>> | undefined): number => quantityValue(usage?.['memory']);
const cells = (cpuMilli: number, bytes: number): readonly string[] => [`${String(cpuMilli)}m`, `${String(Math.floor(bytes / mebi))}Mi`];

function checkOrder(call: Call): void {
  if (!['', 'cpu', 'memory'].includes(call.flags.text('sort-by'))) throw new Failure('--sort-by accepts only cpu or memory');
}

function order<T extends { readonly cpu: number; readonly memory: number }>(call: Call, rows: readonly T[]): readonly T[] {
  const by = call.flags.text('sort-by');
  return by !== 'cpu' && by !== 'memory' ? rows : [...rows].sort((a, b) => b[by] - a[by]);
}

/** The one name, if there is one. */
function oneAtMost(call: Call, selectorWord: string): string | undefined {
  if (call.args.length > 1) throw usageFailure(call, `${call.command.name} [NAME | -l label]`);
  if (call.args.length === 1 && call.flags.text('selector') !== '') throw new Failure(`only one of NAME or ${selectorWord} can be provided`);
  return call.args[0];
}

const node: Command = {
  name: 'node', aliases: ['nodes', 'no'], args: '[NAME | -l label]', short: 'Display resource (CPU/memory) usage of nodes', flags: [...flags, bool('show-capacity')], completes: 'node',
  *run(call) {
    checkOrder(call);
    const name = oneAtMost(call, '--selector');
    const usages = yield* metrics(call, name === undefined ? `/nodes${queryOf({ labelSelector: call.flags.text('selector') })}` : `/nodes/${name}`);
    const { items = [] } = yield* call.session.get<{ items?: readonly Obj[] }>(`/api/v1/nodes${queryOf({ labelSelector: call.flags.text('selector') })}`);
    const rows = order(call, usages.map((item) => ({ name: item.metadata?.name ?? '', cpu: cpu(item.usage), memory: memory(item.usage) })));
    const lines = rows.map((row) => {
      const allocatable = at(items.find((other) => nameOf(other) === row.name), 'status', call.flags.bool('show-capacity') ? 'capacity' : 'allocatable') as Readonly<Record<string, string>> | undefined;
      const [cpuText = '', memoryText = ''] = cells(row.cpu, row.memory);
      const percent = (part: number, whole: number): string => (whole === 0 ? '<unknown>' : `${String(Math.floor((part * 100) / whole))}%`);
      return [row.name, cpuText, percent(row.cpu, cpu(allocatable)), memoryText, percent(row.memory, memory(allocatable))].join('\t');
    });
    const missing = name === undefined && rows.length > 0 ? items.map(nameOf).filter((other) => !rows.some((row) => row.name === other)) : [];
    const header = call.flags.bool('no-headers') ? [] : ['NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)'];
    call.session.output.stdout(alignTable([...header, ...lines, ...missing.map((other) => [other, ...Array<string>(4).fill('<unknown>')].join('\t'))]));
  },
};

const pod: Command = {
  name: 'pod', aliases: ['pods', 'po'], args: '[NAME | -l label]', short: 'Display resource (CPU/memory) usage of pods', flags: [...flags, allNamespacesFlag, fieldSelectorFlag, bool('containers'), bool('sum')], completes: 'pod',
  *run(call) {
    checkOrder(call);
    const { flags: given, session } = call;
    const all = given.bool('all-namespaces');
    const name = oneAtMost(call, 'selector');
    const base = all ? '/pods' : `/namespaces/${session.namespace}/pods`;
    const usages = yield* metrics(call, name === undefined ? base + queryOf({ labelSelector: given.text('selector'), fieldSelector: given.text('field-selector') }) : `${base}/${name}`);
    if (usages.length === 0) return session.printError(all ? 'No resources found' : `No resources found in ${session.namespace} namespace.`);
    const rows = usages.flatMap((item) => {
      const head = { namespace: namespaceOf(item as Obj), name: item.metadata?.name ?? '' };
      const parts = (item.containers ?? []).map((container) => ({ ...head, container: container.name, cpu: cpu(container.usage), memory: memory(container.usage) }));
      return given.bool('containers') ? parts : [{ ...head, container: '', cpu: parts.reduce((sum, part) => sum + part.cpu, 0), memory: parts.reduce((sum, part) => sum + part.memory, 0) }];
    });
    const headers = [...(all ? ['NAMESPACE'] : []), ...(given.bool('containers') ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)'].join('\t');
    const lines = order(call, rows).map((row) => [...(all ? [row.namespace] : []), row.name, ...(given.bool('containers') ? [row.container] : []), ...cells(row.cpu, row.memory)].join('\t'));
    session.output.stdout(alignTable([...(given.bool('no-headers') ? [] : [headers]), ...lines]));
  },
};

export const top: Command = { name: 'top', args: '', short: 'Display resource (CPU/memory) usage', commands: [node, pod] };
