/** The Lab's search for `anneal.toml`: where it looks, when it looks again, and what is said about a broken file. */
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { resolveOptions } from '../core/config/resolve';
import { Configuration, type IConfigurationProblem } from './configuration';
import { Settings } from './settings';

const catalogue = [
  {
    name: 'dict-config',
    title: '',
    summary: '',
    group: 'Memory',
    tier: 'normal',
    applicability: 'manual',
    since: '',
    sources: [],
    why: '',
    detect: () => [],
    message: () => ''
  }
] as const;

interface IWorld {
  readonly configuration: Configuration;
  /** Text by path; what is missing is answered with 404. */
  readonly files: Map<string, string>;
  readonly asked: string[];
  readonly problems: IConfigurationProblem[];
  readonly fileChanged: Signal<object, Contents.IChangedArgs>;
  readonly settings: Settings;
}

function world(...files: [string, string][]): IWorld {
  const known = new Map(files);
  const asked: string[] = [];
  const fileChanged = new Signal<object, Contents.IChangedArgs>({});
  const contents = {
    fileChanged,
    driveName: (path: string) => (path.includes(':') ? path.split(':')[0] : ''),
    localPath: (path: string) => path.split(':').pop(),
    get: (path: string) => {
      asked.push(path);
      const content = known.get(path);
      return content === undefined
        ? Promise.reject(new ServerConnection.ResponseError(new Response('', { status: 404 })))
        : Promise.resolve({ content });
    }
  } as unknown as Contents.IManager;
  const client = {
    configure: (
      ...[person, project, path]: [unknown, { name: string; text: string } | null, string]
    ) => Promise.resolve(resolveOptions(catalogue, person, project, path))
  };
  const settings = new Settings();
  const configuration = new Configuration(contents, client, settings);
  const problems: IConfigurationProblem[] = [];
  configuration.problem.connect((_, problem) => problems.push(problem));
  return { configuration, files: known, asked, problems, fileChanged, settings };
}

const off = '[migrations.dict-config]\nseverity = "off"\n';

describe('Configuration', () => {
  it('takes the nearest file upwards and nothing outside of the root', async () => {
    const { configuration, asked } = world(['anneal.toml', off], ['a/anneal.toml', '']);
    expect((await configuration.optionsFor('a/b/n.ipynb')).severity).toEqual({});
    expect(asked).toEqual(['a/b/anneal.toml', 'a/anneal.toml']);
    expect((await configuration.optionsFor('c/n.ipynb')).severity).toEqual({
      'dict-config': 'off'
    });
    expect((await configuration.optionsFor('n.ipynb')).severity).toEqual({ 'dict-config': 'off' });
  });

  it('knows paths with a drive, and patterns from the folder of the file', async () => {
    const rule = '[files."b/*"]\nallow = ["dict-config"]\nreason = "drafts"\n';
    const { configuration } = world(['RTC:a/anneal.toml', rule]);
    const inside = await configuration.optionsFor('RTC:a/b/n.ipynb');
    expect(inside.allowed).toEqual([{ migrations: ['dict-config'], reason: 'drafts' }]);
    expect((await configuration.optionsFor('RTC:a/n.ipynb')).allowed).toEqual([]);
  });

  it('looks again when it is asked to, and when the file was saved here', async () => {
    const { configuration, files, asked, fileChanged } = world();
    const severity = async (isFresh = false): Promise<unknown> =>
      (await configuration.optionsFor('n.ipynb', isFresh)).severity;
    expect(await severity()).toEqual({});
    files.set('anneal.toml', off);
    expect(await severity()).toEqual({});
    expect(asked).toHaveLength(1);
    expect(await severity(true)).toEqual({ 'dict-config': 'off' });
    files.set('anneal.toml', '');
    let changes = 0;
    configuration.changed.connect(() => changes++);
    const saved = { type: 'save', oldValue: null, newValue: { path: 'anneal.toml' } } as const;
    fileChanged.emit(saved as unknown as Contents.IChangedArgs);
    expect(changes).toBe(1);
    expect(await severity()).toEqual({});
  });

  it('says once what is wrong, and uses the defaults', async () => {
    const { configuration, files, problems } = world(['anneal.toml', off.replace('off', 'of')]);
    expect((await configuration.optionsFor('n.ipynb')).severity).toEqual({});
    await configuration.optionsFor('n.ipynb', true);
    await configuration.optionsFor('other.ipynb', true);
    expect(problems).toEqual([
      {
        path: 'anneal.toml',
        problems: [
          'anneal.toml: migrations.dict-config.severity: "of" is not allowed. Did you mean "off"? Use one of off, quiet, normal, act-now.'
        ]
      }
    ]);
    files.set('anneal.toml', off);
    expect((await configuration.optionsFor('n.ipynb', true)).severity).toEqual({
      'dict-config': 'off'
    });
    files.set('anneal.toml', 'x');
    await configuration.optionsFor('n.ipynb', true);
    expect(problems).toHaveLength(2);
  });

  it('lets the file win over the settings of the user', async () => {
    const { configuration, settings } = world(['anneal.toml', off]);
    let changes = 0;
    configuration.changed.connect(() => changes++);
    const changed = new Signal<object, void>({});
    settings.follow({
      composite: { migrations: { 'dict-config': { severity: 'act-now' } } },
      changed
    } as unknown as Parameters<Settings['follow']>[0]);
    expect(changes).toBe(1);
    expect((await configuration.optionsFor('n.ipynb')).severity).toEqual({ 'dict-config': 'off' });
  });
});
