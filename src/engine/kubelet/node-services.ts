import type { V1Node, V1Pod } from '../../kube/generated/types.ts';
import type { EventRecorder } from '../client/events.ts';
import type { ComponentContext } from '../client/client.ts';
import type { ContainerRuntime } from '../container-runtime/interface.ts';
import type { PodNetwork } from '../network/interface.ts';
import type { Timer } from '../sim/clock.ts';
import type { Refusal } from './admission.ts';
import type { ConfigSource } from './environment.ts';
import type { ImageStore } from './image-store.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';
import type { KubeletProfile } from './profile.ts';
import type { VolumeSettings } from './volumes.ts';

/** What the node gives to each of its pods. */
export interface NodeServices {
  readonly context: ComponentContext;
  readonly runtime: ContainerRuntime;
  readonly network: PodNetwork;
  readonly recorder: EventRecorder;
  readonly profile: KubeletProfile;
  readonly images: ImageStore;
  readonly source: ConfigSource;
  readonly volumes: VolumeSettings;
  readonly nodeName: string;
  readonly address: string;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly cpuMilli: number;
  /** The addresses that pods of this node get theirs from; undefined while the node has none. */
  readonly podCIDR: () => string | undefined;
  /** Like `clock.after`, and keeps the cause. Nothing happens where the machine has lost its power since. */
  readonly later: (delayMs: number, task: () => void) => Timer;
  readonly admit: (pod: V1Pod) => Refusal | undefined;
  /** A pod of the node wants other resources. */
  readonly resizeWanted: () => void;
  /** The worker has something new to report. */
  readonly reportSoon: (worker: PodWorker) => void;
  /** A pod has mounted disks, or has let go of them. */
  readonly disksChanged: () => void;
  /** The worker's pod is over and takes nothing of the node any more. */
  readonly released: (worker: PodWorker) => void;
  /** The worker has nothing left to do and its pod does not exist any more. */
  readonly forget: (worker: PodWorker) => void;
  readonly usageChanged: () => void;
  /** A container wrote or removed a file. */
  readonly wrote: () => void;
  /** A container's usage begins to change with time alone. */
  readonly usageMoves: () => void;
  /** A container of the worker started, ended, or opened a port. */
  readonly containerChanged: (worker: PodWorker, record: ContainerRecord) => void;
  /** The node's own object; undefined where it is not registered or out of reach. */
  readonly nodeObject: () => V1Node | undefined;
}
