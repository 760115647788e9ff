import { describe, expect, it } from 'vitest';
import { pods } from '../../kube/kinds.ts';
import { nodeStory, one, script } from './testing/node-story.ts';

describe('a pod', () => {
  it('pulls its image, starts, serves, is ready', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx:1.25', ports: [{ containerPort: 80 }] }));
    story.run(0.1);
    expect(story.state()).toBe('ContainerCreating 0/1 restarts 0');
    story.run(10);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    expect(story.conditions()).toEqual(['PodReadyToStartContainers True', 'Initialized True', 'Ready True', 'ContainersReady True', 'PodScheduled True']);
    const events = story.events();
    expect(events[0]).toBe('Normal Pulling Pulling image "nginx:1.25"');
    expect(events[1]).toMatch(/^Normal Pulled Successfully pulled image "nginx:1.25" in \d(\.\d+)?s \(\d(\.\d+)?s including waiting\)\. Image size: \d+ bytes\.$/);
    expect(events.slice(2)).toEqual(['Normal Created Container created', 'Normal Started Container started']);
    const ip = story.pod().status?.podIP ?? '';
    expect(story.network.send('', { host: ip, protocol: 'HTTP', port: 80, path: '/' })).toMatchObject({ ok: true, status: 200 });
    expect(story.network.send('', { host: ip, protocol: 'HTTP', port: 8080, path: '/' })).toMatchObject({ ok: false, reason: 'connection refused' });
    expect(story.node().status?.images?.[0]?.names).toContain('docker.io/library/nginx:1.25');
  });

  it('is gone soon after its deletion when its program listens to SIGTERM, and after its grace period when not', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx' }), 'polite');
    story.create(script('sleep 3600'), 'deaf');
    story.run(10);
    story.remove('polite');
    story.remove('deaf');
    story.run(1);
    expect(story.exists('polite')).toBe(false);
    expect(story.exists('deaf')).toBe(true);
    story.run(28);
    expect(story.exists('deaf')).toBe(true);
    story.run(3);
    expect(story.exists('deaf')).toBe(false);
    expect(story.events('polite')).toContain('Normal Killing Stopping container app');
    expect(story.network.receivers.size).toBe(0);
  });
});

const main = { name: 'app', image: 'busybox', command: ['sh', '-c', 'echo main; sleep 3600'] };

