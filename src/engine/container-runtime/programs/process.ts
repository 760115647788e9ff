import type { Clock } from '../../sim/clock.ts';
import type { Random } from '../../sim/random.ts';
import type { NetworkReply, NetworkRequest } from '../../network/interface.ts';
import type { CpuMeter } from '../cpu.ts';
import type { FileView } from '../file-view.ts';
import type { KnownImage } from '../images.ts';
import type { ContainerSpec, EtcdView } from '../interface.ts';
import type { TypedInput } from '../shell/typed-input.ts';

/** A program that runs as the first process of a container. */
export interface Process {
  /** SIGTERM. */
  terminate(): void;
  /** Takes its timers out of the queue: it is gone. */
  stop(): void;
  /** False where its answers change with time alone. */
  readonly isSteady?: boolean;
  /** Standard input, where the container keeps it open. */
  readonly input?: TypedInput;
  listensOn?(port: number): boolean;
  /** Answers a request to a port it listens on. */
  receive?(request: NetworkRequest): NetworkReply;
}

/** What a program finds around itself. */
export interface ProcessHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly spec: ContainerSpec;
  readonly image: KnownImage;
  readonly files: FileView;
  readonly cpu: CpuMeter;
  /** Millicores it may use. */
  readonly cpuLimitMilli: number;
  readonly print: (text: string) => void;
  /** Ends the container. */
  readonly exit: (exitCode: number) => void;
  /** Says how much memory the program holds; over the limit it is killed. */
  readonly holdMemory: (bytes: number) => void;
  /** Says that the program is busy with so many millicores until it says otherwise. */
  readonly useCpu: (milli: number) => void;
  /** The cluster's own etcd, where a member of it runs on this machine. */
  readonly etcd: () => EtcdView | undefined;
  readonly changed: () => void;
  readonly send: (to: { readonly host: string } & NetworkRequest) => NetworkReply;
  readonly resolve: (host: string) => readonly string[] | undefined;
}

/** Starts a program. `argv` is the whole command line. */
export type ProgramStart = (argv: readonly string[], host: ProcessHost) => Process;
