/**
 * `npm run new -- NAME`: copies `migrations/_template` to `migrations/NAME` with the name filled in, and says what comes next.
 * Never overwrites a folder. `--root DIR` works on another checkout.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Why the name cannot be used, or null. */
function problemWith(name: string, root: string): string | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) {
    return `"${name}" is not a name for a migration: use two or more lower-case words with hyphens, such as wildcard-import.`;
  }
  if (/^(no|use|fix|remove|replace)-/.test(name)) {
    return `"${name}" names the remedy: name the pattern that is found, so that "allow ${name}" reads well.`;
  }
  if (fs.existsSync(path.join(root, 'migrations', name))) {
    return `migrations/${name} exists already.`;
  }
  return null;
}

function main(): number {
  const args = process.argv.slice(2);
  const rootAt = args.indexOf('--root');
  const root = path.resolve(
    rootAt < 0 ? path.join(__dirname, '..', '..') : args.splice(rootAt, 2)[1]
  );
  const [name] = args;
  if (!name) {
    console.error('No name was given. Run: npm run new -- NAME');
    return 2;
  }
  const problem = problemWith(name, root);
  if (problem) {
    console.error(problem);
    return 2;
  }
  const template = path.join(root, 'migrations', '_template');
  const target = path.join(root, 'migrations', name);
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  fs.mkdirSync(target);
  for (const file of fs.readdirSync(template).sort()) {
    const text = fs
      .readFileSync(path.join(template, file), 'utf8')
      .replaceAll('template-name', name)
      .replaceAll('0.0.0', version);
    fs.writeFileSync(path.join(target, file), text);
  }
  console.log(
    [
      `migrations/${name} is there. What comes next:`,
      '  1. cases.md: what is fixed, suggested, declined and ignored',
      `  2. index.ts, until this passes: npx jest migrations -t ${name}`,
      '  3. README.md: what, why, example, when it declines',
      '  4. npm run gen'
    ].join('\n')
  );
  return 0;
}

process.exitCode = main();
