import { describe, expect, it } from 'vitest';
import { freshServer, pod } from '../../testing/fresh-server.ts';

const safe = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };

/** A server whose namespace `lab` asks for a standard. */
function withLevel(level: string, version = 'latest', mode = 'enforce') {
  const cluster = freshServer();
  cluster.ask('POST', '/api/v1/namespaces', { metadata: { name: 'lab', labels: { [`pod-security.kubernetes.io/${mode}`]: level, [`pod-security.kubernetes.io/${mode}-version`]: version } } });
  cluster.ask('POST', '/api/v1/namespaces/lab/serviceaccounts', { metadata: { name: 'default' } });
  return { ...cluster, post: (spec: object, metadata: object = {}): string => cluster.words('POST', '/api/v1/namespaces/lab/pods', pod('p', spec, metadata)) };
}

const one = (container: object, spec: object = {}): object => ({ containers: [{ name: 'a', image: 'x', ...container }], ...spec });
const two = (first: object, second: object, spec: object = {}): object => ({ containers: [{ name: 'a', image: 'x', ...first }, { name: 'b', image: 'x', ...second }], ...spec });
const secured = (security: object, spec: object = {}): object => one({ securityContext: security }, spec);

describe('baseline', () => {
  it.each([
    { why: 'nothing', spec: one({}), words: undefined },
    { why: 'a profile of AppArmor', spec: two({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }, {}, { securityContext: { appArmorProfile: { type: 'Unconfined' } } }), words: 'forbidden AppArmor profile (pod and container "a" must not set AppArmor profile type to "Unconfined")' },
    { why: 'capabilities', spec: two({ securityContext: { capabilities: { add: ['NET_ADMIN', 'CHOWN'] } } }, { securityContext: { capabilities: { add: ['BPF'] } } }), words: 'non-default capabilities (containers "a", "b" must not include "BPF", "NET_ADMIN" in securityContext.capabilities.add)' },
    { why: "the host's namespaces", spec: one({}, { hostNetwork: true, hostPID: true, hostIPC: true }), words: 'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)' },
    { why: "the host's paths", spec: one({}, { volumes: [{ name: 'v', hostPath: { path: '/' } }, { name: 'w', hostPath: { path: '/' } }] }), words: 'hostPath volumes (volumes "v", "w")' },
    { why: "the host's ports", spec: two({ ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 9 }] }, { ports: [{ containerPort: 3, hostPort: 7 }] }), words: 'hostPort (containers "a", "b" use hostPorts 7, 80, 9)' },
    { why: 'a probe of another host', spec: one({ livenessProbe: { httpGet: { port: 80, host: 'a.com' } } }), words: 'probe or lifecycle host (container "a" uses probe or lifecycle host "a.com")' },
    { why: 'several probes and hooks', spec: two({ lifecycle: { preStop: { httpGet: { port: 80, host: '8.8.8.8' } } } }, { readinessProbe: { tcpSocket: { port: 80, host: 'a.com' } }, startupProbe: { httpGet: { port: 80, host: 'a.com' } } }), words: 'probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "8.8.8.8", "a.com")' },
    { why: 'a privileged container', spec: secured({ privileged: true }), words: 'privileged (container "a" must not set securityContext.privileged=true)' },
    { why: 'a type of SELinux', spec: secured({ seLinuxOptions: { type: 'spc_t', user: 'u' } }), words: 'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)' },
    { why: 'no seccomp', spec: secured({ seccompProfile: { type: 'Unconfined' } }, { securityContext: { seccompProfile: { type: 'Unconfined' } } }), words: 'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")' },
    { why: 'sysctls', spec: one({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }, { name: 'net.ipv4.tcp_rmem', value: '1' }, { name: 'net.core.somaxconn', value: '1' }] } }), words: 'forbidden sysctls (kernel.msgmax, net.core.somaxconn)' },
    { why: 'several things, in their order', spec: secured({ privileged: true }, { hostPID: true }), words: 'host namespaces (hostPID=true), privileged (container "a" must not set securityContext.privileged=true)' },
  ])('refuses $why', ({ spec, words }) => {
    expect(withLevel('baseline').post(spec)).toBe(words === undefined ? 'ok 201' : `pods "p" is forbidden: violates PodSecurity "baseline:latest": ${words}`);
  });
});

