import { expect, it } from 'vitest';
import { runKubectl, splitLine, type Settings } from './index.ts';

/** Says `kubectl config …` one after the other to one kubeconfig. */
function prompt() {
  let settings: Settings = { namespace: 'default', user: 'kubernetes-admin', server: 'https://192.168.0.10:6443', context: 'drydock' };
  const say = (line: string): string => {
    let said = '';
    const take = (text: string): void => { said += text; };
    const step = runKubectl(splitLine(line).slice(1), { settings, stdin: '', output: { stdout: take, stderr: take, settings: (next) => { settings = next; } } }).next();
    if (!step.done) throw new Error('no command of config asks for anything');
    return `${said}[${String(step.value)}]`;
  };
  return { say, settings: () => settings };
}

/** One after the other, as kubectl 1.32 answers them (without `preferences`, which 1.36 no longer writes). */
const story: readonly (readonly [line: string, said: string])[] = [
    ['kubectl config set-context dev --cluster=drydock --user=kubernetes-admin --namespace=dev', 'Context "dev" created.\n[0]'],
    ['kubectl config set-context dev --namespace=dev2', 'Context "dev" modified.\n[0]'],
    ['kubectl config set-context --current --namespace=shop', 'Context "drydock" modified.\n[0]'],
    ['kubectl config get-contexts', 'CURRENT   NAME      CLUSTER   AUTHINFO           NAMESPACE\n          dev       drydock   kubernetes-admin   dev2\n*         drydock   drydock   kubernetes-admin   shop\n[0]'],
    ['kubectl config get-contexts dev', 'CURRENT   NAME   CLUSTER   AUTHINFO           NAMESPACE\n          dev    drydock   kubernetes-admin   dev2\n[0]'],
    ['kubectl config get-contexts -o name', 'dev\ndrydock\n[0]'],
    ['kubectl config get-contexts nope', 'CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\nerror: context nope not found\n[1]'],
    ['kubectl config view', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.10:6443\n  name: drydock\ncontexts:\n- context:\n    cluster: drydock\n    namespace: dev2\n    user: kubernetes-admin\n  name: dev\n- context:\n    cluster: drydock\n    namespace: shop\n    user: kubernetes-admin\n  name: drydock\ncurrent-context: drydock\nkind: Config\nusers:\n- name: kubernetes-admin\n  user: {}\n[0]'],
    ['kubectl config view --minify', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.10:6443\n  name: drydock\ncontexts:\n- context:\n    cluster: drydock\n    namespace: shop\n    user: kubernetes-admin\n  name: drydock\ncurrent-context: drydock\nkind: Config\nusers:\n- name: kubernetes-admin\n  user: {}\n[0]'],
    ['kubectl config view -o jsonpath={.contexts[*].name}', 'dev drydock[0]'],
    ['kubectl config view --minify -o jsonpath={..namespace}', 'shop[0]'],
    ['kubectl config use-context dev', 'Switched to context "dev".\n[0]'],
    ['kubectl config current-context', 'dev\n[0]'],
    ['kubectl config view --minify --output jsonpath={..namespace}', 'dev2[0]'],
    ['kubectl config rename-context dev prod', 'Context "dev" renamed to "prod".\n[0]'],
    ['kubectl config rename-context nope x', 'error: cannot rename the context "nope", it\'s not in /home/drydock/.kube/config\n[1]'],
    ['kubectl config rename-context prod drydock', 'error: cannot rename the context "prod", the context "drydock" already exists in /home/drydock/.kube/config\n[1]'],
    ['kubectl config get-contexts', 'CURRENT   NAME      CLUSTER   AUTHINFO           NAMESPACE\n          drydock   drydock   kubernetes-admin   shop\n*         prod      drydock   kubernetes-admin   dev2\n[0]'],
    ['kubectl config set-cluster other --server=https://1.2.3.4', 'Cluster "other" set.\n[0]'],
    ['kubectl config set-credentials bob --token=abc', 'User "bob" set.\n[0]'],
    ['kubectl config get-clusters', 'NAME\ndrydock\nother\n[0]'],
    ['kubectl config get-users', 'NAME\nbob\nkubernetes-admin\n[0]'],
    ['kubectl config view -o jsonpath={.users}', '[{"name":"bob","user":{"token":"REDACTED"}},{"name":"kubernetes-admin","user":{}}][0]'],
    ['kubectl config view', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.10:6443\n  name: drydock\n- cluster:\n    server: https://1.2.3.4\n  name: other\ncontexts:\n- context:\n    cluster: drydock\n    namespace: shop\n    user: kubernetes-admin\n  name: drydock\n- context:\n    cluster: drydock\n    namespace: dev2\n    user: kubernetes-admin\n  name: prod\ncurrent-context: prod\nkind: Config\nusers:\n- name: bob\n  user:\n    token: REDACTED\n- name: kubernetes-admin\n  user: {}\n[0]'],
    ['kubectl config view --raw -o jsonpath={.users[0].user.token}', 'abc[0]'],
    ['kubectl config delete-user bob', 'deleted user bob from /home/drydock/.kube/config\n[0]'],
    ['kubectl config delete-cluster other', 'deleted cluster other from /home/drydock/.kube/config\n[0]'],
    ['kubectl config delete-cluster other', 'error: cannot delete cluster other, not in /home/drydock/.kube/config\n[1]'],
    ['kubectl config delete-user bob', 'error: cannot delete user bob, not in /home/drydock/.kube/config\n[1]'],
    ['kubectl config delete-context prod', 'warning: this removed your active context, use "kubectl config use-context" to select a different one\ndeleted context prod from /home/drydock/.kube/config\n[0]'],
    ['kubectl config delete-context prod', 'error: cannot delete context prod, not in /home/drydock/.kube/config\n[1]'],
    ['kubectl config current-context', 'prod\n[0]'],
    ['kubectl config get-contexts', 'CURRENT   NAME      CLUSTER   AUTHINFO           NAMESPACE\n          drydock   drydock   kubernetes-admin   shop\n[0]'],
    ['kubectl config use-context nope', 'error: no context exists with the name: "nope"\n[1]'],
    ['kubectl config set-context', 'error: you must specify a non-empty context name or --current\n[1]'],
    ['kubectl config set-context --current x', 'error: you cannot specify both a context name and --current\n[1]'],
    ['kubectl config unset current-context', 'Property "current-context" unset.\n[0]'],
    ['kubectl config unset contexts.drydock.namespace', 'Property "contexts.drydock.namespace" unset.\n[0]'],
    ['kubectl config set contexts.drydock.namespace web', 'Property "contexts.drydock.namespace" set.\n[0]'],
    ['kubectl config set current-context drydock', 'Property "current-context" set.\n[0]'],
    ['kubectl config view --minify', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.10:6443\n  name: drydock\ncontexts:\n- context:\n    cluster: drydock\n    namespace: web\n    user: kubernetes-admin\n  name: drydock\ncurrent-context: drydock\nkind: Config\nusers:\n- name: kubernetes-admin\n  user: {}\n[0]'],
    ['kubectl config unset contexts.drydock', 'Property "contexts.drydock" unset.\n[0]'],
    ['kubectl config get-contexts', 'CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n[0]'],
    ['kubectl config unset users', 'Property "users" unset.\n[0]'],
    ['kubectl config set a.b c', 'error: unable to parse a.b after [] at api.Config\n[1]'],
    ['kubectl config view', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.168.0.10:6443\n  name: drydock\ncontexts: null\ncurrent-context: drydock\nkind: Config\nusers: null\n[0]'],
];

it('keeps contexts, clusters and users as kubectl does', () => {
  const { say } = prompt();
  expect(story.map(([line]) => [line, say(line)])).toEqual(story);
});

it('leads later commands where the current context does', () => {
  const { say, settings } = prompt();
  say('kubectl config set-context dev --cluster=drydock --user=kubernetes-admin --namespace=dev');
  expect(settings().namespace).toBe('default');
  say('kubectl config use-context dev');
  expect(settings()).toMatchObject({ namespace: 'dev', context: 'dev', server: 'https://192.168.0.10:6443' });
  expect(say('kubectl config view --minify -o json')).toContain('"kind": "Config",\n    "apiVersion": "v1",\n    "clusters": [\n        {\n            "name": "drydock"');
});
