import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, NoConnection } from '../errors.ts';
import { bool, slice, text } from '../flags.ts';
import { goJsonIndented } from '../printers/go-value.ts';
import { toKyaml } from '../printers/kyaml.ts';
import { alignTable } from '../printers/table.ts';
import { apiVersionOf, type Mapping } from '../resources/mapping.ts';
import { toYaml } from '../resources/yaml-text.ts';
import { clientVersion } from '../version.ts';

export const apiResources: Command = {
  name: 'api-resources', short: 'Print the supported API resources on the server',
  flags: [bool('cached'), slice('verbs'), bool('namespaced', '', { default: 'true' }), text('api-group'), slice('categories'), bool('no-headers'), text('output', 'o'), text('sort-by')],
  *run(call) {
    const { flags, session } = call;
    if (call.args.length > 0) throw usageFailure(call, `unexpected arguments: [${call.args.join(' ')}]`);
    const format = flags.text('output');
    if (!['', 'wide', 'name', 'json', 'yaml', 'kyaml'].includes(format)) throw new Failure(`unable to match a printer suitable for the output format "${format}", allowed formats are: json,kyaml,name,wide,yaml`);
    if (!['', 'name', 'kind'].includes(flags.text('sort-by'))) throw new Failure('--sort-by accepts only name or kind');
    const all = yield* allOrNone(call, format);
    const isShown = (mapping: Mapping): boolean => isPreferred(all, mapping) && mapping.verbs.length > 0
      && (!flags.changed('api-group') || mapping.group === flags.text('api-group')) && (!flags.changed('namespaced') || mapping.namespaced === flags.bool('namespaced'))
      && flags.list('verbs').every((verb) => mapping.verbs.includes(verb)) && flags.list('categories').every((category) => mapping.categories.includes(category));
    const shown = sortMappings(all.filter(isShown), flags.text('sort-by'));
    if (format === 'name') return session.output.stdout(shown.map(({ resource, group }) => `${resource}${group ? `.${group}` : ''}\n`).join(''));
    if (format === 'json' || format === 'yaml' || format === 'kyaml') {
      const list = { apiVersion: 'v1', groupVersion: '', kind: 'APIResourceList', resources: shown.map(resourceObject) };
      return session.output.stdout(format === 'json' ? `${goJsonIndented(list)}\n` : format === 'yaml' ? toYaml(list) : toKyaml(list));
    }
    const wide = format === 'wide';
    const rows = shown.map((mapping) => [
      mapping.resource, mapping.shortNames.join(','), apiVersionOf(mapping), String(mapping.namespaced), mapping.kind, ...(wide ? [[...mapping.verbs].sort().join(','), mapping.categories.join(',')] : []),
    ].join('\t'));
    session.output.stdout(alignTable([...(flags.bool('no-headers') ? [] : [headersOf(format)]), ...rows]));
  },
};

/** Everything that the server has. Where it does not answer, the heading stands alone before that is told. */
function* allOrNone({ discovery, session, flags }: Call, format: string): Run<readonly Mapping[]> {
  try {
    return yield* discovery.all();
  } catch (error) {
    if (error instanceof NoConnection && ['', 'wide'].includes(format) && !flags.bool('no-headers')) session.output.stdout(alignTable([headersOf(format)]));
    throw error;
  }
}

const headersOf = (format: string): string => ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(format === 'wide' ? ['VERBS', 'CATEGORIES'] : [])].join('\t');

/** The first version of its group that has the resource. */
const isPreferred = (all: readonly Mapping[], mapping: Mapping): boolean => all.find(({ group, resource }) => group === mapping.group && resource === mapping.resource) === mapping;

function sortMappings(mappings: readonly Mapping[], by: string): readonly Mapping[] {
  const key = (mapping: Mapping): string => (by === 'name' ? mapping.resource : by === 'kind' ? mapping.kind : `${mapping.group}\u0000${mapping.resource}`);
  return [...mappings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

const resourceObject = ({ group, version, resource, singular, namespaced, kind, verbs, shortNames, categories }: Mapping): object => ({
  ...(categories.length > 0 ? { categories } : {}), ...(group ? { group } : {}), kind, name: resource, namespaced, ...(shortNames.length > 0 ? { shortNames } : {}), singularName: singular, verbs, version,
});

export const apiVersions: Command = {
  name: 'api-versions', args: '', bareUsage: true, short: 'Print the supported API versions on the server, in the form of "group/version"', flags: [],
  *run(call) {
    if (call.args.length > 0) throw usageFailure(call, `unexpected arguments: [${call.args.join(' ')}]`);
    try {
      for (const version of [...(yield* call.discovery.versionsAnew())].sort()) call.session.print(version);
    } catch (error) {
      throw error instanceof NoConnection ? new Failure(`couldn't get available api versions from server: ${error.message}`) : error;
    }
  },
};

const kustomizeVersion = 'v5.8.1';

export const version: Command = {
  name: 'version', short: 'Print the client and server version information', flags: [bool('client'), text('output', 'o')],
  *run(call) {
    const { flags, session } = call;
    const format = flags.text('output');
    if (call.args.length > 0) throw new Failure(`extra arguments: [${call.args.join(' ')}]`);
    if (!['', 'json', 'yaml'].includes(format)) throw new Failure("--output must be 'yaml' or 'json'");
    const server = flags.bool('client') ? undefined : yield* serverVersion(call);
    const isKnown = server !== undefined && !(server instanceof NoConnection);
    if (format !== '') {
      const body = { clientVersion, kustomizeVersion, ...(isKnown ? { serverVersion: server } : {}) };
      session.output.stdout(format === 'json' ? `${JSON.stringify(body, undefined, 2)}\n` : toYaml(body));
    } else {
      session.print(`Client Version: ${clientVersion.gitVersion}`);
      session.print(`Kustomize Version: ${kustomizeVersion}`);
      if (isKnown) session.print(`Server Version: ${server.gitVersion}`);
    }
    if (server instanceof NoConnection) throw server;
  },
};

/** The server's version, or that it does not answer. */
function* serverVersion({ session }: Call): Run<{ readonly gitVersion: string } | NoConnection> {
  try {
    return yield* session.get<{ gitVersion: string }>('/version');
  } catch (error) {
    if (error instanceof NoConnection) return error;
    throw error;
  }
}