describe('restarts', () => {
  it('back off: at once, then 10 s, then 20 s', () => {
    const story = nodeStory();
    story.create(script('echo oops; exit 1'));
    story.run(3);
    expect(story.state()).toMatch(/restarts 1$/);
    story.run(2);
    expect(story.state()).toBe('CrashLoopBackOff 0/1 restarts 1');
    const { uid } = story.pod().metadata ?? {};
    expect(story.pod().status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(`back-off 10s restarting failed container=app pod=app_default(${uid ?? ''})`);
    expect(story.pod().status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    expect(story.events()).toContain(`Warning BackOff Back-off restarting failed container app in pod app_default(${uid ?? ''})`);
    expect(story.pod().status?.phase).toBe('Running');
    story.run(10);
    expect(story.state()).toBe('CrashLoopBackOff 0/1 restarts 2');
    expect(story.pod().status?.containerStatuses?.[0]?.state?.waiting?.message).toContain('back-off 20s');
    expect(story.logs()).toBe('oops\n');
    expect(story.logs('app', 'app', true)).toBe('oops\n');
  });

  it.each([
    { policy: 'Never', exit: 0, state: 'Completed 0/1 restarts 0', phase: 'Succeeded' },
    { policy: 'Never', exit: 3, state: 'Error 0/1 restarts 0', phase: 'Failed' },
    { policy: 'OnFailure', exit: 0, state: 'Completed 0/1 restarts 0', phase: 'Succeeded' },
    { policy: 'OnFailure', exit: 3, state: 'CrashLoopBackOff 0/1 restarts 1', phase: 'Running' },
    { policy: 'Always', exit: 0, state: 'CrashLoopBackOff 0/1 restarts 1', phase: 'Running' },
  ])('by policy $policy after exit $exit: $state', ({ policy, exit, state, phase }) => {
    const story = nodeStory();
    story.create(script(`exit ${String(exit)}`, { restartPolicy: policy }));
    story.run(7);
    expect(story.state()).toBe(state);
    expect(story.pod().status?.phase).toBe(phase);
  });

  it('say how a completed pod is', () => {
    const story = nodeStory();
    story.create(script('exit 0', { restartPolicy: 'Never' }));
    story.run(5);
    expect(story.conditions()).toEqual(['PodReadyToStartContainers False', 'Initialized True PodCompleted', 'Ready False PodCompleted', 'ContainersReady False PodCompleted', 'PodScheduled True']);
  });

  it('follow a killed container', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx' }));
    story.run(10);
    expect(story.kubelet.killContainer('default', 'app', 'app', 137)).toBe(true);
    story.run(2);
    expect(story.state()).toBe('Running 1/1 restarts 1');
    expect(story.pod().status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
  });
});

describe('images', () => {
  it('that are not there: ErrImagePull, ImagePullBackOff, and again', () => {
    const story = nodeStory();
    story.create(one({ image: 'nonexistent:9' }));
    story.run(1.5);
    expect(story.state()).toBe('ErrImagePull 0/1 restarts 0');
    story.run(2);
    expect(story.state()).toBe('ImagePullBackOff 0/1 restarts 0');
    expect(story.conditions()).toEqual([
      'PodReadyToStartContainers True', 'Initialized True', 'Ready False ContainersNotReady containers with unready status: [app]',
      'ContainersReady False ContainersNotReady containers with unready status: [app]', 'PodScheduled True']);
    expect(story.events().map((line) => line.slice(0, 60))).toEqual([
      'Normal Pulling Pulling image "nonexistent:9"', 'Warning Failed Failed to pull image "nonexistent:9": rpc err', 'Warning Failed Error: ErrImagePull',
      'Normal BackOff Back-off pulling image "nonexistent:9"', 'Warning Failed Error: ImagePullBackOff']);
    expect(story.logs()).toMatchObject({ code: 400, message: 'container "app" in pod "app" is waiting to start: trying and failing to pull image' });
  });

  it('are pulled once for a node, unless the policy says Always or Never', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx:1.25' }), 'a');
    story.run(10);
    for (const policy of ['IfNotPresent', 'Always', 'Never']) story.create(one({ image: 'nginx:1.25', imagePullPolicy: policy }), policy.toLowerCase());
    story.create(one({ image: 'redis:7', imagePullPolicy: 'Never' }), 'absent');
    story.run(5);
    expect(story.events('ifnotpresent')[0]).toBe('Normal Pulled Container image "nginx:1.25" already present on machine and can be accessed by the pod');
    expect(story.events('never')[0]).toBe('Normal Pulled Container image "nginx:1.25" already present on machine and can be accessed by the pod');
    expect(story.events('always')[0]).toBe('Normal Pulling Pulling image "nginx:1.25"');
    expect(story.state('absent')).toBe('ErrImageNeverPull 0/1 restarts 0');
  });

  it('without the program that the command names', () => {
    const story = nodeStory();
    story.create(one({ command: ['nosuch'] }, { restartPolicy: 'Never' }));
    story.run(5);
    expect(story.pod().status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(story.pod().status?.phase).toBe('Failed');
  });
});

describe('init containers and sidecars', () => {
  it('run one after another before the main containers', () => {
    const story = nodeStory();
    story.create({ initContainers: [{ name: 'first', image: 'busybox', command: ['sh', '-c', 'echo one > /work/f; sleep 3'], volumeMounts: [{ name: 'w', mountPath: '/work' }] }, { name: 'second', image: 'busybox', command: ['sleep', '3'] }],
      containers: [{ ...main, command: ['sh', '-c', 'cat /work/f; sleep 3600'], volumeMounts: [{ name: 'w', mountPath: '/work' }] }], volumes: [{ name: 'w', emptyDir: {} }] });
    story.run(3);
    expect(story.state()).toBe('PodInitializing 0/1 restarts 0');
    expect(story.conditions()[1]).toBe('Initialized False ContainersNotInitialized containers with incomplete status: [first second]');
    expect(story.pod().status?.phase).toBe('Pending');
    story.run(10);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    expect(story.pod().status?.initContainerStatuses?.map(({ ready, state }) => [ready, state?.terminated?.reason])).toEqual([[true, 'Completed'], [true, 'Completed']]);
    expect(story.logs()).toBe('one\n');
  });

  it('that fail: again with back-off, or the pod has failed where nothing is restarted', () => {
    const story = nodeStory();
    const failing = { initContainers: [{ name: 'init', image: 'busybox', command: ['false'] }], containers: [main] };
    story.create(failing, 'again');
    story.create({ ...failing, restartPolicy: 'Never' }, 'never');
    story.run(8);
    expect(story.pod('again').status).toMatchObject({ phase: 'Pending', initContainerStatuses: [{ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } }] });
    expect(story.pod('never').status).toMatchObject({ phase: 'Failed', initContainerStatuses: [{ state: { terminated: { exitCode: 1 } } }] });
  });

  it('with restartPolicy Always run beside the main container, gate it by their startup probe, and go last', () => {
    const story = nodeStory();
    story.create({ restartPolicy: 'Never', terminationGracePeriodSeconds: 5, initContainers: [{ name: 'side', image: 'nginx', restartPolicy: 'Always', startupProbe: { httpGet: { port: 80 }, periodSeconds: 1, initialDelaySeconds: 3 } }],
      containers: [{ ...main, command: ['sleep', '5'] }] });
    story.run(6);
    expect(story.state()).toBe('PodInitializing 0/1 restarts 0');
    story.run(4);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    expect(story.pod().status?.initContainerStatuses?.[0]).toMatchObject({ ready: true, started: true, state: { running: {} } });
    story.run(8);
    expect(story.pod().status).toMatchObject({ phase: 'Succeeded', initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }] });
    expect(story.events()).toContain('Normal Killing Stopping container side');
  });
});

