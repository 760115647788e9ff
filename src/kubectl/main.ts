/** Drydock's kubectl as a command line: `npm run kubectl -- --server http://127.0.0.1:8001 get pods`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './docs.ts';
import { driveHttp } from './drivers/http.ts';
import { runKubectl } from './run.ts';

/** `--server URL` or `--server=URL` of a command line. */
function serverOf(argv: readonly string[]): string {
  const at = argv.findIndex((word) => word === '--server' || word === '-s');
  const inline = argv.find((word) => word.startsWith('--server='));
  return inline?.slice('--server='.length) ?? (at >= 0 ? argv[at + 1] : undefined) ?? process.env['DRYDOCK_SERVER'] ?? 'http://127.0.0.1:8001';
}

/** Standard input, read only where a word asks for it. */
function readStdin(argv: readonly string[]): string {
  const wanted = argv.some((word) => word === '-' || /^(-f|--filename=|-f=)-$/.test(word) || word === '-i' || word === '--stdin' || word === '-it' || word === '-ti');
  return wanted && !process.stdin.isTTY ? readFileSync(0, 'utf8') : '';
}

function editText(text: string, fileName: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-edit-'));
  const file = join(folder, fileName);
  try {
    writeFileSync(file, text);
    const { status } = spawnSync(process.env['KUBE_EDITOR'] ?? process.env['EDITOR'] ?? 'vi', [file], { stdio: 'inherit', shell: true });
    return status === 0 ? readFileSync(file, 'utf8') : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const server = serverOf(argv);
  if (argv.includes('explain')) describeWith((await import('../kube/generated/docs.ts')).docs);
  const program = runKubectl(argv, {
    settings: { namespace: 'default', user: 'kubernetes-admin', server, context: 'drydock' },
    output: { stdout: (text) => { process.stdout.write(text); }, stderr: (text) => { process.stderr.write(text); } },
    stdin: readStdin(argv), isTyped: process.stdin.isTTY,
  });
  return await driveHttp(program, { server, keyboard: process.stdin, edit: (text, fileName) => Promise.resolve(editText(text, fileName)) });
}

process.exitCode = await main(process.argv.slice(2));
