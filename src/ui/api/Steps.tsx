import { Check, CircleX, PencilLine, type LucideIcon } from 'lucide-react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { classes } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { Fields } from './Fields.tsx';
import { stepsOf, type Step } from './select.ts';
import { apiWords } from './words.ts';

const marks: Readonly<Record<Step['state'], { readonly icon: LucideIcon; readonly look: string }>> = {
  passed: { icon: Check, look: 'bg-good-soft text-good' },
  changed: { icon: PencilLine, look: 'bg-accent-soft text-accent' },
  refused: { icon: CircleX, look: 'bg-bad-soft text-bad' },
};

/** The way of a request through the API server, from who asks to who is woken. */
export function Steps({ request }: { readonly request: TracedRequest }) {
  const words = useWords(apiWords);
  const steps = stepsOf(request);
  return (
    <>
      {request.fromLog && <p className="mb-2 text-xs text-muted">{words.fromLog}</p>}
      <ol>
        {steps.map((step, index) => <Line key={`${step.name} ${step.plugin} ${String(index)}`} step={step} request={request} isLast={index === steps.length - 1} />)}
      </ol>
    </>
  );
}

function Line({ step, request, isLast }: { readonly step: Step; readonly request: TracedRequest; readonly isLast: boolean }) {
  const words = useWords(apiWords);
  const { icon: Icon, look } = marks[step.state];
  return (
    <li className={classes('relative flex gap-2.5', !isLast && 'pb-2')}>
      {!isLast && <span aria-hidden className="absolute top-4 bottom-0 left-[8.5px] w-px bg-line" />}
      <span className={classes('relative mt-px flex size-[18px] shrink-0 items-center justify-center rounded-full', look)}><Icon aria-hidden size={11} strokeWidth={2.2} /></span>
      <div className="min-w-0 flex-1 text-xs leading-5">
        <span className="font-medium">{step.plugin === '' ? words.step[step.name] : step.plugin}</span>
        {step.plugin !== '' && <span className="ml-1.5 text-muted">{words.step.admission}</span>}
        <span className="sr-only"> {words.state[step.state]}</span>
        <Said step={step} request={request} />
        <Fields fields={step.fields} />
      </div>
    </li>
  );
}

/** What there is to say of a step: Kubernetes' words where it has some, else ours. */
function Said({ step, request }: { readonly step: Step; readonly request: TracedRequest }) {
  const words = useWords(apiWords);
  if (step.state === 'refused') return <p lang="en" className="text-bad [overflow-wrap:anywhere] select-text">{step.text === '' ? `${String(request.code)} ${request.reason}` : step.text}</p>;
  const own = { authentication: '', authorization: words.noRule, decoding: '', admission: '', validation: words.valid, etcd: writtenWords(request, words), answer: words.answered, watches: '' }[step.name];
  const text = step.text === '' ? own : step.text;
  if (text === '') return null;
  return <span className="ml-1.5 [overflow-wrap:anywhere] text-muted select-text">{step.name === 'watches' ? `${words.woke} ${text}` : text}</span>;
}

function writtenWords({ revision, dryRun }: TracedRequest, words: (typeof apiWords)['en']): string {
  if (dryRun) return words.wroteDry;
  return revision > 0 ? words.wrote(revision) : words.wroteNothing;
}
