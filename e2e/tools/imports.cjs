/**
 * Who may import whom: the table of src/ARCHITECTURE.md for dependency-cruiser. Each room lists the rooms it may reach besides
 * itself; whatever is not listed is forbidden. Tests may import anything.
 */
const engine = (room) => `^src/engine/${room}/`;
const kube = '^src/kube/';
const sim = engine('sim');
const client = engine('client');
const networkInterface = '^src/engine/network/interface\\.ts$';
const runtimeInterface = engine('container-runtime');

const rooms = [
  { name: 'kube', from: kube, to: [] },
  { name: 'sim', from: sim, to: [] },
  { name: 'etcd', from: engine('etcd'), to: [kube, sim] },
  { name: 'client', from: client, to: [kube, sim] },
  { name: 'kube-apiserver', from: engine('kube-apiserver'), to: [kube, sim, engine('etcd')] },
  ...['kube-scheduler', 'kube-controller-manager', 'cloud-controller-manager', 'metrics-server', 'kubeadm', 'network', 'faults'].map((room) => ({ name: room, from: engine(room), to: [kube, sim, client] })),
  { name: 'container-runtime', from: engine('container-runtime'), to: [kube, sim, client, networkInterface] },
  { name: 'kube-proxy', from: engine('kube-proxy'), to: [kube, sim, client, networkInterface] },
  { name: 'coredns', from: engine('coredns'), to: [kube, sim, client, networkInterface] },
  { name: 'kubelet', from: engine('kubelet'), to: [kube, sim, client, networkInterface, runtimeInterface] },
  { name: 'cluster', from: '^src/engine/(cluster|index)\\.ts$', to: [kube, '^src/engine/'] },
  { name: 'kubectl', from: '^src/kubectl/', to: [kube, client] },
  { name: 'protocol', from: '^src/protocol/', to: [kube, '^src/scenario/'] },
  { name: 'scenario', from: '^src/scenario/', to: [kube] },
  { name: 'worker', from: '^src/worker/', to: [kube, '^src/protocol/', '^src/scenario/', '^src/engine/index\\.ts$', '^src/kubectl/'] },
  { name: 'server', from: '^src/server/', to: [kube, '^src/protocol/', '^src/scenario/', '^src/engine/index\\.ts$', '^src/kubectl/'] },
  { name: 'lessons', from: '^src/lessons/', to: [kube, '^src/scenario/'] },
  ...['editor', 'terminal', 'inspector', 'timeline', 'chaos', 'lessons', 'share', 'stage', 'theatre', 'api'].map((room) => ({
    name: `ui/${room}`, from: `^src/ui/${room}/`, to: ['^src/ui/session/', '^src/ui/design/', '^src/protocol/', '^src/scenario/', '^src/lessons/', kube],
  })),
  { name: 'ui/session', from: '^src/ui/session/', to: ['^src/protocol/', '^src/scenario/', '^src/lessons/', kube, '^src/worker/main\\.ts$'] },
  { name: 'ui/design', from: '^src/ui/design/', to: ['^src/ui/session/preferences\\.ts$', '^src/protocol/', kube] },
  { name: 'ui/app', from: '^src/ui/app/', to: ['^src/ui/', '^src/protocol/', '^src/scenario/', '^src/lessons/', kube] },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms.map(({ name, from, to }) => ({
      name: `${name} stays in its room`,
      severity: 'error',
      from: { path: from, pathNot: '(\\.(test|bench)\\.tsx?$|/testing/)' },
      to: { path: '^src/', pathNot: [from, ...to] },
    })),
    { name: 'testing is for tests', severity: 'error', from: { path: '^src/', pathNot: '(\\.(test|bench)\\.tsx?$|/testing/)' }, to: { path: '/testing/' } },
    { name: 'no circles', severity: 'error', from: { pathNot: '(\\.test\\.tsx?$|/testing/)' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' }, exclude: { path: '^src/kube/generated' } },
};
