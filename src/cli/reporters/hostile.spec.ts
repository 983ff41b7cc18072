/** A repository made to attack whoever looks at its report: nothing of it may be more than text, in any format. */
import '@microsoft/jest-sarif';
import { CommandHarness } from '../../testing/command';

const command = new CommandHarness();
beforeAll(async () => {
  await command.build();
  command.reset();
  plant();
});
afterAll(() => command.dispose());

const esc = '\u001b';
const script = '<script>alert(1)</script>';
const attacks = [
  script,
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '[click](javascript:alert(1))',
  '![p](https://evil.example/p.png)',
  'https://evil.example/x www.evil.example @everyone #1 GH-1 a@evil.example',
  '| a | b |',
  '` | <b>x</b>',
  '```',
  '</details></code></pre><h1>gone</h1>',
  `${esc}[31mred${esc}]0;title\u0007`,
  '\u009b31m',
  '\u202egnp.ipynb',
  '::set-output name=a::b',
  '##[error]broken',
  '%0A::error::injected',
  '{0} {{1}}',
  '$(touch hacked)',
  '\r::warning::x'
];

/** Notebooks that hold every attack in code, strings, comments, Markdown, names, ids, tags, metadata and in their paths. */
function plant(): void {
  for (const [i, attack] of attacks.entries()) {
    const quoted = JSON.stringify(attack);
    command.notebook(`n${i}.ipynb`, [
      {
        cell_type: 'markdown',
        source: `# ${attack}\n\n<!-- anneal: allow nothing (${attack}) -->`
      },
      `import os\nfrom math import *\n# ${attack.replace(/\r/g, '')}\ntext = """\n${attack}\n\`\`\`\n"""\nf = open("/home/me/" + ${quoted})\nt = f.read()  # ${attack.replace(/\r/g, '')}\nf.close()\nnote = """\n::set-output name=c::d\n"""\nprint(t, sqrt(2))`,
      `f = open("/home/${attack.replace(/["\\\r\n/]/g, '')}/x.csv")\nu = f.read()\nf.close()`,
      `d = {${quoted}: 1, "b": 2}\nprint(d[${quoted}])\nos.system(${quoted})`,
      {
        source: `h = open("h.txt")  # anneal: allow unmanaged-resource (${attack.replace(/\r/g, '')})`,
        metadata: { tags: [`anneal-allow-${attack}`] }
      },
      `this is ${attack} not Python (`
    ]);
    const name = attack.replaceAll('/', '∕').slice(0, 60);
    command.notebook(`${name}.ipynb`, ['f = open("x.txt")\nt = f.read()\nf.close()']);
    const notebook = JSON.parse(command.read(`n${i}.ipynb`)) as {
      cells: { id: string }[];
      metadata: object;
    };
    notebook.cells[1].id = attack;
    command.write(`n${i}.ipynb`, JSON.stringify(notebook, null, 1));
    notebook.metadata = { kernelspec: { name: attack, language: attack, display_name: attack } };
    command.write(`other${i}.ipynb`, JSON.stringify(notebook, null, 1));
    command.write(`broken${i}.ipynb`, `{"cells": ${attack}`);
  }
  command.notebook('a\n::error::injected\n.ipynb', ['f = open("x.txt")\nt = f.read()\nf.close()']);
  command.notebook('--output=hacked.ipynb', ['x = 1']);
}

function report(format: string): string {
  const done = command.run('check', '.', '--format', format);
  expect(done.status).toBe(2);
  for (const text of [done.stdout, done.stderr]) {
    // Nothing that a terminal obeys or that turns text around, in any format.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    expect(text).not.toContain('##[');
    if (format !== 'github') {
      expect(text.split('\n').filter(line => line.trimStart().startsWith('::'))).toEqual([]);
    }
  }
  return done.stdout;
}

