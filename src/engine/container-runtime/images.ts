import type { ImageInfo } from './interface.ts';

/** What the program of an image is, when a container runs what the image itself says. */
export type ProgramName =
  | 'http' | 'tcp' | 'component' | 'key-value' | 'sql' | 'forever' | 'shell' | 'exit' | 'stress' | 'cpu-stress' | 'agnhost' | 'declared-ports';

/** A well-known image. Sizes are those of the compressed linux/amd64 image, rounded. */
export interface KnownImage {
  readonly program: ProgramName;
  readonly sizeMiB: number;
  /** `ENTRYPOINT` and `CMD`. */
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly ports: readonly number[];
  readonly memoryMiB: number;
  /** From the start of the process until it listens. */
  readonly startupMs: number;
  /** CPU time of one request. */
  readonly requestCpuMs: number;
  /** How it takes SIGTERM: ends after so many ms with this code; undefined: not at all. */
  readonly stop: { readonly afterMs: number; readonly exitCode: number } | undefined;
  /** Executables beside those of a small Unix system. */
  readonly executables: readonly string[];
  /** What it says about itself over HTTP. */
  readonly page: string | undefined;
  /** Directory that its web server serves. */
  readonly documentRoot: string | undefined;
  readonly startupLog: readonly string[];
  /** Whether the image has a shell in it. */
  readonly hasShell: boolean;
}

const base: KnownImage = {
  program: 'declared-ports', sizeMiB: 60, entrypoint: [], cmd: [], ports: [], memoryMiB: 24, startupMs: 200, requestCpuMs: 1,
  stop: { afterMs: 100, exitCode: 0 }, executables: [], page: undefined, documentRoot: undefined, startupLog: [], hasShell: true,
};
const http = (ports: readonly number[], rest: Partial<KnownImage>): KnownImage => ({ ...base, program: 'http', ports, ...rest });
const tcp = (ports: readonly number[], rest: Partial<KnownImage>): KnownImage => ({ ...base, program: 'tcp', ports, ...rest });
/** A part of Kubernetes itself. */
const component = (ports: readonly number[], rest: Partial<KnownImage>): KnownImage => ({ ...base, program: 'component', ports, hasShell: false, ...rest });
const shell = (sizeMiB: number, cmd: readonly string[], rest: Partial<KnownImage> = {}): KnownImage =>
  ({ ...base, program: 'shell', sizeMiB, cmd, memoryMiB: 1, startupMs: 0, stop: undefined, ...rest });

const nginxPage = '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n';
const nginx = http([80], {
  sizeMiB: 70, entrypoint: ['/docker-entrypoint.sh'], cmd: ['nginx', '-g', 'daemon off;'], memoryMiB: 8, startupMs: 50, requestCpuMs: 0.5,
  executables: ['nginx', 'nginx-debug', 'curl'], page: nginxPage, documentRoot: '/usr/share/nginx/html',
  startupLog: ['/docker-entrypoint.sh: Configuration complete; ready for start up', '[notice] 1#1: start worker processes'],
});
const httpd = http([80], {
  sizeMiB: 58, cmd: ['httpd-foreground'], memoryMiB: 12, executables: ['httpd', 'httpd-foreground'],
  page: '<html><body><h1>It works!</h1></body></html>\n', documentRoot: '/usr/local/apache2/htdocs',
  startupLog: ['AH00094: Command line: \'httpd -D FOREGROUND\''],
});
const redis = tcp([6379], {
  program: 'key-value', sizeMiB: 45, entrypoint: ['docker-entrypoint.sh'], cmd: ['redis-server'], memoryMiB: 10, requestCpuMs: 0.05,
  executables: ['redis-server', 'redis-cli'], startupLog: ['* Server initialized', '* Ready to accept connections tcp'],
});
const mysql = tcp([3306], {
  program: 'sql', sizeMiB: 170, entrypoint: ['docker-entrypoint.sh'], cmd: ['mysqld'], memoryMiB: 380, startupMs: 6000, requestCpuMs: 2,
  stop: { afterMs: 1500, exitCode: 0 }, executables: ['mysqld', 'mysql', 'mysqladmin', 'xtrabackup'], startupLog: ['[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306'],
});
const postgres = tcp([5432], {
  program: 'sql', sizeMiB: 150, entrypoint: ['docker-entrypoint.sh'], cmd: ['postgres'], memoryMiB: 40, startupMs: 2500, requestCpuMs: 2,
  executables: ['postgres', 'psql', 'pg_isready'], startupLog: ['LOG:  database system is ready to accept connections'],
});
const mongo = tcp([27017], { sizeMiB: 260, entrypoint: ['docker-entrypoint.sh'], cmd: ['mongod'], memoryMiB: 160, startupMs: 1500, executables: ['mongod', 'mongo', 'mongosh'] });
const php = http([80], { sizeMiB: 160, cmd: ['apache2-foreground'], memoryMiB: 20, requestCpuMs: 5, executables: ['apache2-foreground', 'php'], documentRoot: '/var/www/html' });
const helloApp = (version: string): KnownImage => http([8080], {
  sizeMiB: 11, cmd: ['./hello-app'], memoryMiB: 4, hasShell: false, executables: ['./hello-app'], page: `Hello, world!\nVersion: ${version}\nHostname: $HOSTNAME\n`,
});
const pause: KnownImage = { ...base, program: 'forever', sizeMiB: 0.3, entrypoint: ['/pause'], memoryMiB: 0.3, startupMs: 0, hasShell: false, executables: ['/pause'] };
const busyboxTools = shell(2.1, ['sh']);

