import type { Command } from '../command.ts';
import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import { cordon, uncordon } from './cordon.ts';
import { create } from './create/index.ts';
import { remove } from './delete.ts';
import { drain } from './drain.ts';
import { attach, exec } from './exec.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { logs } from './logs.ts';
import { annotate, label } from './metadata.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout/index.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set/index.ts';
import { taint } from './taint.ts';
import { wait } from './wait.ts';

/** Every verb, in the order in which help shows them. */
export const root: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager',
  commands: [
    create, expose, run, set, get, remove, rollout, scale, autoscale, cordon, uncordon, drain, taint, logs, attach, exec,
    apply, patch, replace, wait, label, annotate,
  ],
};
