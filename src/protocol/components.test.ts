import { expect, it } from 'vitest';
import { controllers } from '../engine/kube-controller-manager/controllers.ts';
import { controllerAccounts } from './components.ts';

it('names the accounts of the controllers that run, each once', () => {
  expect(controllerAccounts).toEqual([...new Set(controllers.flatMap(({ account }) => account ?? []))]);
});
