import { applyEdit } from '../apply/applyEdit';
import { modelOf } from '../../testing/parser';
import type { SyntaxNode } from '../syntax/node';
import { EditBuilder } from './editBuilder';

/** The cells after `write` filled the edit; `user` is the one identifier `use` of the notebook. */
async function after(
  cells: readonly string[],
  write: (edit: EditBuilder, user: SyntaxNode) => void
): Promise<readonly string[]> {
  const model = await modelOf(cells.map(c => `# %%\n${c}\n`).join(''));
  const user = [...model.nodes('identifier')].find(n => n.text === 'use') as SyntaxNode;
  const edit = new EditBuilder(model);
  write(edit, user);
  const result = applyEdit(model.notebook, edit.build());
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.notebook.cells.map(c => c.source.trimEnd());
}

describe('addImport', () => {
  const imported = (module: string, name: string | null, ...cells: readonly string[]) =>
    after(cells, (edit, user) => edit.replace(user, edit.addImport(module, name, user)));

  it.each([
    ['import asyncio', 'import asyncio', 'asyncio'],
    ['import asyncio as aio', 'import asyncio as aio', 'aio'],
    ['asyncio = 1', 'import asyncio as _asyncio', '_asyncio'],
    ['import asyncio\ndel asyncio', 'import asyncio as _asyncio', '_asyncio']
  ])('above a later cell %j writes %j', async (later, line, text) => {
    expect(await imported('asyncio', null, 'use', later)).toEqual([`${line}\n\n${text}`, later]);
  });

  it('repeats the import that is there further down, whatever its form', async () => {
    expect(await imported('time', 'sleep', 'use', 'import time')).toEqual([
      'import time\n\ntime.sleep',
      'import time'
    ]);
    expect(await imported('time', 'sleep', 'use', 'from time import sleep as s')).toEqual([
      'from time import sleep as s\n\ns',
      'from time import sleep as s'
    ]);
  });

  it('does not rely on an import that stands below the user in its cell', async () => {
    expect(await imported('time', null, 'use\nimport time')).toEqual([
      'import time\n\ntime\nimport time'
    ]);
  });

  it('relies on it in a function, which runs later, but not in its decorator', async () => {
    expect(await imported('time', null, 'def f():\n    use\nimport time')).toEqual([
      'def f():\n    time\nimport time'
    ]);
    expect(await imported('time', null, '@use\ndef f(): ...\nimport time')).toEqual([
      'import time\n\n\n@time\ndef f(): ...\nimport time'
    ]);
  });

  it('relies on an import between other code and the user', async () => {
    expect(await imported('time', null, 'a = 1\nimport time\nuse')).toEqual([
      'a = 1\nimport time\ntime'
    ]);
  });

  it.each([
    '!pip install -q httpx2',
    '%pip install "httpx2[http2]>=1"',
    '!{sys.executable} -m pip install httpx2',
    '!pip install -r requirements.txt',
    '!uv pip install --system \\\n    httpx2',
    '!pip install git+https://example.org/httpx2.git',
    '%%bash\npip install httpx2',
    'if True:\n    !pip install httpx2'
  ])('stands below the cell with %j', async install => {
    expect(await imported('httpx2', null, 'import sys', install, 'use')).toEqual([
      'import sys',
      install,
      'import httpx2\n\nhttpx2'
    ]);
    expect(await imported('httpx2', null, 'import sys', install, 'import os', 'a\nuse')).toEqual([
      'import sys',
      install,
      'import os\nimport httpx2',
      'a\nhttpx2'
    ]);
  });

  it('stands below the command within a cell', async () => {
    expect(
      await imported('sklearn', null, 'import os\n!pip install \\\n  scikit-learn\nx = 1', 'use')
    ).toEqual(['import os\n!pip install \\\n  scikit-learn\nimport sklearn\nx = 1', 'sklearn']);
  });

  it.each(['!pip install numpy', '!pip list | grep httpx2', '!echo install httpx2'])(
    'stands at the head when %j does not install it',
    async command => {
      expect((await imported('httpx2', null, 'import os', command, 'use'))[0]).toBe(
        'import os\nimport httpx2'
      );
    }
  );

  it.each([
    'import IPython\napp = IPython.Application.instance()\napp.kernel.do_shutdown(True)',
    'import os\nos.kill(os.getpid(), 9)'
  ])('stands below a cell that restarts the kernel: %j', async restart => {
    const cells = ['!pip install httpx2', 'import httpx2', restart];
    expect(await imported('httpx2', null, ...cells, 'import re', 'use')).toEqual([
      ...cells,
      'import re\nimport httpx2',
      'httpx2'
    ]);
    expect(await imported('json', null, ...cells, 'x = 1', 'use')).toEqual([
      ...cells,
      'x = 1',
      'import json\n\njson'
    ]);
    expect((await imported('json', null, 'import re', 'use', restart))[0]).toBe(
      'import re\nimport json'
    );
  });

  it('stands at the head for what Python brings along, and for what is installed further down', async () => {
    const install = '!pip install -r requirements.txt';
    expect((await imported('json', null, 'import os', install, 'use'))[0]).toBe(
      'import os\nimport json'
    );
    expect((await imported('httpx2', null, 'import os', 'use', install))[0]).toBe(
      'import os\nimport httpx2'
    );
  });
});

