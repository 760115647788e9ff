/** `npm start`: installs what is missing, builds the page and serves it at http://localhost:5173. */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { generateTypes, installPackages } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
installPackages();
generateTypes();
execFileSync('npx', ['vite', 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
const server = spawn('npx', ['vite', 'preview', '--port', '5173', '--strictPort'], { cwd: root, stdio: 'inherit' });
server.on('exit', (code) => { process.exitCode = code ?? 1; });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { server.kill(signal); });
