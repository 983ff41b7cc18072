/** The bundled `anneal` command as a user runs it: its own process, an empty folder, no `node_modules` in reach. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCli } from '../dev/buildCli';
import { pythonExecutable } from './python';

/** A cell as it stands in a file; what is left out is empty. */
export interface IFileCell {
  readonly cell_type?: 'code' | 'markdown';
  readonly source: string;
  readonly outputs?: readonly unknown[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly attachments?: Readonly<Record<string, unknown>>;
}

export interface ICommandRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CommandHarness {
  /** The folder in which the command runs. */
  folder = '';

  /** Bundles the command once. */
  async build(): Promise<void> {
    this._program = mkdtempSync(join(tmpdir(), 'anneal-cli-'));
    await buildCli(this._program);
  }

  /** The bundled program. */
  get executable(): string {
    return join(this._program, 'cli.cjs');
  }

  /** Starts with an empty folder. */
  reset(): void {
    this.clear();
    this.folder = mkdtempSync(join(tmpdir(), 'anneal-'));
  }

  clear(): void {
    if (this.folder) {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  dispose(): void {
    this.clear();
    rmSync(this._program, { recursive: true, force: true });
  }

  run(...args: string[]): ICommandRun {
    return spawnSync(process.execPath, [this.executable, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, ANNEAL_PYTHON: pythonExecutable, NO_COLOR: '1' },
      maxBuffer: 1 << 28
    });
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** A notebook file in the style that JupyterLab writes. */
  notebook(
    name: string,
    cells: readonly (string | IFileCell)[],
    metadata: Readonly<Record<string, unknown>> = {}
  ): string {
    const written = cells.map((given, i) => {
      const cell = typeof given === 'string' ? { source: given } : given;
      const base = {
        cell_type: cell.cell_type ?? 'code',
        id: `cell-${i}`,
        metadata: cell.metadata ?? {},
        source: cell.source.split(/(?<=\n)/)
      };
      return base.cell_type === 'markdown'
        ? { ...base, ...(cell.attachments ? { attachments: cell.attachments } : {}) }
        : { ...base, execution_count: null, outputs: cell.outputs ?? [] };
    });
    return this.write(
      name,
      `${JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
    );
  }

  private _program = '';
}