/** Well-known images by the last part of their name. */
const table: readonly (readonly [string, KnownImage])[] = [
  ['nginx', nginx], ['nginx-slim', nginx], ['nginxhttps', { ...nginx, ports: [80, 443] }], ['nginx-unprivileged', { ...nginx, ports: [8080] }],
  ['httpd', httpd],
  ['redis', redis], ['redis-slave', redis], ['gb-redis-follower', redis], ['gb-redisslave', redis], ['redis-follower', redis], ['valkey', redis],
  ['memcached', tcp([11211], { program: 'key-value', sizeMiB: 30, cmd: ['memcached'], memoryMiB: 6, executables: ['memcached'] })],
  ['mysql', mysql], ['mariadb', { ...mysql, sizeMiB: 120, cmd: ['mariadbd'], memoryMiB: 90, startupMs: 3500, executables: ['mariadbd', 'mysqld', 'mysql', 'mariadb', 'mysqladmin'] }],
  ['xtrabackup', tcp([3307], { program: 'shell', sizeMiB: 90, cmd: ['bash'], executables: ['xtrabackup', 'mysql', 'ncat'] })],
  ['postgres', postgres], ['mongo', mongo],
  ['wordpress', { ...php, sizeMiB: 230, entrypoint: ['docker-entrypoint.sh'], memoryMiB: 60, requestCpuMs: 40, page: '<html><head><title>WordPress</title></head></html>\n' }],
  ['hpa-example', { ...php, requestCpuMs: 120, page: 'OK!' }], ['php-apache', { ...php, requestCpuMs: 120, page: 'OK!' }],
  ['php', php], ['gb-frontend', { ...php, page: '<html><head><title>Guestbook</title></head></html>\n' }],
  ['hello-app', helloApp('1.0.0')], ['hello-go-gke', http([80], { sizeMiB: 8, memoryMiB: 4, page: '{"message":"Hello"}\n', hasShell: false })],
  ['hello-frontend', { ...nginx, page: '{"message":"Hello"}\n' }],
  ['node-hello', http([8080], { sizeMiB: 240, cmd: ['node', 'server.js'], memoryMiB: 40, executables: ['node'], page: 'Hello Kubernetes!' })],
  ['kubernetes-bootcamp', http([8080], { sizeMiB: 80, cmd: ['node', 'server.js'], memoryMiB: 30, executables: ['node'], page: 'Hello Kubernetes bootcamp! | Running on: $HOSTNAME | v=1\n' })],
  ['hello-world', { ...base, program: 'exit', sizeMiB: 0.01, cmd: ['/hello'], hasShell: false, startupLog: ['', 'Hello from Docker!', 'This message shows that your installation appears to be working correctly.', ''] }],
  ['whoami', http([80], { sizeMiB: 3, memoryMiB: 3, hasShell: false, page: 'Hostname: $HOSTNAME\n' })],
  ['echoserver', http([8080], { sizeMiB: 44, memoryMiB: 6, page: '\n\nHostname: $HOSTNAME\n' })], ['echo-server', http([80], { sizeMiB: 10, page: 'Hostname: $HOSTNAME\n' })],
  ['http-echo', http([5678], { sizeMiB: 4, memoryMiB: 4, hasShell: false, page: 'hello-world\n' })], ['httpbin', http([80], { sizeMiB: 200, memoryMiB: 40 })],
  ['serve_hostname', http([9376], { sizeMiB: 5, memoryMiB: 3, page: '$HOSTNAME' })],
  ['agnhost', { ...base, program: 'agnhost', sizeMiB: 50, entrypoint: ['/agnhost'], cmd: ['pause'], memoryMiB: 6, startupMs: 50, executables: ['/agnhost'] }],
  ['liveness', { ...base, program: 'agnhost', sizeMiB: 5, entrypoint: ['/agnhost'], cmd: ['liveness'], memoryMiB: 4 }],
  ['goproxy', tcp([8080], { sizeMiB: 2, memoryMiB: 4, hasShell: false })],
  ['pause', pause],
  ['busybox', busyboxTools], ['alpine', shell(3.5, ['/bin/sh'])], ['bash', shell(6, ['bash'])], ['debian', shell(48, ['bash'])], ['ubuntu', shell(29, ['/bin/bash'])],
  ['centos', shell(80, ['/bin/bash'])], ['fedora', shell(65, ['/bin/bash'])], ['curl', shell(8, ['curl'], { entrypoint: ['/entrypoint.sh'] })],
  ['jessie-dnsutils', shell(40, ['sh'])], ['dnsutils', shell(40, ['sh'])], ['netshoot', shell(180, ['zsh'])], ['git', shell(30, ['git'])],
  ['kubectl', shell(50, ['kubectl'])], ['python', shell(350, ['python3'], { executables: ['python3', 'python'], memoryMiB: 8 })], ['node', shell(380, ['node'], { executables: ['node'] })],
  ['golang', shell(290, ['bash'])], ['openjdk', shell(240, ['jshell'], { executables: ['java'] })], ['perl', shell(330, ['perl5', '-de0'], { executables: ['perl'] })], ['ruby', shell(350, ['irb'], { executables: ['ruby'] })],
  ['stress', { ...base, program: 'stress', sizeMiB: 4, cmd: ['stress'], memoryMiB: 1, startupMs: 0, executables: ['stress', 'stress-ng'] }],
  ['stress-ng', { ...base, program: 'stress', sizeMiB: 12, entrypoint: ['stress-ng'], memoryMiB: 1, startupMs: 0, executables: ['stress', 'stress-ng'] }],
  ['fluentd', tcp([24224], { sizeMiB: 20, memoryMiB: 60, startupMs: 1500 })], ['fluentd-elasticsearch', tcp([24224], { sizeMiB: 60, memoryMiB: 120, startupMs: 1500 })],
  ['fluent-bit', tcp([2020], { sizeMiB: 30, memoryMiB: 20 })], ['elasticsearch', http([9200, 9300], { sizeMiB: 600, memoryMiB: 900, startupMs: 12_000 })], ['kibana', http([5601], { sizeMiB: 600, memoryMiB: 500, startupMs: 15_000 })],
  ['cassandra', tcp([9042, 7000, 7001, 7199], { sizeMiB: 130, memoryMiB: 700, startupMs: 9000, executables: ['cassandra', 'nodetool', 'cqlsh', '/ready-probe.sh'] })],
  ['kubernetes-zookeeper', tcp([2181, 2888, 3888], { program: 'tcp', sizeMiB: 120, memoryMiB: 120, startupMs: 3000, executables: ['start-zookeeper', 'zookeeper-ready', 'zkCli.sh'] })],
  ['zookeeper', tcp([2181, 2888, 3888, 8080], { sizeMiB: 120, memoryMiB: 120, startupMs: 3000, executables: ['zkServer.sh', 'zkCli.sh'] })],
  ['kafka', tcp([9092], { sizeMiB: 380, memoryMiB: 400, startupMs: 6000 })],
  ['rabbitmq', tcp([5672, 15672], { sizeMiB: 90, memoryMiB: 110, startupMs: 4000, executables: ['rabbitmq-server', 'rabbitmqctl', 'rabbitmq-diagnostics'] })],
  ['etcd', { ...tcp([2379, 2380, 2381], { sizeMiB: 55, cmd: ['etcd'], memoryMiB: 30, startupMs: 600, executables: ['etcd', '/usr/local/bin/etcd', 'etcdctl'] }), program: 'http', page: '{"health":"true"}' }],
  ['traefik', http([80, 8080], { sizeMiB: 45, memoryMiB: 40 })], ['caddy', http([80, 443], { sizeMiB: 18, memoryMiB: 15 })], ['haproxy', tcp([80], { sizeMiB: 40 })], ['envoy', http([10000, 9901], { sizeMiB: 60, memoryMiB: 30 })],
  ['prometheus', http([9090], { sizeMiB: 110, memoryMiB: 90, startupMs: 1000, page: '<title>Prometheus</title>' })], ['grafana', http([3000], { sizeMiB: 140, memoryMiB: 80, startupMs: 3000, page: '<title>Grafana</title>' })],
  ['node-exporter', http([9100], { sizeMiB: 12, memoryMiB: 12 })], ['kube-state-metrics', http([8080, 8081], { sizeMiB: 15, memoryMiB: 20, hasShell: false })],
  ['metrics-server', http([10250, 4443], { sizeMiB: 30, memoryMiB: 20, hasShell: false })], ['coredns', component([53, 9153, 8080, 8181], { sizeMiB: 22, entrypoint: ['/coredns'], memoryMiB: 15, startupMs: 20, requestCpuMs: 0.1, startupLog: ['.:53', 'CoreDNS-1.14.2', 'linux/amd64'] })],
  ['kube-apiserver', component([6443], { sizeMiB: 27, memoryMiB: 280, startupMs: 2500 })],
  ['kube-controller-manager', component([10257], { sizeMiB: 22, memoryMiB: 60, startupMs: 1200 })],
  ['kube-scheduler', component([10259], { sizeMiB: 17, memoryMiB: 30, startupMs: 1000 })],
  ['kube-proxy', component([10249, 10256], { sizeMiB: 26, memoryMiB: 22, startupMs: 300 })],
];
const known = new Map(table);
const vishStress: KnownImage = { ...base, program: 'cpu-stress', sizeMiB: 2, entrypoint: ['/stress'], memoryMiB: 2, startupMs: 0, hasShell: false };