describe('a report on a repository made to attack', () => {
  it('holds the attacks at all', () => {
    const text = report('json');
    expect(text).toContain('<script>');
    const { notebooks, errors } = JSON.parse(text) as {
      notebooks: { diagnostics: { fix: object | null }[] }[];
      errors: object[];
    };
    expect(notebooks.length).toBeGreaterThan(attacks.length);
    expect(errors.length).toBeGreaterThanOrEqual(attacks.length);
    expect(notebooks.flatMap(n => n.diagnostics).filter(d => d.fix).length).toBeGreaterThan(20);
  });

  it('is plain lines in a terminal', () => {
    expect(report('text')).toContain('<script>');
  });

  it('is only annotations for GitHub, one a line', () => {
    const lines = report('github').trimEnd().split('\n');
    expect(
      lines.filter(l => !/^::(warning|notice|error) file=[^,:]+(,[a-zA-Z]+=[^,:]+)*::/.test(l))
    ).toEqual([]);
    expect(lines.length).toBeGreaterThan(attacks.length * 3);
  });

  it('is plain data as SARIF: no link and no argument in a message', () => {
    const log = JSON.parse(report('sarif')) as {
      runs: {
        results: { message: { text: string } }[];
        invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
      }[];
    };
    expect(log).toBeValidSarifLog();
    const [run] = log.runs;
    const notes = run.invocations[0].toolExecutionNotifications;
    const messages = [...run.results, ...notes].map(r => r.message.text);
    expect(messages.join('')).toContain('[click]');
    expect(messages.filter(text => /\]\(|(?<!\{)\{\d+\}/.test(text))).toEqual([]);
  });

  it('has no markup as HTML but its own', () => {
    const own =
      /^<(!doctype html|html lang="en"|\/?(html|head|title|style|body|header|main|section|article|h1|h2|h3|p|ul|li|table|thead|tbody|tr|th|td|code|pre|ins|del|span|a)|meta [a-z-]+="[^"<>]*"( content="[^"<>]*")?|t[dh]( scope="col")?( class="n")?|p class="soft"|a href="#n\d+"|section aria-labelledby="n\d+"|h2 id="n\d+"|pre tabindex="0")>$/;
    const page = report('html');
    const tags = page.match(/<[^>]*>?/g) ?? [];
    expect(tags.length).toBeGreaterThan(500);
    expect(tags.filter(tag => !own.test(tag))).toEqual([]);
    expect(page).toContain('<del>-f = open(');
    expect(page).toContain('<ins>+with open(');
    expect(page).toContain("default-src 'none'");
    expect(page.split('</style>')[1]).not.toMatch(/url\(|@import/);
    expect(page).toContain('&#60;script&#62;');
  });

  it('has no markup as Markdown but its own', () => {
    const page = report('markdown');
    const { prose, blocks } = parts(page);
    expect(blocks).toBeGreaterThan(10);
    const tags = prose.match(/<[^>]*>?/g) ?? [];
    expect(tags.filter(tag => !/^<\/?(details|summary|code)>$/.test(tag))).toEqual([]);
    // Whoever opens something closes it.
    for (const name of ['details', 'summary', 'code']) {
      expect(tags.filter(t => t === `<${name}>`)).toHaveLength(
        tags.filter(t => t === `</${name}>`).length
      );
    }
    expect(prose).not.toMatch(/[[\]`\\@]|:\/\/|www\./);
    expect(prose).not.toMatch(/#\d(?!\d*;)/);
    // A row of a table has the columns of its head.
    for (const row of prose.split('\n').filter(l => l.startsWith('|'))) {
      expect(row.split('|')).toHaveLength(5);
    }
    expect(prose).toContain('&#60;script&#62;');
  });

  it('is plain text in the errors and notes of every command', () => {
    const name = `${esc}[2J\u202e`;
    const runs = [
      ['check', `${name}.ipynb`],
      ['check', '.', '--select', name],
      ['check', '.', `--${name}`],
      ['check', '.', '--config', name],
      ['fix', `${name}.ipynb`],
      ['fix', 'n10.ipynb', '--in-place'],
      ['export', 'n10.ipynb', '-o', name],
      ['verify', `${name}.ipynb`, name],
      ['parity', `${name}.onnx`, '--cases', name],
      ['review', `${name}.ipynb`],
      ['review', 'n10.ipynb', 'show', name],
      ['review', 'n10.ipynb', name],
      [name]
    ];
    for (const args of runs) {
      const { status, stdout, stderr } = command.run(...args);
      expect([args, status === null]).toEqual([args, false]);
      expect([args, /[\u001b\u009b\u202e]/.exec(stdout + stderr)]).toEqual([args, null]);
    }
  });

  it('lets no file name be an option', () => {
    const done = command.run('check', '--', '--output=hacked.ipynb');
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('No habits found')]);
  });
});

/** What stands outside of code blocks, by the rules of CommonMark for fences. */
function parts(markdown: string): { prose: string; blocks: number } {
  const prose: string[] = [];
  let fence = 0;
  let blocks = 0;
  for (const line of markdown.split('\n')) {
    const run = /^ {0,3}(`{3,})(.*)$/.exec(line);
    if (fence) {
      if (run && run[1].length >= fence && run[2].trim() === '') {
        fence = 0;
      }
    } else if (run) {
      expect(line).toMatch(/^`{3,}diff$/);
      fence = run[1].length;
      blocks++;
    } else {
      prose.push(line);
    }
  }
  expect(fence).toBe(0);
  return { prose: prose.join('\n'), blocks };
}
