/** A JupyterLab in which several people edit one notebook: `jupyter-collaboration`, which `npm run setup` keeps out of all other tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const packages = path.join(root, '.venv', 'collaboration');
const extensions = [
  'jupyterlab',
  'jupyterlab_anneal',
  'jupyter_server_ydoc',
  'jupyter_server_fileid'
];

/** A running server with a folder of its own. */
export class CollaborationServer {
  /** Starts it, and waits until it answers. `more` are server extensions beside those that editing together needs. */
  static async start(...more: readonly string[]): Promise<CollaborationServer> {
    if (!fs.existsSync(packages)) {
      throw new Error(`${packages} is missing; run: npm run setup`);
    }
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-collaboration-'));
    const server = new CollaborationServer(folder, await freePort(), [...extensions, ...more]);
    for (let i = 0; !(await answers(server.url)); i++) {
      if (i > 600 || server._process.exitCode !== null) {
        server.stop();
        throw new Error(`The server did not start:\n${server._output.slice(-3000)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    return server;
  }

  /** The folder that it serves. */
  readonly files: string;
  readonly url: string;

  private constructor(
    private readonly _folder: string,
    port: number,
    loaded: readonly string[]
  ) {
    this.files = path.join(_folder, 'files');
    this.url = `http://127.0.0.1:${port}`;
    const config = path.join(_folder, 'config');
    const notices = path.join(_folder, 'settings', '@jupyterlab', 'apputils-extension');
    fs.mkdirSync(this.files);
    fs.mkdirSync(config);
    fs.mkdirSync(notices, { recursive: true });
    // Otherwise JupyterLab asks whether it may fetch news.
    fs.writeFileSync(
      path.join(notices, 'notification.jupyterlab-settings'),
      JSON.stringify({ fetchNews: 'false', checkForUpdates: false })
    );
    fs.writeFileSync(
      path.join(config, 'jupyter_server_config.json'),
      JSON.stringify({
        ServerApp: {
          jpserver_extensions: Object.fromEntries(loaded.map(name => [name, true])),
          allow_root: true,
          open_browser: false,
          port,
          port_retries: 0,
          root_dir: this.files,
          terminado_settings: { shell_command: ['bash', '--noprofile', '--norc'] },
          tornado_settings: { quiet: true }
        },
        IdentityProvider: { token: '' },
        LabApp: { expose_app_in_browser: true }
      })
    );
    const bin = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');
    this._process = spawn(path.join(bin, 'jupyter'), ['lab'], {
      cwd: this.files,
      env: {
        ...process.env,
        PATH: `${bin}${path.delimiter}${process.env.PATH}`,
        // The server part of this checkout, installed or not.
        PYTHONPATH: [root, packages].join(path.delimiter),
        JUPYTER_PATH: path.join(packages, 'share', 'jupyter'),
        JUPYTER_CONFIG_PATH: path.join(packages, 'etc', 'jupyter'),
        JUPYTER_CONFIG_DIR: config,
        JUPYTER_DATA_DIR: path.join(_folder, 'data'),
        JUPYTER_RUNTIME_DIR: path.join(_folder, 'runtime'),
        JUPYTERLAB_SETTINGS_DIR: path.join(_folder, 'settings'),
        JUPYTERLAB_WORKSPACES_DIR: path.join(_folder, 'workspaces')
      }
    });
    const keep = (data: Buffer): void => {
      this._output += data.toString();
    };
    this._process.stdout?.on('data', keep);
    this._process.stderr?.on('data', keep);
  }

  /** Ends it with its kernels, and removes its folder. */
  async stop(): Promise<void> {
    if (this._process.exitCode === null) {
      const ended = new Promise(resolve => this._process.once('exit', resolve));
      this._process.kill('SIGTERM');
      // A server that still has pages to say goodbye to may take longer than a test may.
      const late = setTimeout(() => this._process.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
    fs.rmSync(this._folder, { recursive: true, force: true });
  }

  private readonly _process: ChildProcess;
  private _output = '';
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api`)).ok;
  } catch {
    return false; // Nobody listens yet.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