/** An image name taken apart; `registry/path:tag@digest`. */
export interface ImageReference {
  /** With registry, without tag: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | undefined;
}

/**
 * Reads an image name as containerd does: `nginx` is `docker.io/library/nginx:latest`. Undefined where it is none
 * (capital letters, blanks), which a kubelet reports as InvalidImageName.
 */
export function parseImage(reference: string): ImageReference | undefined {
  const match = /^(?<name>[^@]+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,}))?$/.exec(reference);
  const { name = '', tag, digest } = match?.groups ?? {};
  if (!/^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/.test(name)) return undefined;
  const first = name.split('/')[0] ?? '';
  const hasRegistry = name.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  const repository = hasRegistry ? name : name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
  return { repository, tag: tag ?? (digest ? '' : 'latest'), digest };
}

/** `docker.io/library/nginx:1.25`. */
export function fullImageName({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

/** What is known of an image's program; something sensible for images nobody has heard of. */
export function knownImage({ repository, tag }: ImageReference): KnownImage & { readonly unknown?: true } {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  if (repository.endsWith('vish/stress')) return vishStress;
  if (name === 'hello-app' && tag.startsWith('2')) return helloApp('2.0.0');
  return known.get(name) ?? { ...base, unknown: true };
}

/** Four times FNV-1a: 64 hexadecimal digits that look like a digest and always are the same for one text. */
export function digestOf(text: string): string {
  let digest = '';
  for (let part = 0; part < 8; part++) {
    let hash = (0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b9)) >>> 0;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97) >>> 0;
    digest += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}

/** Images that do not run as root by themselves; all others are taken to. */
const users: Readonly<Record<string, number>> = { 'nginx-unprivileged': 101, prometheus: 65_534, grafana: 472, coredns: 65_532, 'metrics-server': 1000, 'kube-state-metrics': 65_534, 'node-exporter': 65_534, elasticsearch: 1000, kibana: 1000, 'http-echo': 65_532, zookeeper: 1000 };

function userOf({ repository }: ImageReference): number {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  return Object.hasOwn(users, name) ? (users[name] ?? 0) : repository.includes('/bitnami/') ? 1001 : 0;
}

const infoCache = new Map<string, ImageInfo>();

/** What the registry answers for an image that is there. Sizes vary a little from tag to tag, always in the same way. */
export function imageInfo(reference: ImageReference): ImageInfo {
  const name = fullImageName(reference);
  const cached = infoCache.get(name);
  if (cached) return cached;
  const digest = reference.digest ?? `sha256:${digestOf(name)}`;
  const variation = parseInt(digestOf(name).slice(0, 4), 16) % 65_536;
  const sizeBytes = Math.floor(knownImage(reference).sizeMiB * 1_048_576 * (0.95 + variation / 655_360)) + variation;
  const info: ImageInfo = { name, id: `${reference.repository}@${digest}`, sizeBytes, user: userOf(reference) };
  if (infoCache.size < 4096) infoCache.set(name, info);
  return info;
}