describe('configuration', () => {
  const config = (story: ReturnType<typeof nodeStory>, data: Record<string, string>) => story.ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'settings' }, data });

  it('that is missing holds the container, until it comes', () => {
    const story = nodeStory();
    story.create(script('echo $LEVEL; sleep 3600').containers ? one({ command: ['sh', '-c', 'echo $LEVEL; sleep 3600'], env: [{ name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } }] }) : {});
    story.run(5);
    expect(story.state()).toBe('CreateContainerConfigError 0/1 restarts 0');
    expect(story.pod().status?.containerStatuses?.[0]?.state?.waiting?.message).toBe('configmap "settings" not found');
    config(story, { other: '1' });
    story.run(12);
    expect(story.pod().status?.containerStatuses?.[0]?.state?.waiting?.message).toBe("couldn't find key level in ConfigMap default/settings");
    story.ask('PATCH', '/api/v1/namespaces/default/configmaps/settings', { data: { level: 'high' } });
    story.run(15);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    expect(story.logs()).toBe('high\n');
  });

  it('reaches programs as variables and files, and files follow changes', () => {
    const story = nodeStory();
    config(story, { level: 'high', 'a.conf': 'x=1\n' });
    story.ask('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'key' }, data: { token: 'czNjcjN0' } });
    story.create(one({
      command: ['sh', '-c', 'echo $(NAME)/$ALL_level; cat /etc/conf/a.conf /etc/key/token; ls /etc/conf; sleep 3600'],
      env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'TWICE', value: '$(NAME)-$(NAME)-$$(NAME)-$(NONE)' }, { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } }],
      envFrom: [{ prefix: 'ALL_', configMapRef: { name: 'settings' } }], resources: { limits: { cpu: '500m' } },
      volumeMounts: [{ name: 'conf', mountPath: '/etc/conf' }, { name: 'key', mountPath: '/etc/key' }],
    }, { volumes: [{ name: 'conf', configMap: { name: 'settings' } }, { name: 'key', secret: { secretName: 'key' } }] }));
    story.run(5);
    expect(story.logs()).toBe('app/high\nx=1\ns3cr3ta.conf\nlevel\n'.replace('a.conf', 'a.conf'));
    expect(story.exec(['printenv', 'TWICE'])).toMatchObject({ stdout: 'app-app-$(NAME)-$(NONE)\n' });
    expect(story.exec(['printenv', 'CPU'])).toMatchObject({ stdout: '500\n' });
    expect(story.exec(['printenv', 'KUBERNETES_SERVICE_HOST'])).toMatchObject({ stdout: '10.96.0.1\n' });
    expect(story.exec(['sh', '-c', 'echo no > /etc/conf/x'])).toMatchObject({ exitCode: 1, stderr: "sh: can't create /etc/conf/x: Read-only file system\n" });
    story.ask('PATCH', '/api/v1/namespaces/default/configmaps/settings', { data: { 'a.conf': 'x=2\n' } });
    story.run(61);
    expect(story.exec(['cat', '/etc/conf/a.conf'])).toMatchObject({ stdout: 'x=2\n' });
  });

  it('of a volume that is missing keeps the pod from starting', () => {
    const story = nodeStory();
    story.create(one({ command: ['sleep', '3600'] }, { volumes: [{ name: 'v', secret: { secretName: 'none' } }] }));
    story.run(5);
    expect(story.state()).toBe('ContainerCreating 0/1 restarts 0');
    expect(story.events()).toEqual(['Warning FailedMount MountVolume.SetUp failed for volume "v" : secret "none" not found']);
    expect(story.conditions()[0]).toBe('PodReadyToStartContainers False');
  });
});