describe('restricted', () => {
  it.each([
    { why: 'nothing', spec: secured(safe), words: undefined },
    { why: 'what says nothing at all', spec: one({}), words: 'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")' },
    { why: 'capabilities', spec: secured({ ...safe, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } }), words: 'unrestricted capabilities (container "a" must not include "CHOWN" in securityContext.capabilities.add)' },
    { why: 'volumes', spec: secured(safe, { volumes: [{ name: 'v', hostPath: { path: '/' } }, { name: 'w', nfs: { server: 's', path: '/' } }, { name: 'x', emptyDir: {} }] }), words: 'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")' },
    { why: 'root, said twice', spec: secured({ ...safe, runAsNonRoot: false, runAsUser: 0 }, { securityContext: { runAsNonRoot: false, runAsUser: 0 } }), words: 'runAsNonRoot != true (pod and container "a" must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod and container "a" must not set runAsUser=0)' },
    { why: 'only those that say nothing where the pod does not', spec: two({ securityContext: safe }, { securityContext: { ...safe, runAsNonRoot: undefined } }), words: 'runAsNonRoot != true (pod or container "b" must set securityContext.runAsNonRoot=true)' },
    { why: 'no seccomp', spec: two({ securityContext: { ...safe, seccompProfile: { type: 'Unconfined' } } }, { securityContext: safe }), words: 'seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")' },
    { why: 'nothing of root in a user namespace', spec: one({ securityContext: { ...safe, runAsNonRoot: undefined, runAsUser: 0 } }, { hostUsers: false }), words: undefined },
    { why: 'nothing that only Linux has on Windows', spec: one({ securityContext: { runAsNonRoot: true } }, { os: { name: 'windows' } }), words: undefined },
  ])('refuses $why', ({ spec, words }) => {
    expect(withLevel('restricted').post(spec)).toBe(words === undefined ? 'ok 201' : `pods "p" is forbidden: violates PodSecurity "restricted:latest": ${words}`);
  });
});

describe('a version of the standards', () => {
  const root = secured({ ...safe, runAsUser: 0 });
  it.each([
    { why: 'probes of other hosts', level: 'baseline', version: 'v1.33', spec: one({ livenessProbe: { httpGet: { port: 80, host: 'a.com' } } }) },
    { why: 'a number of root', level: 'restricted', version: 'v1.22', spec: root },
    { why: 'seccomp profiles in fields', level: 'baseline', version: 'v1.18', spec: secured({ seccompProfile: { type: 'Unconfined' } }) },
  ])('$version knows nothing of $why yet', ({ level, version, spec }) => {
    expect(withLevel(level, version).post(spec)).toBe('ok 201');
  });

  it.each([
    { why: 'later sysctls', level: 'baseline', version: 'v1.31', spec: one({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } }), words: 'forbidden sysctls (net.ipv4.tcp_rmem)' },
    { why: 'the engine of containers', level: 'baseline', version: 'v1.30', spec: secured({ seLinuxOptions: { type: 'container_engine_t' } }), words: 'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t")' },
    { why: 'what Windows has not', level: 'restricted', version: 'v1.24', spec: one({ securityContext: { runAsNonRoot: true } }, { os: { name: 'windows' } }), words: 'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")' },
    { why: 'root in a user namespace', level: 'restricted', version: 'v1.34', spec: one({ securityContext: { ...safe, runAsUser: 0 } }, { hostUsers: false }), words: 'runAsUser=0 (container "a" must not set runAsUser=0)' },
  ])('$version still refuses $why', ({ level, version, spec, words }) => {
    expect(withLevel(level, version).post(spec)).toBe(`pods "p" is forbidden: violates PodSecurity "${level}:${version}": ${words}`);
  });

  it('of a time to come is the latest', () => {
    expect(withLevel('restricted', 'v1.99').post(root)).toContain('violates PodSecurity "restricted:v1.99": runAsUser=0');
  });
});

it('what falls short of the level of audits is noted', () => {
  const { ask, server } = withLevel('restricted', 'latest', 'audit');
  const notes: (readonly string[])[] = [];
  server.listen((trace) => { notes.push(trace.details().audit.map(({ key, value }) => `${key} ${value}`)); });
  expect(ask('POST', '/api/v1/namespaces/lab/pods', pod('p', secured({ ...safe, runAsUser: 0 }))).code).toBe(201);
  expect(notes.at(-1)).toEqual([
    'pod-security.kubernetes.io/enforce-policy privileged:latest',
    'pod-security.kubernetes.io/audit-violations would violate PodSecurity "restricted:latest": runAsUser=0 (container "a" must not set runAsUser=0)',
  ]);
});
