import { useEffect, useState } from 'react';
import { Button, locked, useNotices } from '../design/index.ts';
import { act, askSchedulerConfiguration } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { theatreWords } from './words.ts';

/** What a second profile may look like: to begin with. */
const example = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: packer
  plugins:
    score:
      disabled:
      - name: NodeResourcesBalancedAllocation
      - name: PodTopologySpread
      enabled:
      - name: NodeResourcesFit
        weight: 5
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: MostAllocated
        resources:
        - name: cpu
          weight: 1
        - name: memory
          weight: 1
`;

/** The scheduler's configuration, to be read, edited and applied. */
export function Profiles() {
  const words = useWords(theatreWords);
  const refusal = useRefusal();
  const [applied, setApplied] = useState<string>();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isCurrent = true;
    askSchedulerConfiguration().then(({ yaml }) => {
      if (!isCurrent) return;
      setApplied(yaml);
      setText(yaml);
    }, () => undefined);
    return () => { isCurrent = false; };
  }, []);
  const apply = async (): Promise<void> => {
    const { exitCode, stderr } = await act({ type: 'configure-scheduler', yaml: text }).answer;
    setProblem(exitCode === 0 ? '' : stderr.trim());
    if (exitCode !== 0) return;
    setApplied(text);
    useNotices.getState().show(words.configured);
  };
  const applyNow = (): void => { apply().catch((error: unknown) => { useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad'); }); };
  if (applied === undefined) return <p className="text-muted">{words.thinking}</p>;
  return (
    <section aria-label={words.profiles} className="space-y-3">
      <p className="text-xs text-muted">{words.profilesLead}</p>
      <textarea
        aria-label="KubeSchedulerConfiguration" aria-invalid={problem !== ''} lang="en" value={text} spellCheck={false} rows={18}
        onChange={(event) => { setText(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          applyNow();
        }}
        className="block w-full resize-y rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs leading-5"
      />
      {problem !== '' && <p role="alert" lang="en" className="[overflow-wrap:anywhere] text-bad select-text">{problem}</p>}
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" onClick={applyNow} disabled={text === applied} {...locked(refusal)}>{words.applyProfiles}</Button>
        <Button onClick={() => { setText(example); setProblem(''); }}>{words.exampleProfiles}</Button>
        {text !== applied && <Button onClick={() => { setText(applied); setProblem(''); }}>{words.revertProfiles}</Button>}
      </div>
    </section>
  );
}