describe('probes', () => {
  it('readiness takes a pod in and out', () => {
    const story = nodeStory();
    story.create(one({ command: ['sh', '-c', 'sleep 5; touch /tmp/ready; sleep 3600'], readinessProbe: { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 2, failureThreshold: 2 } }));
    story.run(5);
    expect(story.state()).toBe('Running 0/1 restarts 0');
    expect(story.events()).toContain("Warning Unhealthy Readiness probe failed: cat: can't open '/tmp/ready': No such file or directory\n");
    story.run(7);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    const tasks = story.clock.executed;
    story.run(100);
    expect(story.clock.executed - tasks).toBeLessThan(20);
    story.exec(['rm', '/tmp/ready']);
    story.run(5);
    expect(story.state()).toBe('Running 0/1 restarts 0');
    expect(story.conditions()[2]).toBe('Ready False ContainersNotReady containers with unready status: [app]');
  });

  it('liveness restarts a container that has fallen ill', () => {
    const story = nodeStory();
    story.create(one({ image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: ['liveness'], livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, initialDelaySeconds: 3, periodSeconds: 3 } }));
    story.run(25);
    expect(story.state()).toBe('Running 1/1 restarts 1');
    expect(story.events()).toContain('Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 500');
    expect(story.events()).toContain('Normal Killing Container app failed liveness probe, will be restarted');
  });

  it('startup holds the others back', () => {
    const story = nodeStory();
    story.create(one({ image: 'mysql:8', ports: [{ containerPort: 3306 }], startupProbe: { tcpSocket: { port: 3306 }, periodSeconds: 1, failureThreshold: 30 }, livenessProbe: { tcpSocket: { port: 3306 }, periodSeconds: 1, failureThreshold: 1 } }));
    story.run(8);
    expect(story.pod().status?.containerStatuses?.[0]).toMatchObject({ started: false, ready: false, state: { running: {} } });
    expect(story.events().some((line) => line.startsWith('Warning Unhealthy Startup probe failed: dial tcp 10.244.0.2:3306: connect: connection refused'))).toBe(true);
    story.run(10);
    expect(story.state()).toBe('Running 1/1 restarts 0');
  });
});

