import type { UserInfo } from '../../../../kube/api.ts';
import type { CelValue } from '../../custom-resources/cel/evaluate.ts';
import { CelHost } from '../../custom-resources/cel/host.ts';
import { CelProblem } from '../../custom-resources/cel/problem.ts';
import type { ClusterView } from '../../core.ts';

interface Asked {
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

const builders: Readonly<Record<string, keyof Asked>> = { group: 'group', resource: 'resource', subresource: 'subresource', namespace: 'namespace', name: 'name', path: 'path' };

/**
 * `authorizer.group('apps').resource('deployments').namespace('x').check('delete').allowed()`
 *
 * @see Kubernetes 1.36, apiserver/pkg/cel/library, authz
 */
export class AuthorizerValue extends CelHost {
  readonly #view: ClusterView;
  readonly #user: UserInfo;
  readonly #asked: Asked;

  constructor(view: ClusterView, user: UserInfo, asked: Asked = {}) {
    super();
    this.#view = view;
    this.#user = user;
    this.#asked = asked;
  }

  call(name: string, [arg, other]: readonly CelValue[]): CelValue {
    const field = builders[name];
    if (field !== undefined && typeof arg === 'string') return new AuthorizerValue(this.#view, this.#user, { ...this.#asked, [field]: arg });
    if (name === 'serviceAccount' && typeof arg === 'string' && typeof other === 'string') return new AuthorizerValue(this.#view, accountUser(arg, other));
    if (name === 'check' && typeof arg === 'string') return new DecisionValue(this.#allows(arg));
    throw new CelProblem('no such overload');
  }

  #allows(verb: string): boolean {
    const { group = '', resource, subresource = '', namespace = '', name = '', path = '' } = this.#asked;
    return this.#view.may({ user: this.#user, verb, path, ...(resource === undefined ? {} : { resource: { group, plural: resource, subresource, namespace, name } }) });
  }
}

class DecisionValue extends CelHost {
  constructor(readonly isAllowed: boolean) {
    super();
  }

  call(name: string): CelValue {
    switch (name) {
      case 'allowed': return this.isAllowed;
      case 'errored': return false;
      case 'error': case 'reason': return '';
      default: throw new CelProblem('no such overload');
    }
  }
}

const accountUser = (namespace: string, name: string): UserInfo => ({
  name: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});
