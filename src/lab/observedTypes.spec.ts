/** What is asked of a kernel, in a real Python, and which cells it is believed about. */
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { execFileSync } from 'child_process';
import { join } from 'path';
import { hashText } from '../core/notebook/hash';
import type { ICell, INotebook } from '../core/notebook/notebook';
import { typesExpression } from './kernelTypes';
import { ObservedTypes } from './observedTypes';

const python = join(
  __dirname,
  '../../.venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'
);

it('asks for types only, runs nothing of theirs, and needs no name of the user', () => {
  const program = `
class Meta(type):
    @property
    def __module__(cls): raise RuntimeError("module was asked")
    def __getattribute__(cls, name): raise RuntimeError("the class was asked")
class Rude(metaclass=Meta):
    def __repr__(self): raise RuntimeError("repr was called")
    def __getattribute__(self, name): raise RuntimeError("the value was asked")
class Odd:
    __module__ = property(lambda self: "odd")
rude, odd, one, nothing, path = Rude(), Odd(), 1, None, __import__("collections").deque()
_secret = 1
print_ = print
type = str = list = dict = getattr = json = object = globals = isinstance = print = None
before = set(globals_()) if (globals_ := __import__("builtins").globals) else None
answer = eval(${JSON.stringify(
    typesExpression(['rude', 'odd', 'one', 'nothing', 'path', 'absent', 'Meta'])
  )})
print_(answer, set(globals_()) - before - {"answer", "before"})
`;
  const output = execFileSync(python, ['-c', program], { encoding: 'utf8' });
  const [, json, rest] = /^(\{.*?\}) (.*)$/.exec(output.trim()) ?? [];
  expect(JSON.parse(json)).toEqual({
    rude: '__main__.Rude',
    one: 'builtins.int',
    nothing: 'builtins.NoneType',
    path: 'collections.deque',
    Meta: 'builtins.type'
  });
  expect(rest).toBe('set()');
});

describe('the notebook of a kernel', () => {
  const content = {};
  const sessionContext = {
    session: null as { kernel: Kernel.IKernelConnection } | null,
    statusChanged: null as unknown as Signal<object, Kernel.Status>,
    kernelChanged: null as unknown as Signal<object, void>
  };
  const panel = { content, sessionContext, isVisible: true };
  let observed: ObservedTypes;
  let asked: string[];
  let types: Record<string, string>;

  const cells: Record<string, string> = {};
  const notebook = (): INotebook => ({
    cells: Object.entries(cells).map(([id, source]) => ({ id, source }) as ICell),
    metadata: {}
  });
  const args = (id: string): object => ({
    notebook: content,
    cell: { model: { id, sharedModel: { getSource: () => cells[id] } } }
  });
  type Emitter = Signal<unknown, object>;
  const start = (id: string): void =>
    (NotebookActions.executionScheduled as Emitter).emit(args(id));
  const end = (id: string, success = true): void =>
    (NotebookActions.executed as Emitter).emit({ ...args(id), success });
  const run = (id: string): void => {
    start(id);
    end(id);
  };

  beforeEach(() => {
    sessionContext.statusChanged = new Signal({});
    sessionContext.kernelChanged = new Signal({});
    asked = [];
    types = { table: 'pandas.DataFrame', n: 'builtins.int' };
    const requestExecute = ({ user_expressions: q }: { user_expressions: { anneal: string } }) => {
      asked.push(q.anneal);
      const text = Buffer.from(JSON.stringify(types)).toString('hex');
      const anneal = { status: 'ok', data: { 'text/plain': `'${text}'` } };
      return {
        done: Promise.resolve({ content: { status: 'ok', user_expressions: { anneal } } }),
        dispose: () => undefined
      };
    };
    const kernel = { status: 'idle', requestExecute } as unknown as Kernel.IKernelConnection;
    sessionContext.session = { kernel };
    panel.isVisible = true;
    Object.keys(cells).forEach(id => delete cells[id]);
    Object.assign(cells, { a: 'table = load()', b: 'n = 1' });
    observed = new ObservedTypes(panel as unknown as NotebookPanel);
  });
  afterEach(() => observed.dispose());

  const known = { a: { hash: hashText('table = load()'), types: { table: 'pandas.DataFrame' } } };

  it('is asked once after a cell ran, about the names of that cell', async () => {
    await observed.ask(notebook());
    expect(asked).toEqual([]);
    run('a');
    await observed.ask(notebook());
    await observed.ask(notebook());
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('{"table","load"}');
    expect(observed.known).toEqual(known);
  });

  it('is not asked while nobody sees it, a cell runs, or it is busy', async () => {
    run('a');
    panel.isVisible = false;
    await observed.ask(notebook());
    panel.isVisible = true;
    start('b');
    await observed.ask(notebook());
    end('b');
    const kernel = sessionContext.session?.kernel as { status: string };
    kernel.status = 'busy';
    await observed.ask(notebook());
    expect(asked).toEqual([]);
    kernel.status = 'idle';
    await observed.ask(notebook());
    expect(observed.known).toMatchObject(known);
  });

  it('is not believed about what a cell may have bound that failed, or was edited or deleted since', async () => {
    cells.b = 'table = 1';
    run('a');
    start('b');
    end('b', false);
    await observed.ask(notebook());
    expect(observed.known.a?.types ?? {}).toEqual({});
    run('a');
    run('b');
    cells.b = 'other = 1';
    await observed.ask(notebook());
    expect(observed.known.a?.types ?? {}).toEqual({});
    cells.b = 'table = 1';
    run('a');
    run('b');
    delete cells.b;
    await observed.ask(notebook());
    expect(observed.known.a?.types ?? {}).toEqual({});
  });

  it('is believed about a cell that ran after one that failed', async () => {
    cells.b = 'table = 1';
    run('a');
    start('b');
    end('b', false);
    run('a');
    await observed.ask(notebook());
    expect(observed.known).toEqual(known);
  });

  it('is forgotten when it starts anew, or a cell does', async () => {
    for (const forget of [
      () => sessionContext.statusChanged.emit('restarting'),
      () => sessionContext.statusChanged.emit('autorestarting'),
      () => sessionContext.kernelChanged.emit(),
      () => start('a')
    ]) {
      run('a');
      await observed.ask(notebook());
      expect(observed.known).toEqual(known);
      forget();
      expect(observed.known).toEqual({});
    }
  });

  it('may give no answer, or a strange one', async () => {
    types = { table: 1 as unknown as string };
    run('a');
    await observed.ask(notebook());
    sessionContext.session = null;
    await observed.ask(notebook());
    expect(observed.known).toEqual({});
  });
});
