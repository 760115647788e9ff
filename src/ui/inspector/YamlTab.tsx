import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { KubeObject } from '../../kube/object.ts';
import { printYaml } from '../../kube/yaml/index.ts';
import { IconButton } from '../design/index.ts';
import { get } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import type { Selection } from '../session/store.ts';
import { Absent } from './Absent.tsx';
import { pathOf, yamlParts } from './select.ts';
import { useLive } from './use-live.ts';
import { inspectorWords } from './words.ts';

/** The live object as `kubectl get -o yaml` prints it; of another one that has its name now, nothing. */
export function YamlTab({ selection }: { readonly selection: Selection }) {
  const path = pathOf(selection);
  const object = useLive(`${path ?? ''} ${selection.uid}`, () => (path ? get(path) : Promise.resolve(undefined))) as KubeObject | undefined;
  if (object === undefined) return null;
  if (object.metadata?.uid !== selection.uid) return <div className="px-4 py-3"><Absent selection={selection} /></div>;
  const text = printYaml(object);
  return (
    <div className="relative">
      <CopyButton text={text} />
      <pre className="px-4 py-3 font-mono text-xs leading-[18px] select-text">
        {text.split('\n').map((line, index) => <YamlLine key={index} line={line} />)}
      </pre>
    </div>
  );
}

function YamlLine({ line }: { readonly line: string }) {
  const { before, key, after } = yamlParts(line);
  return <>{before}{key && <span className="text-accent">{key}</span>}{after}{'\n'}</>;
}

function CopyButton({ text }: { readonly text: string }) {
  const words = useWords(inspectorWords);
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => { setCopied(false); }, 1500);
    }, () => undefined);
  };
  return <IconButton icon={isCopied ? Check : Copy} name={isCopied ? words.copied : words.copy} onClick={copy} className="absolute top-2 right-2 bg-page" />;
}
