/**
 * Makes a fresh clone ready: packages from the lock file, and the generated types. Does nothing where both are up to date.
 * Plain Node, because it runs before anything is installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (command, args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' });

/** Installs the packages where the lock file has changed since the last time. */
export function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const mark = join(root, 'node_modules', '.drydock-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  run('npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(mark, lock);
}

/** Generates types, schemas and documentation where they are missing or older than their source. */
export function generateTypes() {
  const made = join(root, 'src/kube/generated/.made-from');
  const source = ['src/kube/generate/generate.mjs', 'src/kube/generate/roots.mjs', 'src/kube/generate/sentences.mjs', 'node_modules/@kubernetes/client-node/package.json', 'node_modules/kubernetes-types/package.json']
    .map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  if (existsSync(made) && readFileSync(made, 'utf8') === source) return;
  run('node', ['src/kube/generate/generate.mjs']);
  writeFileSync(made, source);
}

/** Where a Chromium is; installs one where there is none. */
export function findChromium() {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  const present = process.env['CHROMIUM'] ?? known.find((path) => existsSync(path));
  if (present) return present;
  try {
    run('npx', ['playwright', 'install', 'chromium']);
    return '';
  } catch {
    installFromDebian();
    return known[0];
  }
}

function installFromDebian() {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = (...args) => run([...sudo, 'apt-get'][0], [...sudo, 'apt-get', ...args].slice(1));
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages();
  generateTypes();
}
