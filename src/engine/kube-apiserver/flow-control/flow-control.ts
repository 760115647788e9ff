import type { V1FlowSchema, V1FlowSchemaCondition, V1PriorityLevelConfiguration } from '../../../kube/generated/types.ts';
import { autoUpdate, mandatoryLevels, mandatorySchemas, suggestedLevels, suggestedSchemas } from '../../../kube/flow-control.ts';
import { deepEqual } from '../../../kube/json.ts';
import { flowSchemas, priorityLevelConfigurations, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { stamped } from '../../etcd/store.ts';
import type { Core } from '../core.ts';
import { keyIn } from '../resource.ts';

type Configured = V1FlowSchema | V1PriorityLevelConfiguration;

/** How soon a reference is looked at after a change, and how often all objects are made what they have to be: virtual ms. */
const lookMs = 5;
const keepMs = 60_000;

/** Whether the level that a schema names is there, as its condition says it. */
function dangling({ spec }: V1FlowSchema, isThere: boolean, at: string): V1FlowSchemaCondition {
  const named = `This FlowSchema references the PriorityLevelConfiguration object named "${spec?.priorityLevelConfiguration.name ?? ''}"`;
  const lastTransitionTime = at as never;
  return isThere
    ? { type: 'Dangling', status: 'False', lastTransitionTime, reason: 'Found', message: `${named} and it exists` }
    : { type: 'Dangling', status: 'True', lastTransitionTime, reason: 'NotFound', message: `${named} but there is no such object` };
}

/** Schemas and levels of a fresh API server. */
export const firstFlowControl = (at: string): readonly (readonly [Kind, KubeObject])[] => [
  ...[...mandatoryLevels, ...suggestedLevels].map((object) => [priorityLevelConfigurations as Kind, { ...object, metadata: { ...object.metadata, generation: 1 }, status: {} }] as const),
  ...[...mandatorySchemas, ...suggestedSchemas].map((object) => [flowSchemas as Kind, { ...object, metadata: { ...object.metadata, generation: 1 }, status: { conditions: [dangling(object, true, at)] } }] as const),
];

/**
 * Keeps the API server's own schemas and levels as they have to be (in turn only after something changed), and says of each schema whether its level is there.
 * How requests would queue is not modelled.
 *
 * @see Kubernetes 1.36, registry/flowcontrol/ensurer; apiserver/pkg/util/flowcontrol, apf_controller
 */
export class FlowControl {
  readonly #core: Core;
  #isKeeping = false;
  #isLooking = false;

  constructor(core: Core) {
    this.#core = core;
    for (const kind of [flowSchemas, priorityLevelConfigurations] as readonly Kind[]) {
      core.store.watch(core.resources.of(kind).prefix, core.store.revision, ({ type, value, previous }) => {
        if (type === 'ADDED' && isFirst(kind, value as Configured)) return;
        if (type === 'MODIFIED' && deepEqual((value as Configured).spec, (previous as Configured | undefined)?.spec) && deepEqual(value.metadata?.annotations, previous?.metadata?.annotations)) return;
        this.#lookLater();
        this.#keepLater();
      });
    }
  }

  #list<T extends Configured>(kind: Kind<T>): readonly T[] {
    const range = this.#core.store.range(this.#core.resources.of(kind).prefix);
    return range === 'compacted' ? [] : (range.values as readonly T[]);
  }

  #put(kind: Kind, object: KubeObject, verb: string): void {
    const { store, resources } = this.#core;
    store.put(keyIn(resources.of(kind), '', object.metadata?.name ?? ''), stamped(object, store.nextRevision), { writer: 'system:apiserver', verb, cause: { clock: true } });
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#core.clock.after(lookMs, () => {
      this.#isLooking = false;
      this.#look();
    });
  }

  #look(): void {
    const levels = new Set(this.#list(priorityLevelConfigurations).map(({ metadata }) => metadata?.name));
    for (const schema of this.#list(flowSchemas)) {
      const wanted = dangling(schema, levels.has(schema.spec?.priorityLevelConfiguration.name), this.#core.timestamp());
      const known = schema.status?.conditions?.find(({ type }) => type === 'Dangling');
      const isSame = known !== undefined && known.status === wanted.status;
      if (isSame && known.message === wanted.message) continue;
      const condition = isSame ? { ...wanted, lastTransitionTime: known.lastTransitionTime } : wanted;
      const whole: V1FlowSchema = { ...schema, status: { ...schema.status, conditions: [...(schema.status?.conditions ?? []).filter((each) => each !== known), condition] } };
      this.#put(flowSchemas, whole, 'update/status');
    }
  }

  #keepLater(): void {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    const { clock } = this.#core;
    clock.after(keepMs - (clock.nowMs % keepMs), () => {
      this.#isKeeping = false;
      this.#keep(priorityLevelConfigurations, mandatoryLevels, suggestedLevels);
      this.#keep(flowSchemas, mandatorySchemas, suggestedSchemas);
    });
  }

  #keep(kind: Kind, mandatory: readonly Configured[], suggested: readonly Configured[]): void {
    const found = new Map(this.#list(kind as Kind<Configured>).map((object) => [object.metadata?.name, object]));
    for (const wanted of [...mandatory, ...suggested]) this.#keepOne(kind, wanted, found.get(wanted.metadata?.name), mandatory.includes(wanted));
    const names = new Set([...mandatory, ...suggested].map(({ metadata }) => metadata?.name));
    const { store, resources } = this.#core;
    for (const [name = '', object] of found) {
      if (!names.has(name) && object.metadata?.annotations?.[autoUpdate] === 'true') store.delete(keyIn(resources.of(kind), '', name), { writer: 'system:apiserver', verb: 'delete', cause: { clock: true } });
    }
  }

  /** Mandatory ones are put right whatever their annotation says; suggested ones as long as it does not say `false`. */
  #keepOne(kind: Kind, wanted: Configured, found: Configured | undefined, isMandatory: boolean): void {
    const { random, timestamp } = this.#core;
    if (!found) {
      const made: Configured = { ...wanted, metadata: { ...wanted.metadata, uid: random.uuid(), creationTimestamp: timestamp() as never, generation: 1 }, status: {} };
      this.#put(kind, made, 'create');
      return;
    }
    const told = found.metadata?.annotations?.[autoUpdate];
    const isKept = isMandatory || (told === undefined ? found.metadata?.generation === 1 : told === 'true');
    const annotation = String(isKept);
    const isRight = !isKept || deepEqual(withoutShares(found), withoutShares(wanted));
    if (isRight && told === annotation) return;
    const metadata = { ...found.metadata, annotations: { ...found.metadata?.annotations, [autoUpdate]: annotation }, generation: (found.metadata?.generation ?? 0) + (isRight ? 0 : 1) };
    this.#put(kind, { ...found, metadata, ...(isRight ? {} : { spec: wanted.spec }) } as KubeObject, 'update');
  }
}

/** What of an object is fixed: how many seats the exempt level counts is the person's own affair. */
const withoutShares = ({ metadata, spec }: Configured): unknown => (metadata?.name === 'exempt' && spec && 'type' in spec ? spec.type : spec);

const isFirst = (kind: Kind, { metadata, spec }: Configured): boolean => {
  const own: readonly Configured[] = kind === (flowSchemas as Kind) ? [...mandatorySchemas, ...suggestedSchemas] : [...mandatoryLevels, ...suggestedLevels];
  return own.some((object) => object.metadata?.name === metadata?.name && object.spec === spec);
};
