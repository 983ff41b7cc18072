/**
 * Writes moved secrets to `.env` (readable by its owner only), their names to `.env.example`, and `.env` into `.gitignore`.
 * Values pass through here and nowhere else; nothing here prints.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentValue, type PythonParser } from '../core';
import { writeAtomically } from './atomicFile';

/**
 * @param folder where the notebook lies
 * @param literals by variable name, see `environmentValue`
 */
export function moveToEnvironment(
  folder: string,
  literals: ReadonlyMap<string, string>,
  parser: PythonParser
): void {
  if (!literals.size) {
    return;
  }
  const names = [...literals.keys()];
  let env = readOr(join(folder, '.env'));
  for (const [name, literal] of literals) {
    const value = environmentValue(literal, parser);
    env = withLine(env, name, `${name}=${quoted(value)}`);
  }
  writeAtomically(join(folder, '.env'), env, 0o600);
  const example = join(folder, '.env.example');
  writeAtomically(
    example,
    names.reduce(
      (text, name) => (has(text, name) ? text : withLine(text, name, `${name}=`)),
      readOr(example)
    )
  );
  const ignoreFile = join(folder, '.gitignore');
  const ignored = readOr(ignoreFile);
  if (!/^\/?\.env$/m.test(ignored)) {
    writeAtomically(ignoreFile, `${ended(ignored)}.env\n`);
  }
}

function readOr(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function has(text: string, name: string): boolean {
  return new RegExp(`^(export\\s+)?${name}\\s*=`, 'm').test(text);
}

function withLine(text: string, name: string, line: string): string {
  const old = new RegExp(`^(?:export\\s+)?${name}\\s*=.*$`, 'm');
  return has(text, name) ? text.replace(old, () => line) : `${ended(text)}${line}\n`;
}

/** As python-dotenv reads it back: single quotes take everything literally but `\` and `'`; line ends need double quotes. */
function quoted(value: string): string {
  if (/^[\w./:@+=-]+$/.test(value)) {
    return value;
  }
  if (/[\r\n]/.test(value)) {
    const escaped = value.replace(/[\\"]/g, '\\$&').replace(/\r/g, '\\r').replace(/\n/g, '\\n');
    return `"${escaped}"`;
  }
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}