describe('the end of a pod', () => {
  it('runs preStop before SIGTERM', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx', lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 8'] } } } }));
    story.run(10);
    story.remove();
    story.run(7.5);
    expect(story.exists()).toBe(true);
    story.run(2);
    expect(story.exists()).toBe(false);
  });

  it('is hurried by a shorter grace period, and forced by none', () => {
    const story = nodeStory();
    story.create(script('sleep 3600'));
    story.run(5);
    story.remove();
    story.run(2);
    story.remove('app', '?gracePeriodSeconds=3');
    story.run(4);
    expect(story.exists()).toBe(false);
    story.create(script('sleep 3600'), 'forced');
    story.run(5);
    story.remove('forced', '?gracePeriodSeconds=0');
    expect(story.exists('forced')).toBe(false);
    story.run(4);
    expect(story.kubelet.usage().pods.size).toBe(0);
  });

  it('comes by deadline, too', () => {
    const story = nodeStory();
    story.create(script('sleep 3600', { activeDeadlineSeconds: 10, terminationGracePeriodSeconds: 1 }));
    story.run(15);
    expect(story.pod().status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
  });

  it('leaves a last message', () => {
    const story = nodeStory();
    story.create(script('echo "out of luck" > /dev/termination-log; exit 3', { restartPolicy: 'Never' }));
    story.run(5);
    expect(story.pod().status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3, message: 'out of luck\n' });
  });

  it('keeps a pod with a finalizer, in a final phase', () => {
    const story = nodeStory();
    story.create(script('sleep 3600', { terminationGracePeriodSeconds: 1 }), 'app', { finalizers: ['example.com/hold'] });
    story.run(5);
    story.remove();
    story.run(4);
    expect(story.pod().status?.phase).toBe('Failed');
    story.ask('PATCH', '/api/v1/namespaces/default/pods/app', { metadata: { finalizers: null } });
    expect(story.exists()).toBe(false);
  });

  it('takes as long as an annotation says', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx' }), 'app', { annotations: { 'drydock.dev/term-seconds': '6' } });
    story.run(10);
    story.remove();
    story.run(5.5);
    expect(story.exists()).toBe(true);
    story.run(1);
    expect(story.exists()).toBe(false);
  });
});

