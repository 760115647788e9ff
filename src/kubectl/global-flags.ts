import { array, bool, int, slice, text, type FlagSpec } from './flags.ts';

/** Flags that every command takes. */
export const globalFlags: readonly FlagSpec[] = [
  text('namespace', 'n', { help: 'If present, the namespace scope for this CLI request', hint: 'namespace' }),
  text('context', '', { help: 'The name of the kubeconfig context to use' }),
  text('cluster', '', { help: 'The name of the kubeconfig cluster to use' }),
  text('user', '', { help: 'The name of the kubeconfig user to use' }),
  text('server', 's', { help: 'The address and port of the Kubernetes API server' }),
  text('kubeconfig', '', { help: 'Path to the kubeconfig file to use for CLI requests.' }),
  text('as', '', { help: 'Username to impersonate for the operation.' }),
  array('as-group', '', { help: 'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.' }),
  text('as-uid', '', { help: 'UID to impersonate for the operation.' }),
  array('as-user-extra', '', { help: 'User extras to impersonate for the operation.' }),
  text('token', '', { help: 'Bearer token for authentication to the API server' }),
  text('username'), text('password'), text('certificate-authority'), text('client-certificate'), text('client-key'), text('tls-server-name'), text('cache-dir'),
  bool('insecure-skip-tls-verify'), bool('match-server-version'), bool('disable-compression'), bool('warnings-as-errors'), text('kuberc'),
  text('request-timeout', '', { default: '0', help: 'The length of time to wait before giving up on a single server request.' }),
  text('profile', '', { default: 'none' }), text('profile-output', '', { default: 'profile.pprof' }), text('log-flush-frequency', '', { default: '5s' }), text('vmodule'),
  int('v', 'v', { default: '0', help: 'number for the log level verbosity' }),
];

export const filenameFlag = slice('filename', 'f', { help: 'Filename, directory, or URL to files that contains the configuration', hint: 'file' });
/** `-f` and `-R`, which some verbs take as said. */
export const filenameFlags = (recursive: boolean): readonly FlagSpec[] => [filenameFlag, bool('recursive', 'R', { default: String(recursive), help: 'Process the directory used in -f, --filename recursively.' })];

/** `-f`, `-R`, `-k`. */
export const fileFlags: readonly FlagSpec[] = [
  filenameFlag,
  text('kustomize', 'k', { help: 'Process the kustomization directory.' }),
  bool('recursive', 'R', { help: 'Process the directory used in -f, --filename recursively.' }),
];

/** `-o` and what goes with it. */
export const printFlags: readonly FlagSpec[] = [
  text('output', 'o', { help: 'Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).', hint: 'output' }),
  text('template', '', { help: 'Template string or path to template file to use when -o=go-template, -o=go-template-file.' }),
  bool('show-managed-fields', '', { help: 'If true, keep the managedFields when printing objects in JSON or YAML format.' }),
  bool('allow-missing-template-keys', '', { default: 'true', help: 'If true, ignore any errors in templates when a field or map key is missing in the template.' }),
];

export const dryRunFlag = text('dry-run', '', { default: 'none', alone: 'unchanged', help: 'Must be "none", "server", or "client".' });
export const selectorFlag = text('selector', 'l', { help: 'Selector (label query) to filter on.' });
export const fieldSelectorFlag = text('field-selector', '', { help: 'Selector (field query) to filter on.' });
export const allFlag = bool('all', '', { help: 'Select all resources in the namespace of the specified resource types.' });
export const allNamespacesFlag = bool('all-namespaces', 'A', { help: 'If present, list the requested object(s) across all namespaces.' });
export const validateFlag = text('validate', '', { default: 'strict', alone: 'strict', help: 'Must be one of: strict (or true), warn, ignore (or false).' });
export const localFlag = bool('local', '', { help: 'If true, the command will NOT contact the api-server but run locally.' });
/** `--field-manager`, by the verb's own default. */
export const managerFlag = (name: string): FlagSpec => text('field-manager', '', { default: name, help: 'Name of the manager used to track field ownership.' });
export const saveConfigFlag = bool('save-config', '', { help: 'If true, the configuration of current object will be saved in its annotation.' });
