import { editor } from 'monaco-editor/editor.js';
import * as monaco from 'monaco-editor/editor.js';
import { configureMonacoYaml } from 'monaco-yaml';
import { manifestSchema } from './json-schema.ts';
import YamlWorker from './yaml.worker.js?worker';

/** monaco-yaml describes its worker; Monaco wants the worker itself, woken by one message and set up by the next. */
function createYamlWorker({ createData }: { readonly createData: unknown }): unknown {
  const worker = new YamlWorker();
  worker.postMessage('wake');
  worker.postMessage(createData);
  return editor.createWebWorker({ worker });
}

configureMonacoYaml({ ...monaco, editor: { ...editor, createWebWorker: createYamlWorker } } as never, {
  validate: true,
  completion: true,
  hover: true,
  hoverSchemaSource: false,
  format: { enable: false },
  yamlVersion: '1.1',
  schemas: [{ uri: 'drydock://kubernetes-1.36', fileMatch: ['**/*.yaml'], schema: manifestSchema() }],
});