describe('memory and cpu', () => {
  it('over the limit ends by OOM', () => {
    const story = nodeStory();
    story.create(one({ image: 'polinux/stress', command: ['stress'], args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'], resources: { limits: { memory: '100Mi' } } }, { restartPolicy: 'Never' }));
    story.run(5);
    expect(story.state()).toBe('OOMKilled 0/1 restarts 0');
    expect(story.pod().status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137);
  });

  it('is throttled to its limit', () => {
    const story = nodeStory();
    story.create(one({ image: 'vish/stress', args: ['-cpus', '2'], resources: { limits: { cpu: '1' } } }));
    story.run(10);
    expect(story.kubelet.usage().pods.get(story.pod().metadata?.uid ?? '')?.cpuMilli).toBe(1000);
  });

  it('shows in latency when requests are many', () => {
    const story = nodeStory();
    story.create(one({ image: 'registry.k8s.io/hpa-example', resources: { limits: { cpu: '500m' } } }));
    story.run(10);
    const ask = () => story.network.send('', { host: '10.244.0.2', protocol: 'HTTP', port: 80, path: '/' }).latencyMs;
    expect([ask(), ask()].map(Math.round)).toEqual([241, 481]);
  });

  it('pressure evicts who is over its request', () => {
    const story = nodeStory({}, { capacity: { cpu: '4', memory: '1Gi' } });
    story.create(one({ image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', '300M', '--vm-hang', '1'], resources: { requests: { memory: '350Mi' } } }), 'modest');
    story.run(5);
    story.create(one({ image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', '600M', '--vm-hang', '1'] }), 'greedy');
    story.run(10);
    expect(story.pod('greedy').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(story.pod('greedy').status?.message).toMatch(/^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+Ki\. Container app was using 614400Ki, request is 0, has larger consumption of memory\. $/);
    expect(story.pod('modest').status?.phase).toBe('Running');
    expect(story.node().status?.conditions?.[0]).toMatchObject({ type: 'MemoryPressure', status: 'True', reason: 'KubeletHasInsufficientMemory' });
    story.run(320);
    expect(story.node().status?.conditions?.[0]?.status).toBe('False');
  });
});

describe('new resources for a pod that runs', () => {
  const sized = (cpu: string): Record<string, never> => one({ image: 'nginx', resources: { requests: { cpu }, limits: { cpu } } }) as Record<string, never>;
  const resize = (story: ReturnType<typeof nodeStory>, cpu: string): void => {
    const answer = story.admin.patch(pods, { namespace: 'default', name: 'app' }, { spec: { containers: [{ name: 'app', resources: { requests: { cpu }, limits: { cpu } } }] } }, { subresource: 'resize' });
    expect(answer.ok).toBe(true);
    story.run(2);
  };
  const inForce = (story: ReturnType<typeof nodeStory>): unknown[] => (story.pod().status?.containerStatuses ?? []).map(({ resources, allocatedResources, restartCount }) => [allocatedResources?.['cpu'], resources?.limits?.['cpu'], restartCount]);

  it.each([
    { why: 'at once where there is room', cpu: '2', allocated: '2', condition: undefined },
    { why: 'never where the node is too small', cpu: '5', allocated: '1', condition: "PodResizePending True Infeasible Node didn't have enough capacity: cpu, requested: 5000, capacity: 4000" },
    { why: 'not while others have them', cpu: '3', allocated: '1', condition: "PodResizePending True Deferred Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000" },
  ])('come into force $why', ({ cpu, allocated, condition }) => {
    const story = nodeStory();
    story.create(sized('1'));
    story.create(sized('2'), 'other');
    story.run(10);
    resize(story, cpu);
    expect(inForce(story)).toEqual([[allocated, allocated, 0]]);
    expect(story.conditions().find((line) => line.startsWith('PodResize'))).toBe(condition);
  });

  it('come when the others are gone', () => {
    const story = nodeStory();
    story.create(sized('1'));
    story.create(sized('2'), 'other');
    story.run(10);
    resize(story, '3');
    story.remove('other');
    story.run(5);
    expect(inForce(story)).toEqual([['3', '3', 0]]);
    expect(story.conditions().some((line) => line.startsWith('PodResize'))).toBe(false);
  });
});

describe('a container that must not run as root', () => {
  it.each([
    { why: 'its image does', spec: one({ image: 'nginx', securityContext: { runAsNonRoot: true } }), problem: /^container has runAsNonRoot and image will run as root \(pod: "app_default\([^)]+\)", container: app\)$/ },
    { why: 'its manifest says so', spec: one({ image: 'nginx', securityContext: { runAsUser: 0 } }, { securityContext: { runAsNonRoot: true } }), problem: /^container's runAsUser breaks non-root policy / },
    { why: 'its manifest names another user', spec: one({ image: 'nginx', securityContext: { runAsNonRoot: true, runAsUser: 1000 } }), problem: undefined },
    { why: 'its image names another user', spec: one({ image: 'nginxinc/nginx-unprivileged', securityContext: { runAsNonRoot: true } }), problem: undefined },
  ])('and $why', ({ spec, problem }) => {
    const story = nodeStory();
    story.create(spec);
    story.run(10);
    const waiting = story.pod().status?.containerStatuses?.[0]?.state?.waiting;
    if (problem === undefined) expect(story.state()).toBe('Running 1/1 restarts 0');
    else expect(waiting).toMatchObject({ reason: 'CreateContainerConfigError', message: expect.stringMatching(problem) as string });
  });
});

describe('admission', () => {
  it.each([
    { why: 'cpu', spec: one({ resources: { requests: { cpu: '5' } } }), reason: 'OutOfcpu', message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 100, capacity: 4000" },
    { why: 'its selector', spec: one({}, { nodeSelector: { disk: 'ssd' } }), reason: 'NodeAffinity', message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector" },
    { why: 'a port', spec: one({ ports: [{ containerPort: 80, hostPort: 80 }] }), reason: 'NodePorts', message: "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports" },
  ])('turns a pod down for $why', ({ spec, reason, message }) => {
    const story = nodeStory();
    story.create(one({ image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }], resources: { requests: { cpu: '100m' } } }), 'first');
    story.create(spec);
    story.run(2);
    expect(story.pod().status).toMatchObject({ phase: 'Failed', reason, message });
    expect(story.events()).toEqual([`Warning ${reason} ${message.replace('Pod was rejected: ', '')}`]);
  });
});

describe('readiness from outside', () => {
  it('obeys gates and the annotation', () => {
    const story = nodeStory();
    story.create({ ...one({ image: 'nginx' }), readinessGates: [{ conditionType: 'example.com/lit' }] });
    story.run(10);
    expect(story.conditions()[2]).toBe('Ready False ReadinessGatesNotReady corresponding condition of pod readiness gate "example.com/lit" does not exist.');
    story.ask('PATCH', '/api/v1/namespaces/default/pods/app/status', { status: { conditions: [...(story.pod().status?.conditions ?? []) as never[], { type: 'example.com/lit', status: 'True' }] } });
    story.run(1);
    expect(story.pod().status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    story.ask('PATCH', '/api/v1/namespaces/default/pods/app', { metadata: { annotations: { 'drydock.dev/ready': 'false' } } });
    story.run(1);
    expect(story.state()).toBe('Running 0/1 restarts 0');
    story.ask('PATCH', '/api/v1/namespaces/default/pods/app', { metadata: { annotations: { 'drydock.dev/ready': null } } });
    story.run(1);
    expect(story.state()).toBe('Running 1/1 restarts 0');
  });
});

describe('a machine without power', () => {
  it('falls silent, and comes back with everything restarted', () => {
    const story = nodeStory();
    story.create(one({ image: 'nginx' }), 'stays');
    story.create(one({ image: 'nginx' }), 'leaves');
    story.create(script('sleep 3600', { restartPolicy: 'Never' }), 'once');
    story.run(10);
    const renewed = story.lease().spec?.renewTime;
    story.kubelet.powerOff();
    expect(story.network.receivers.size).toBe(0);
    expect(story.kubelet.usage()).toMatchObject({ cpuMilli: 0, memoryBytes: 0 });
    story.remove('leaves');
    story.run(100);
    expect(story.lease().spec?.renewTime).toBe(renewed);
    expect(story.state('stays')).toBe('Running 1/1 restarts 0');
    expect(story.exists('leaves')).toBe(true);
    story.kubelet.powerOn();
    story.run(10);
    expect(story.lease().spec?.renewTime).not.toBe(renewed);
    expect(story.exists('leaves')).toBe(false);
    expect(story.state('stays')).toBe('Running 1/1 restarts 1');
    expect(story.pod('stays').status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(story.pod('once').status?.phase).toBe('Failed');
  });
});

describe('a fake kubelet', () => {
  it.each([
    { command: [], policy: 'Never', afterMs: 1100, code: 0 }, { command: ['sleep', '2'], policy: 'Never', afterMs: 2100, code: 0 },
    { command: ['sh', '-c', 'sleep 1; exit 7'], policy: 'Never', afterMs: 1100, code: 7 }, { command: ['false'], policy: 'Never', afterMs: 150, code: 1 },
  ])('ends $command after $afterMs ms with $code', ({ command, policy, afterMs, code }) => {
    const story = nodeStory({ fake: true });
    story.create(one({ command }, { restartPolicy: policy }));
    story.clock.runUntil(afterMs - 60);
    expect(story.pod().status?.phase).not.toBe(code === 0 ? 'Succeeded' : 'Failed');
    story.run(0.2);
    expect(story.pod().status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(code);
    expect(story.pod().status?.phase).toBe(code === 0 ? 'Succeeded' : 'Failed');
  });

  it('starts in 0.1 s, is ready after initialDelaySeconds, is gone 0.3 s after its deletion', () => {
    const story = nodeStory({ fake: true });
    story.create(one({ image: 'anything:1', readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 3 } }));
    story.run(0.2);
    expect(story.state()).toBe('Running 0/1 restarts 0');
    expect(story.pod().status?.containerStatuses?.[0]).toMatchObject({ image: 'anything:1', imageID: expect.stringMatching(/^docker.io\/library\/anything@sha256:[0-9a-f]{64}$/) as string });
    story.run(3);
    expect(story.state()).toBe('Running 1/1 restarts 0');
    expect(story.events()).toEqual(['Normal Pulled Container image "anything:1" already present on machine', 'Normal Created Created container: app', 'Normal Started Started container app']);
    story.remove();
    story.run(0.2);
    expect(story.exists()).toBe(true);
    story.run(0.15);
    expect(story.exists()).toBe(false);
  });
});
