import type { Command } from '../command.ts';
import { apply } from './apply.ts';
import { create } from './create/index.ts';
import { remove } from './delete.ts';
import { get } from './get.ts';
import { annotate, label } from './metadata.ts';
import { scale } from './scale.ts';

/** Every verb, in the order in which help shows them. */
export const root: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager',
  commands: [create, get, remove, apply, scale, label, annotate],
};
