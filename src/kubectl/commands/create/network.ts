import { dns1123Subdomain, portName, portNumber } from '../../../kube/validation/formats.ts';
import type { Call } from '../../command.ts';
import { Failure } from '../../errors.ts';
import { array, int, slice, text } from '../../flags.ts';
import type { Obj } from '../../resources/object.ts';
import type { Generator } from './generator.ts';

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
const tcpFlag = slice('tcp', '', { help: "Port pairs can be specified as '<port>:<targetPort>'." });

function serviceGenerator(name: string, type: ServiceType, generator: Pick<Generator, 'short' | 'flags' | 'args'>): Generator {
  return {
    name, ...generator, failure: `failed to create ${type} service: `,
    *build(call, service) {
      const labels = { app: service };
      const clusterIP = call.flags.text('clusterip');
      if (call.flags.list('tcp').length === 0 && clusterIP !== 'None' && type !== 'ExternalName') throw new Failure('at least one tcp port specifier must be provided');
      const externalName = call.flags.has('external-name') ? call.flags.text('external-name') : '';
      if (type === 'ExternalName' && dns1123Subdomain(externalName).length > 0) throw new Failure(`invalid service external name ${externalName}`);
      const ports = portsOf(call);
      const nodePort = call.flags.has('node-port') ? call.flags.int('node-port') : 0;
      return {
        apiVersion: 'v1', kind: 'Service', metadata: { labels, name: service },
        spec: {
          ...(clusterIP ? { clusterIP } : {}), ...(type === 'ExternalName' ? { externalName } : {}),
          ...(ports.length > 0 ? { ports: ports.map((port) => ({ ...port, ...(nodePort !== 0 ? { nodePort } : {}) })) } : {}), selector: labels, type,
        },
        status: { loadBalancer: {} },
      } as Obj;
    },
  };
}

interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'TCP';
  readonly targetPort: number | string;
}

function portsOf(call: Call): readonly Port[] {
  return call.flags.list('tcp').map((pair) => {
    const [first = '', target] = pair.split(':');
    const port = parsedPort(first);
    return { name: pair.replaceAll(':', '-'), port, protocol: 'TCP', targetPort: target === undefined ? port : targetOf(target) };
  });
}

/** A number, or the name of a port. */
function targetOf(word: string): number | string {
  const isNumber = /^[+-]?\d+$/.test(word);
  const complaints = isNumber ? portNumber(Number(word)) : portName(word);
  if (complaints.length > 0) throw new Failure(complaints.join(','));
  return isNumber ? Number(word) : word;
}

function parsedPort(word: string): number {
  if (!/^\d+$/.test(word)) throw new Failure(`strconv.ParseUint: parsing ${JSON.stringify(word)}: invalid syntax`);
  const port = Number(word);
  if (port > 65535) throw new Failure(`strconv.ParseUint: parsing ${JSON.stringify(word)}: value out of range`);
  return port;
}

const args = 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]';
const clusterArgs = 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]';
export const serviceGenerators: readonly Generator[] = [
  serviceGenerator('clusterip', 'ClusterIP', { args: clusterArgs, short: 'Create a ClusterIP service', flags: [tcpFlag, text('clusterip')] }),
  serviceGenerator('externalname', 'ExternalName', { args: 'NAME --external-name external.name [--dry-run=server|client|none]', short: 'Create an ExternalName service', flags: [tcpFlag, text('external-name', '', { required: true })] }),
  serviceGenerator('loadbalancer', 'LoadBalancer', { args, short: 'Create a LoadBalancer service', flags: [tcpFlag] }),
  serviceGenerator('nodeport', 'NodePort', { args, short: 'Create a NodePort service', flags: [tcpFlag, int('node-port', '', { default: '0' })] }),
];

export const ingress: Generator = {
  name: 'ingress', aliases: ['ing'], args: 'NAME --rule=host/path=service:port[,tls[=secret]] ', short: 'Create an ingress with the specified name',
  failure: 'failed to create ingress: ',
  flags: [text('class'), array('rule'), text('default-backend'), array('annotation')],
  *build(call, name) {
    const { flags } = call;
    const rules = flags.list('rule');
    const fallback = flags.text('default-backend');
    if (rules.length === 0 && fallback === '') throw new Failure('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)');
    const parsed = rules.map(parseRule);
    const annotations = Object.fromEntries(flags.list('annotation').map(annotationPair));
    const tls = tlsOf(parsed);
    return {
      apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { ...(flags.list('annotation').length > 0 ? { annotations } : {}), name },
      spec: {
        ...(fallback ? { defaultBackend: backendOf(fallback) } : {}), ...(flags.text('class') ? { ingressClassName: flags.text('class') } : {}),
        ...(parsed.length > 0 ? { rules: groupRules(parsed) } : {}), ...(tls.length > 0 ? { tls } : {}),
      },
      status: { loadBalancer: {} },
    } as Obj;
  },
};

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly service: string;
  readonly tls: boolean;
  readonly secret: string;
}

function parseRule(rule: string): Rule {
  const match = /^(?<host>[^/]*)(?<path>\/[^=]*)=(?<service>[^,:]+:[^,:]+)(?:,(?<tls>tls)(?:=(?<secret>[^,]*))?)?$/.exec(rule);
  if (!match?.groups) throw new Failure(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const { host = '', path = '', service = '', tls, secret = '' } = match.groups;
  const prefix = path.endsWith('*');
  return { host, path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact', service, tls: tls !== undefined, secret };
}

function backendOf(service: string): object {
  const [name = '', port = ''] = service.split(':');
  if (name === '' || port === '') throw new Failure('default-backend should be in format servicename:serviceport');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function groupRules(rules: readonly Rule[]): readonly object[] {
  const hosts = [...new Set(rules.map(({ host }) => host))];
  return hosts.map((host) => ({
    ...(host ? { host } : {}),
    http: { paths: rules.filter((rule) => rule.host === host).map(({ path, pathType, service }) => ({ backend: backendOf(service), path, pathType })) },
  }));
}

function tlsOf(rules: readonly Rule[]): readonly object[] {
  const secrets = [...new Set(rules.filter(({ tls }) => tls).map(({ secret }) => secret))];
  return secrets.map((secretName) => ({
    hosts: [...new Set(rules.filter((rule) => rule.tls && rule.secret === secretName && rule.host !== '').map(({ host }) => host))], ...(secretName ? { secretName } : {}),
  }));
}

function annotationPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  if (equals <= 0) throw new Failure(`annotation ${pair} is invalid and should be in format key=[value]`);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

