import type { Signal } from './jobs.ts';
import { interrupted, type Program } from './shell.ts';

export const jobs: Program = (_, { stdout }, shell) => {
  stdout.write(shell.jobs.list());
  return Promise.resolve(0);
};

/** `fg [%1]`: the job comes to the front, where Ctrl-C stops it. */
export const fg: Program = async ([word], { stdout, stderr, signal }, shell) => {
  const job = shell.jobs.find(word);
  if (job?.status !== undefined || !job) {
    stderr.write(job ? 'bash: fg: job has terminated\n' : `bash: fg: ${word ?? 'current'}: no such job\n`);
    return 1;
  }
  stdout.write(`${job.text}\n`);
  const stop = (): void => { job.stop('INT'); };
  signal.addEventListener('abort', stop);
  const status = await job.ended;
  signal.removeEventListener('abort', stop);
  shell.jobs.news();
  return status;
};

/** `-9`, `-SIGKILL`, `-s KILL`, `-n 2`; what is neither of these two ends a job as SIGTERM does. */
function signalOf(args: readonly string[]): Signal {
  const index = args.findIndex((word) => word.startsWith('-'));
  const word = /^-[sn]$/.test(args[index] ?? '') ? args[index + 1] : args[index]?.slice(1);
  const name = word?.replace(/^SIG/i, '').toUpperCase();
  return name === 'KILL' || name === '9' ? 'KILL' : name === 'INT' || name === '2' ? 'INT' : 'TERM';
}

/** `kill %1`, `kill PID`, with a signal or without. */
export const kill: Program = (args, { stderr }, shell) => {
  const words = args.filter((word, index) => !/^-/.test(word) && !/^-[sn]$/.test(args[index - 1] ?? ''));
  let status = words.length === 0 ? 2 : 0;
  if (words.length === 0) stderr.write('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
  for (const word of words) {
    const job = shell.jobs.find(word);
    if (job) job.stop(signalOf(args));
    else {
      stderr.write(word.startsWith('%') ? `bash: kill: ${word}: no such job\n` : /^\d+$/.test(word) ? `bash: kill: (${word}) - No such process\n` : `bash: kill: ${word}: arguments must be process or job IDs\n`);
      status = 1;
    }
  }
  return Promise.resolve(status);
};

/** `wait [%1 …]`: until the jobs have ended. */
export const wait: Program = async (args, { stderr, signal }, shell) => {
  const stopped = new Promise<number>((resolve) => { signal.addEventListener('abort', () => { resolve(interrupted); }, { once: true }); });
  let status = 0;
  for (const word of args.length > 0 ? args : [undefined]) {
    const job = word === undefined ? undefined : shell.jobs.find(word);
    if (word !== undefined && !job) {
      stderr.write(word.startsWith('%') ? `bash: wait: ${word}: no such job\n` : `bash: wait: pid ${word} is not a child of this shell\n`);
      status = 127;
      continue;
    }
    const all = job ? job.ended : Promise.all(shell.jobs.running.map(({ ended }) => ended)).then(() => 0);
    status = await Promise.race([all, stopped]);
  }
  return status;
};
