import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import { CpuMeter } from './cpu.ts';
import { FileView } from './file-view.ts';
import { imageFiles } from './image-files.ts';
import type { KnownImage } from './images.ts';
import type { CommandResult, ContainerHost, ContainerSpec, ContainerUsage, EtcdView, RuntimeContainer, StreamHandle, StreamSink } from './interface.ts';
import { LogBuffer } from './logs.ts';
import type { Process, ProcessHost } from './programs/process.ts';
import { execCommand, openCommand, runCommand } from './shell/exec.ts';

export interface ContainerSettings {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly host: ContainerHost;
  readonly image: KnownImage;
  readonly clock: Clock;
  readonly random: Random;
  readonly etcd?: ((address: string) => EtcdView | undefined) | undefined;
}

/** A container: one first process, its files, its log, its share of the machine. */
export class Container implements RuntimeContainer, ProcessHost {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly spec: ContainerSpec;
  readonly image: KnownImage;
  readonly logs = new LogBuffer();
  readonly #host: ContainerHost;
  readonly #etcd: ContainerSettings['etcd'];
  /** Made for the first command that takes its time. */
  #commands: Set<{ stop(): void }> | undefined;
  /** Commands that are typed into. */
  #open: Set<{ killed(): void }> | undefined;
  #attached: Set<StreamSink> | undefined;
  #files: FileView | undefined;
  #cpu: CpuMeter | undefined;
  #process: Process | undefined;
  #running = true;
  #memoryBytes: number;
  #cpuLimitMilli: number | undefined;
  #memoryLimitBytes: number | undefined;

  constructor(settings: ContainerSettings) {
    this.id = settings.id;
    this.clock = settings.clock;
    this.random = settings.random;
    this.spec = settings.spec;
    this.image = settings.image;
    this.#host = settings.host;
    this.#etcd = settings.etcd;
    this.#cpuLimitMilli = settings.spec.cpuLimitMilli;
    this.#memoryLimitBytes = settings.spec.memoryLimitBytes;
    this.#memoryBytes = this.#restingMemory();
  }

  /** Starts the first process. */
  begin(start: (host: ProcessHost) => Process): void {
    this.#process = start(this);
    if (!this.#running) this.#process.stop();
  }

  get running(): boolean {
    return this.#running;
  }

  get isSteady(): boolean {
    return this.#process?.isSteady !== false && (this.#cpu?.backlogMs(this.clock.nowMs) ?? 0) < 100;
  }

  get files(): FileView {
    this.#files ??= new FileView(this.spec.mounts, () => imageFiles(this.image, this.spec), () => { this.#wrote(); });
    return this.#files;
  }

  #wrote(): void {
    this.changed();
    this.#host.wrote?.();
  }

  get writtenBytes(): number {
    return this.#files?.writtenBytes ?? 0;
  }

  get cpu(): CpuMeter {
    this.#cpu ??= new CpuMeter(this.#host.stirred);
    return this.#cpu;
  }

  get cpuLimitMilli(): number {
    return this.#cpuLimitMilli ?? this.spec.nodeCpuMilli;
  }

  readonly etcd = (): EtcdView | undefined => this.#etcd?.(this.spec.podIP);

