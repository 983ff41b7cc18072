/** The known figure: 20 calls of 100 ms take over 2 s one after another and close to a twentieth of that together. */
import { spawnSync } from 'node:child_process';
import { Engine, parsePercent, PythonParser } from '../../src/core';
import { loadParserAssets } from '../../src/host/assets.node';
import { pythonExecutable } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import migration from './index';

const notebook = `# %%
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen


class Stub(BaseHTTPRequestHandler):
    lock = threading.Lock()
    running = 0
    most = 0

    def do_GET(self):
        with Stub.lock:
            Stub.running += 1
            Stub.most = max(Stub.most, Stub.running)
        time.sleep(0.1)
        with Stub.lock:
            Stub.running -= 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path[1:].encode())

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64


server = Server(("127.0.0.1", 0), Stub)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/"
# %%
pages = []
for number in range(20):
    with urlopen(f"{base}{number}") as answer:
        pages.append(answer.read().decode())
`;

interface IRun {
  readonly pages: readonly string[];
  readonly seconds: number;
  /** Most requests that the server had at the same time. */
  readonly most: number;
}

/** Runs the cells, the last of them timed, as a kernel does: `await` at the top level included. */
function run(cells: readonly string[]): IRun {
  const program = `
import ast, asyncio, inspect, json, sys, time
cells = json.load(sys.stdin)
space = {"__name__": "__main__"}
for source in cells:
    start = time.perf_counter()
    code = compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, space)
    if inspect.iscoroutine(value):
        asyncio.run(value)
    seconds = time.perf_counter() - start
print(json.dumps({"pages": space["pages"], "seconds": seconds, "most": space["Stub"].most}))
`;
  const done = spawnSync(pythonExecutable, ['-c', program], {
    input: JSON.stringify(cells),
    encoding: 'utf8',
    env: { ...process.env, no_proxy: '127.0.0.1' }
  });
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as IRun;
}

describe('20 calls of 100 ms', () => {
  let before: IRun;
  let after: IRun;
  let limited: IRun;

  beforeAll(async () => {
    const engine = new Engine(await PythonParser.create(loadParserAssets(null)), [migration]);
    const parsed = parsePercent(notebook);
    const fixed = (settings: Record<string, unknown>): IRun => {
      const result = engine.fix(parsed, 'suggested', { settings: { [migration.name]: settings } });
      expect(result.applied).toHaveLength(1);
      return run(codeOf(result.notebook));
    };
    before = run(codeOf(parsed));
    after = fixed({});
    limited = fixed({ limit: 4 });
  }, 60_000);

  it('give the same results in the same order', () => {
    expect(before.pages).toEqual([...Array(20).keys()].map(String));
    expect(after.pages).toEqual(before.pages);
    expect(limited.pages).toEqual(before.pages);
  });

  it('run one by one before, all together after, and never more than the limit', () => {
    expect(before.most).toBe(1);
    expect(after.most).toBe(20);
    expect(limited.most).toBeLessThanOrEqual(4);
    expect(limited.most).toBeGreaterThan(1);
  });

  it('take at most an eighth of the time', () => {
    expect(before.seconds).toBeGreaterThanOrEqual(2);
    expect(before.seconds / after.seconds).toBeGreaterThanOrEqual(8);
  });
});
