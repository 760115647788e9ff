import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EventQueue, RandomStreams } from '../../sim/index.ts';
import { createContainerRuntime } from '../index.ts';
import type { RuntimeContainer } from '../interface.ts';

/** A container of BusyBox that sleeps. */
function box(): RuntimeContainer {
  const clock = new EventQueue(0);
  const runtime = createContainerRuntime({ clock, random: new RandomStreams(1).stream('runtime') });
  const host = { exited: () => undefined, changed: () => undefined, usageChanged: () => undefined, stirred: () => undefined, send: () => ({ ok: false as const, reason: 'timeout' as const, latencyMs: 0 }), resolve: () => [] };
  const started = runtime.start({ name: 'app', image: 'busybox', command: ['sleep', '1000'], hostname: 'box', ports: [], env: () => new Map(), mounts: [], nodeCpuMilli: 4000, terminationMessagePath: '/dev/termination-log', podIP: '10.244.0.2' }, host);
  if (!('exec' in started)) throw new Error('busybox starts');
  return started;
}

const sh = (container: RuntimeContainer, text: string, stdin = ''): string => {
  const { stdout, stderr } = container.exec(['sh', '-c', text], stdin);
  return stdout + stderr;
};
const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

it('packs what it unpacks elsewhere, Hangul and all', () => {
  const [one, two] = [box(), box()];
  sh(one, 'mkdir -p /srv/css; echo 안녕하세요 > /srv/index.html; printf "b {}" > /srv/css/a.css; : > /srv/empty');
  const archive = one.exec(['tar', 'cf', '-', '/srv'], '');
  expect(archive.stderr).toBe("tar: removing leading '/' from member names\n");
  expect(sh(two, 'mkdir /in; tar -xmf - -C /in; find /in; cat /in/srv/index.html /in/srv/css/a.css', archive.stdout)).toBe('/in\n/in/srv\n/in/srv/css\n/in/srv/css/a.css\n/in/srv/empty\n/in/srv/index.html\n안녕하세요\nb {}');
  expect(sh(two, 'tar tf -', archive.stdout)).toBe('srv/\nsrv/css/\nsrv/css/a.css\nsrv/empty\nsrv/index.html\n');
});

it.each([
  ['tar', 'tar: must specify one of -c, -x, -t\n'], ['tar czf - /etc', 'tar: z: compressed archives are not known here\n'], ['tar cf - nothing > /dev/null', 'tar: nothing: No such file or directory\n'], ['tar xf nothing', "tar: can't open 'nothing': No such file or directory\n"],
])('%s is refused', (line, words) => { expect(sh(box(), line)).toBe(words); });

const hasTar = spawnSync('tar', ['--version']).status === 0;

it.skipIf(!hasTar)('is read by GNU tar, and reads what that packs', () => {
  const container = box();
  sh(container, 'mkdir -p /srv/css; echo 안녕 > /srv/index.html; echo x > /srv/css/a.css');
  expect(spawnSync('tar', ['xf', '-', '-C', folder], { input: container.exec(['tar', 'cf', '-', 'srv'], '').stdout }).stderr.toString()).toBe('');
  expect(readFileSync(join(folder, 'srv/index.html'), 'utf8')).toBe('안녕\n');
  const packed = spawnSync('tar', ['cf', '-', 'srv'], { cwd: folder }).stdout.toString('utf8');
  expect(sh(container, 'mkdir /back; tar xmf - -C /back; cat /back/srv/index.html /back/srv/css/a.css', packed)).toBe('안녕\nx\n');
});
