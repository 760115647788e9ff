import type { Random } from '../sim/random.ts';

/** How long a kubelet and its container runtime take for things, in virtual ms, and what they leave out. */
export interface KubeletProfile {
  /** The recordings' kubelets: no containers, everything quick, all images there. */
  readonly fake: boolean;
  /** From admission to a sandbox with an address. */
  readonly sandboxMs: (random: Random) => number;
  /** Creating and starting one container whose image is there. */
  readonly startMs: (random: Random) => number;
  /** Until an ended container is noticed. */
  readonly noticeMs: number;
  /** From a crash, or a failed pull, to the status that says back-off. */
  readonly backoffShownMs: number;
  /** Looking again for what a container's configuration lacks. */
  readonly configRetryMs: number;
  /** Looking again for what a volume lacks: first, doubled each time up to the last. */
  readonly mountRetryMs: readonly [first: number, last: number];
  /** From the end of the last container of a deleted pod to the end of the pod. */
  readonly cleanUpMs: number;
  /** What the events of a container's start say, of the container of that name or of its image. */
  readonly says: { readonly present: (image: string) => string; readonly created: (name: string) => string; readonly started: (name: string) => string };
}

/** A node with containerd, as it is met in practice. */
export const realProfile: KubeletProfile = {
  fake: false,
  sandboxMs: (random) => 300 + random.int(250),
  startMs: (random) => 80 + random.int(80),
  noticeMs: 400,
  backoffShownMs: 1000,
  configRetryMs: 11_000,
  mountRetryMs: [500, 122_000],
  cleanUpMs: 150,
  says: { present: (image) => `Container image "${image}" already present on machine and can be accessed by the pod`, created: () => 'Container created', started: () => 'Container started' },
};

/** What the fake kubelets did while the recordings were made. */
export const fakeProfile: KubeletProfile = {
  fake: true,
  sandboxMs: () => 100,
  startMs: () => 0,
  noticeMs: 0,
  backoffShownMs: 200,
  configRetryMs: 2000,
  mountRetryMs: [2000, 2000],
  cleanUpMs: 0,
  says: { present: (image) => `Container image "${image}" already present on machine`, created: (name) => `Created container: ${name}`, started: (name) => `Started container ${name}` },
};

/** How long a deleted pod takes there. */
export const fakeTerminationMs = 300;
