import { expect, it } from 'vitest';
import { EventQueue } from '../../engine/sim/index.ts';
import type { ApiServer } from '../../kube/api.ts';
import { drive, runKubectl, splitLine } from '../index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };
const node = (name: string) => ({ metadata: { name }, status: { allocatable: { cpu: '4', memory: '8Gi' } } });
const api: ApiServer = {
  handle: ({ path }) => ({ code: 200, body: path.startsWith('/apis/metrics.k8s.io/') ? { items: [{ metadata: { name: 'n2' }, usage: { cpu: '1', memory: '2Gi' } }] } : { items: [node('n1'), node('n2')] } }),
  watch: () => ({ stop: () => undefined }),
};

it('names the nodes of which there are no metrics after the others', () => {
  let said = '';
  const output = { stdout: (text: string) => { said += text; }, stderr: (text: string) => { said += text; } };
  drive(runKubectl(splitLine('top nodes --no-headers'), { settings, output, stdin: '' }), { api, clock: new EventQueue(0), user: person, cause: { action: 1 } }, () => undefined);
  expect(said.trim().split('\n').map((line) => line.split(/\s+/))).toEqual([['n2', '1000m', '25%', '2048Mi', '25%'], ['n1', ...Array<string>(4).fill('<unknown>')]]);
});
