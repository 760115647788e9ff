import { expect, it } from 'vitest';
import { FakeWorld, say } from './shell.fixture.ts';

const asked = async (line: string) => {
  const world = new FakeWorld();
  world.replies.set('localhost:8080', { ok: true, status: 200, body: 'hello\n', latencyMs: 20 });
  world.replies.set('web:80', { ok: true, status: 404, body: 'nothing\n', latencyMs: 1 });
  world.replies.set('10.0.0.1:80', { ok: false, reason: 'timeout', connected: false, latencyMs: 2000 });
  world.replies.set('slow:80', { ok: false, reason: 'timeout', connected: true, latencyMs: 2000 });
  world.replies.set('nobody:80', { ok: false, reason: 'no such host', connected: false, latencyMs: 8 });
  world.replies.set('hangs-up:80', { ok: false, reason: 'empty', connected: true, latencyMs: 0 });
  return { ...(await say(line, world)), requests: world.requests };
};

it.each([
  { line: 'curl localhost:8080', stdout: 'hello\n', stderr: '', status: 0 },
  { line: 'curl -s http://localhost:8080/a?b | tr a-z A-Z', stdout: 'HELLO\n', stderr: '', status: 0 },
  { line: 'curl -sI localhost:8080', stdout: 'HTTP/1.1 200 OK\nContent-Length: 6\n\n', stderr: '', status: 0 },
  { line: 'curl -i web', stdout: 'HTTP/1.1 404 Not Found\nContent-Length: 8\n\nnothing\n', stderr: '', status: 0 },
  { line: "curl -so /dev/null -w '%{http_code} %{time_total}\\n' localhost:8080", stdout: '200 0.020000\n', stderr: '', status: 0 },
  { line: 'curl -o page localhost:8080; cat page', stdout: 'hello\n', stderr: '', status: 0 },
  { line: 'curl -f web', stdout: '', stderr: 'curl: (22) The requested URL returned error: 404\n', status: 22 },
  { line: 'curl localhost:9', stdout: '', stderr: 'curl: (7) Failed to connect to localhost port 9 after 0 ms: Could not connect to server\n', status: 7 },
  { line: 'curl -s localhost:9', stdout: '', stderr: '', status: 7 },
  { line: 'curl nobody', stdout: '', stderr: 'curl: (6) Could not resolve host: nobody\n', status: 6 },
  { line: 'curl -m 2 10.0.0.1', stdout: '', stderr: 'curl: (28) Connection timed out after 2000 milliseconds\n', status: 28 },
  { line: 'curl --connect-timeout 2 10.0.0.1', stdout: '', stderr: 'curl: (28) Failed to connect to 10.0.0.1 port 80 after 2000 ms: Timeout was reached\n', status: 28 },
  { line: 'curl -m 2 slow', stdout: '', stderr: 'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n', status: 28 },
  { line: 'curl hangs-up', stdout: '', stderr: 'curl: (52) Empty reply from server\n', status: 52 },
  { line: 'curl', stdout: '', stderr: "curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n", status: 2 },
  { line: 'curl --nonsense x', stdout: '', stderr: "curl: option --nonsense: is unknown\ncurl: try 'curl --help' for more information\n", status: 2 },
  { line: 'curl ftp://x', stdout: '', stderr: 'curl: (1) Protocol "ftp" not supported\n', status: 1 },
])('$line', async ({ line, ...said }) => {
  expect(await asked(line)).toMatchObject(said);
});

it.each([
  { line: 'curl localhost:8080/a', request: { host: 'localhost', port: 8080, method: 'GET', path: '/a', timeoutMs: 300_000 } },
  { line: "curl -X PUT -d a=1 -d b=2 -H 'X-A: b: c' localhost", request: { method: 'PUT', body: 'a=1&b=2', port: 80 } },
  { line: 'curl --json {} -m 1.5 https://web', request: { method: 'POST', body: '{}', port: 443, timeoutMs: 1500 } },
  { line: 'curl --resolve shop.example:80:10.0.0.1 http://shop.example/x', request: { host: '10.0.0.1', port: 80, path: '/x' } },
])('$line asks', async ({ line, request }) => {
  expect((await asked(line)).requests[0]).toMatchObject(request);
});

it('says why nobody can be asked at all, and goes on with the line', async () => {
  const world = new FakeWorld();
  world.request = () => Promise.reject(new Error('a moment that has passed'));
  expect(await say('curl -s web || echo "went on"', world)).toMatchObject({ stdout: 'went on\n', stderr: 'a moment that has passed\n' });
});
