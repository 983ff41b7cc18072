/** Where in a notebook a credential is planted. */
import type { IFileCell } from './command';
import type { IFormat } from './plantedFormats';

/** One place, as a cell that holds a value. */
export interface IPlace {
  readonly place: string;
  /** A name stands beside the value. */
  readonly isNamed: boolean;
  readonly isCode?: boolean;
  readonly make: (
    value: string,
    name: string,
    format: IFormat
  ) => IFileCell & { readonly notebook?: Readonly<Record<string, unknown>> };
}

const code = (source: string): IFileCell => ({ source });
const output = (value: Record<string, unknown>): IFileCell => ({
  source: 'show()',
  outputs: [value]
});
/** A Python literal that may span lines. */
const literal = (value: string): string =>
  value.includes('\n') ? `"""${value}"""` : JSON.stringify(value);

/** The places in which notebooks hold credentials. */
export const secretPlaces: readonly IPlace[] = [
  {
    place: 'an assignment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`${n} = ${literal(v)}`)
  },
  {
    place: 'a dict',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`settings = {"region": "eu", "${n}": ${literal(v)}}`)
  },
  {
    place: 'a call argument',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`client = connect(${n.toLowerCase()}=${literal(v)})`)
  },
  {
    place: 'a positional argument',
    isNamed: false,
    isCode: true,
    make: v => code(`client = Service(${literal(v)})`)
  },
  {
    place: 'a URL',
    isNamed: true,
    isCode: true,
    make: v => code(`page = fetch("https://api.example.org/v1/list?api_key=${v}&page=2")`)
  },
  {
    place: 'an f-string',
    isNamed: true,
    isCode: true,
    make: v => code(`page = fetch(f"https://api.example.org/{version}/list?token=${v}")`)
  },
  {
    place: 'the environment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`import os\nos.environ["${n}"] = ${literal(v)}`)
  },
  {
    place: 'a default of the environment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`import os\nkey = os.getenv("${n}", ${literal(v)})`)
  },
  {
    place: 'a header',
    isNamed: true,
    isCode: true,
    make: v => code(`headers = {"Authorization": "Bearer ${v}"}`)
  },
  { place: '%env', isNamed: true, make: (v, n) => code(`%env ${n}=${v}`) },
  { place: 'export in a shell line', isNamed: true, make: (v, n) => code(`!export ${n}=${v}`) },
  {
    place: 'curl',
    isNamed: true,
    make: v => code(`!curl -H "Authorization: Bearer ${v}" https://api.example.org`)
  },
  {
    place: 'a shell cell',
    isNamed: true,
    make: (v, n) => code(`%%bash\nexport ${n}="${v}"\n./run`)
  },
  { place: 'a written file', isNamed: true, make: (v, n) => code(`%%writefile .env\n${n}=${v}`) },
  { place: 'a comment', isNamed: true, make: (v, n) => code(`# ${n} = "${v}"\nx = 1`) },
  { place: 'a cell with an error', isNamed: true, make: (v, n) => code(`${n} = "${v}"\nif x = 1`) },
  {
    place: 'Markdown',
    isNamed: true,
    make: (v, n) => ({ cell_type: 'markdown', source: `Use this:\n\n    ${n}=${v}\n` })
  },
  {
    place: 'Markdown prose',
    isNamed: true,
    make: (v, n) => ({ cell_type: 'markdown', source: `Our **${n}**: \`${v}\` (do not share).` })
  },
  {
    place: 'a printed line',
    isNamed: true,
    make: (v, n) => output({ output_type: 'stream', name: 'stdout', text: [`${n}: ${v}\n`] })
  },
  {
    place: 'a printed dict',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'execute_result',
        execution_count: 1,
        metadata: {},
        data: { 'text/plain': [`{'region': 'eu', '${n}': '${v}'}`] }
      })
  },
  {
    place: 'HTML',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'display_data',
        metadata: {},
        data: { 'text/html': [`<td>${n}</td><td>${v}</td>`] }
      })
  },
  {
    place: 'JSON',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'display_data',
        metadata: {},
        data: { 'application/json': { deep: [{ [n]: v }] } }
      })
  },
  {
    place: 'a traceback',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'error',
        ename: 'AuthError',
        evalue: `401 for ${n}=${v}`,
        traceback: [`\u001b[31mAuthError\u001b[0m: 401 for \u001b[1m${n}\u001b[0m=${v}`]
      })
  },
  {
    place: 'metadata of a cell',
    isNamed: true,
    make: (v, n) => ({ source: 'x = 1', metadata: { tool: { [n]: v } } })
  },
  {
    place: 'metadata of the notebook',
    isNamed: true,
    make: (v, n) => ({ source: 'x = 1', notebook: { papermill: { parameters: { [n]: v } } } })
  },
  {
    place: 'an attachment',
    isNamed: true,
    make: (v, n) => ({
      cell_type: 'markdown',
      source: 'See the file.',
      attachments: { 'a.txt': { 'text/plain': Buffer.from(`${n}=${v}`).toString('base64') } }
    })
  },
  {
    place: 'the name of an attachment',
    isNamed: false,
    make: v => ({
      cell_type: 'markdown',
      source: 'See the file.',
      attachments: { [`${v.replace(/[/\n]/g, '-')}.txt`]: { 'text/plain': 'QQ==' } }
    })
  }
];