  readonly print = (text: string): void => {
    this.logs.write(this.clock.epochMs, text);
    for (const { out } of this.#attached ?? []) out(text);
  };

  readonly exit = (exitCode: number): void => { this.#end(exitCode, exitCode === 0 ? 'Completed' : 'Error'); };

  readonly holdMemory = (bytes: number): void => {
    if (!this.#running) return;
    this.#memoryBytes = bytes;
    if (this.#memoryLimitBytes !== undefined && bytes > this.#memoryLimitBytes) this.#end(137, 'OOMKilled');
    else this.#host.usageChanged();
  };

  readonly useCpu = (milli: number): void => {
    this.cpu.steadyMilli = milli;
    this.#host.usageChanged();
  };

  readonly changed = (): void => { if (this.#running) this.#host.changed(); };

  readonly send = (to: { readonly host: string } & NetworkRequest): NetworkReply => this.#host.send(to);

  readonly resolve = (host: string): readonly string[] | undefined => this.#host.resolve(host);

  terminate(): void {
    if (this.#running) this.#process?.terminate();
  }

  kill(exitCode: number): void {
    this.#end(exitCode, exitCode === 0 ? 'Completed' : 'Error');
  }

  destroy(): void {
    this.#running = false;
    this.#release();
  }

  receive(request: NetworkRequest): NetworkReply | undefined {
    if (!this.#running || !this.#process?.listensOn?.(request.port)) return undefined;
    return this.#process.receive?.(request);
  }

  listensOn(port: number): boolean {
    return this.#running && (this.#process?.listensOn?.(port) ?? false);
  }

  exec(command: readonly string[], stdin: string): CommandResult {
    return execCommand(this, command, stdin, this);
  }

  open(command: readonly string[], isTerminal: boolean, sink: StreamSink): StreamHandle | undefined {
    const entry = { killed: (): void => { opened?.stop(); sink.exited(137); } };
    const opened = openCommand(this, command, this, isTerminal, { ...sink, exited: (exitCode) => { this.#open?.delete(entry); sink.exited(exitCode); } });
    if (!opened) return undefined;
    this.#open ??= new Set();
    this.#open.add(entry);
    return {
      write: (text) => { opened.input.write(text); },
      end: () => { opened.input.close(); },
      close: () => { this.#open?.delete(entry); opened.stop(); },
    };
  }

  attach(sink: StreamSink): StreamHandle {
    const input = this.#process?.input;
    this.#attached ??= new Set();
    this.#attached.add(sink);
    if (input) sink.out(input.prompt);
    const end = (): void => { if (this.spec.stdinOnce) input?.close(); };
    return { write: (text) => { input?.write(text); }, end, close: () => { this.#attached?.delete(sink); end(); } };
  }

  run(command: readonly string[], done: (result: CommandResult) => void): void {
    const running = runCommand(this, command, this, (result) => {
      this.#commands?.delete(running);
      done(result);
    });
    this.#commands ??= new Set();
    this.#commands.add(running);
  }

  get usageMoves(): boolean {
    return this.#cpu?.isMoving(this.clock.nowMs) ?? false;
  }

  usage(): ContainerUsage {
    if (!this.#running) return { cpuMilli: 0, memoryBytes: 0 };
    return { cpuMilli: this.#cpu?.milli(this.clock.nowMs, this.cpuLimitMilli) ?? 0, memoryBytes: this.#memoryBytes };
  }

  resize(limits: { readonly cpuLimitMilli?: number | undefined; readonly memoryLimitBytes?: number | undefined }): void {
    this.#cpuLimitMilli = limits.cpuLimitMilli;
    this.#memoryLimitBytes = limits.memoryLimitBytes;
    this.holdMemory(this.#memoryBytes);
  }

  terminationMessage(): string {
    return this.#files?.read(this.spec.terminationMessagePath)?.slice(0, 4096) ?? '';
  }

  /** What the image's program holds when it has nothing to do; ordinary programs make do with a tight limit. */
  #restingMemory(): number {
    const wanted = this.image.memoryMiB * 1_048_576;
    return Math.floor(this.#memoryLimitBytes === undefined ? wanted : Math.min(wanted, this.#memoryLimitBytes * 0.8));
  }

  #end(exitCode: number, reason: 'Completed' | 'Error' | 'OOMKilled'): void {
    if (!this.#running) return;
    this.#running = false;
    this.#release();
    this.logs.close(this.clock.epochMs);
    for (const sink of this.#attached ?? []) sink.exited(exitCode);
    this.#attached = undefined;
    this.#host.exited({ exitCode, reason });
  }

  #release(): void {
    this.#process?.stop();
    for (const command of this.#commands ?? []) command.stop();
    this.#commands = undefined;
    const open = this.#open;
    this.#open = undefined;
    for (const command of open ?? []) command.killed();
  }
}