describe('insertBelowImports', () => {
  const placed = (...cells: readonly string[]): Promise<readonly string[]> =>
    after(cells, (edit, user) => {
      const base = edit.addImport('typing', 'Protocol', user);
      edit.insertBelowImports(user, `class A(${base}): ...`);
    });
  const text = 'class A(Protocol): ...';

  it('is below an import that a later cell holds', async () => {
    expect(await placed('import os', 'from typing import Protocol\nuse')).toEqual([
      'import os',
      `from typing import Protocol\n\n\n${text}\n\n\nuse`
    ]);
  });

  it('is below an import that stands under other code', async () => {
    expect(
      await placed('import os\nos.getcwd()\nfrom typing import Protocol\nimport re\na', 'use')
    ).toEqual([
      `import os\nos.getcwd()\nfrom typing import Protocol\nimport re\n\n\n${text}\n\n\na`,
      'use'
    ]);
  });

  it('is at the head with an import that only a cell below the user holds', async () => {
    expect((await placed('import os', 'use', 'from typing import Protocol'))[0]).toBe(
      `import os\nfrom typing import Protocol\n\n\n${text}`
    );
  });

  it('is below a cell that restarts the kernel, where what it names is imported', async () => {
    const restart = 'import IPython\nIPython.Application.instance().kernel.do_shutdown(True)';
    expect(await placed('from typing import Protocol', restart, 'import re', 'use')).toEqual([
      'from typing import Protocol',
      restart,
      `import re\nfrom typing import Protocol\n\n\n${text}`,
      'use'
    ]);
  });

  it('is below the command that installs what it needs', async () => {
    const cells = ['import os', '!pip install httpx2', 'x = 1', 'use'];
    expect(
      await after(cells, (edit, user) => {
        const module = edit.addImport('httpx2', null, user);
        edit.insertBelowImports(user, `class A(${module}.Client): ...`);
      })
    ).toEqual([...cells.slice(0, 3), 'import httpx2\n\n\nclass A(httpx2.Client): ...\n\n\nuse']);
  });

  it('is written once, above the first that asks for it', async () => {
    const cells = ['a', 'use'];
    const expected = ['x = 1\n\n\na', 'use'];
    expect(
      await after(cells, (edit, user) => {
        edit.insertBelowImports(user, 'x = 1');
        edit.insertBelowImports(edit.model.cells[0].syntax, 'x = 1');
        edit.insertBelowImports(user, 'x = 1');
      })
    ).toEqual(expected);
  });
});
