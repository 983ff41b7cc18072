/** The helpers of a package under CPython. */
import { spawnSync } from 'node:child_process';

import { pythonExecutable } from '../../../testing/python';
import { shellModule } from './helpers';

function ran(code: string): { readonly status: number | null; readonly out: string; err: string } {
  const done = spawnSync(pythonExecutable, ['-'], {
    input: `${shellModule}\n${code}\nprint("after")\n`,
    encoding: 'utf8'
  });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

describe('run_command', () => {
  it('gives back the exit status and lets no pager wait', () => {
    const { status, out } = ran(
      'print(run_command("printf \'é\\\\n\'; echo $GIT_PAGER >&2; exit 3"))'
    );
    expect(status).toBe(0);
    expect(out).toBe('é\ncat\n3\nafter\n');
  });
});

describe('run_script', () => {
  it('ends the run when the script fails, as IPython does, and shows what it printed before', () => {
    const { status, out, err } = ran('run_script("bash", "echo before\\nexit 3\\n")');
    expect(status).toBe(1);
    expect(out).toBe('before\n');
    expect(err).toMatch(/CalledProcessError: [^]* exit status 3/);
  });

  it('goes on behind one that succeeds, and where the program is missing', () => {
    expect(ran('run_script("bash", "echo before\\n")').out).toBe('before\nafter\n');
    expect(ran('run_script("no-such-shell", "")').out).toBe(
      "Couldn't find program: 'no-such-shell'\nafter\n"
    );
  });
});
