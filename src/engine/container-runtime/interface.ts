import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import type { StreamHandle, StreamSink } from '../../kube/kubelet-api.ts';
import type { FileTree } from './files.ts';
import type { LogBuffer } from './logs.ts';

export type { FileTree, LogBuffer, StreamHandle, StreamSink };

/** What a registry holds under a name. */
export interface ImageInfo {
  /** Full name: `docker.io/library/nginx:1.25`. */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…`: what `imageID` shows. */
  readonly id: string;
  readonly sizeBytes: number;
  /** The user as which its program runs unless the manifest says another; 0 is root. */
  readonly user: number;
}

/** A directory tree put somewhere into a container. */
export interface Mount {
  /** Where it appears: `/etc/config`. A single file where `subPath` names one. */
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** Looked up when something is read or written there, so that what nobody reads costs nothing. */
  readonly tree: () => FileTree;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly workingDir?: string | undefined;
  readonly hostname: string;
  /** Ports that the manifest declares: where programs listen that say nothing else. */
  readonly ports: readonly number[];
  /** The environment, made when something first reads it. */
  readonly env: () => ReadonlyMap<string, string>;
  readonly mounts: readonly Mount[];
  /** Its standard input stays open, for those who attach; it ends when the first of them leaves; it is a terminal. */
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly tty?: boolean;
  /** Limits; undefined: whatever the node has. */
  readonly cpuLimitMilli?: number | undefined;
  readonly memoryLimitBytes?: number | undefined;
  /** What the node has, in millicores: the most that a container without limit gets. */
  readonly nodeCpuMilli: number;
  /** A fake program as in the recordings: length and exit code only. `always`: its pod restarts it whatever its exit code. */
  readonly fake?: 'always' | 'once' | 'init' | undefined;
  /** Where the container leaves its last words. */
  readonly terminationMessagePath: string;
  readonly podIP: string;
  /** It has been running for long when the simulation begins: what programs take to start is over. */
  readonly warm?: boolean;
  /** The text of `/etc/resolv.conf`, made when something first reads it; no such file where absent. */
  readonly resolvConf?: (() => string) | undefined;
}

/** A member of the cluster's own etcd, as `etcdctl` sees it. */
export interface EtcdMemberView {
  readonly name: string;
  readonly address: string;
  /** It can be asked from here. */
  readonly isReached: boolean;
  /** Asked for what a majority must agree on, it answers. */
  readonly serves: boolean;
  readonly isLeader: boolean;
  readonly hasLeader: boolean;
  readonly term: number;
  readonly index: number;
  readonly applied: number;
}

/** What a client of etcd finds at an address of a machine. */
export interface EtcdView {
  /** The member at that address. */
  readonly own: EtcdMemberView;
  readonly members: readonly EtcdMemberView[];
  /** What it takes to agree on something, in virtual ms. */
  readonly roundMs: number;
  /** Keys in their order, with the length of what each holds. */
  readonly keys: (prefix: string) => readonly (readonly [key: string, bytes: number])[];
}

/** How a container ended. */
export interface ContainerExit {
  readonly exitCode: number;
  readonly reason: 'Completed' | 'Error' | 'OOMKilled';
}

/** What a container tells, and asks of, whoever started it. */
export interface ContainerHost {
  readonly exited: (exit: ContainerExit) => void;
  /** Something changed that a probe might see: a file, a port, the length of the queue. */
  readonly changed: () => void;
  /** A file was written or removed. */
  readonly wrote?: () => void;
  /** Memory or steady cpu changed. */
  readonly usageChanged: () => void;
  /** It uses processor time again, after a while in which it used none but its steady share. */
  readonly stirred: () => void;
  readonly send: (to: { readonly host: string } & NetworkRequest) => NetworkReply;
  /** Addresses of a DNS name; undefined where no DNS server answered. */
  readonly resolve: (host: string) => readonly string[] | undefined;
}

export interface ContainerUsage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/** The outcome of a command run inside a container. `durationMs` is how long it would have taken. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** There is no such executable: the command never began. */
  readonly notFound?: true;
}

/** A container that runs, or has run. */
export interface RuntimeContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly logs: LogBuffer;
  readonly running: boolean;
  /** Whether its answers to probes stay the same until {@link ContainerHost.changed} is called. */
  readonly isSteady: boolean;
  /** SIGTERM: the program ends in its own time, or ignores it. */
  terminate(): void;
  /** Ends at once with this exit code (137 for SIGKILL) and tells its host. */
  kill(exitCode: number): void;
  /** Ends without a word to anybody: the machine lost its power. */
  destroy(): void;
  /** Answers what arrives at a port; undefined where nothing listens there. */
  receive(request: NetworkRequest): NetworkReply | undefined;
  listensOn(port: number): boolean;
  /** Runs a command to its end at one instant. */
  exec(command: readonly string[], stdin: string): CommandResult;
  /** Starts a command that is typed into while it runs; undefined where there is no such executable. */
  open(command: readonly string[], isTerminal: boolean, sink: StreamSink): StreamHandle | undefined;
  /** Listens to the first process, and types into it where its standard input is open. */
  attach(sink: StreamSink): StreamHandle;
  /** Runs a command in virtual time; `done` is told at its end. */
  run(command: readonly string[], done: (result: CommandResult) => void): void;
  usage(): ContainerUsage;
  /** What it has written into its own files, mounted volumes apart. */
  readonly writtenBytes: number;
  /** Whether its usage changes with time alone. Where not, it stays the same until the host hears of a change. */
  readonly usageMoves: boolean;
  /** New limits of a container that goes on running. */
  resize(limits: { readonly cpuLimitMilli?: number | undefined; readonly memoryLimitBytes?: number | undefined }): void;
  /** What the program wrote to its termination message path; '' for nothing. */
  terminationMessage(): string;
}

/** What a container could not be started for: the runtime's own words. */
export interface StartError {
  readonly startError: string;
}

/** How containers come to be and what they run: what containerd is. One serves any number of kubelets. */
export interface ContainerRuntime {
  /** What the registry answers for an image name. */
  resolveImage(reference: string): ImageInfo | { readonly pullError: string };
  start(spec: ContainerSpec, host: ContainerHost): RuntimeContainer | StartError;
  /** The files of a volume that outlives containers, made empty at the first call. */
  volume(key: string): FileTree;
  /** A tree of its own, that nobody else finds. `refresh` is asked before each read. */
  newTree(refresh?: (tree: FileTree) => void): FileTree;
  /** Forgets a volume (an emptyDir whose pod is gone). */
  removeVolume(key: string): void;
}
