/** The meta-test of the catalogue: every folder is complete and listed, and every case of every migration holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PythonParser } from '../src/core';
import { loadParserAssets } from '../src/host/assets.node';
import { headings, readCases, readExample } from '../src/testing/caseFile';
import { describeMigration } from '../src/testing/runCases';
import { catalogue } from './index';

const sections = [
  'What it does',
  'Why',
  'Example',
  'When it declines',
  'When not to use it',
  'Prior art'
];
const folders = readdirSync(__dirname, { withFileTypes: true })
  .filter(e => e.isDirectory() && !e.name.startsWith('_'))
  .map(e => e.name)
  .sort();

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create(loadParserAssets(null));
});

describe('catalogue', () => {
  it('lists every folder, sorted (`npm run gen` writes the list)', () => {
    expect(catalogue.map(m => m.name)).toEqual(folders);
  });
});

for (const migration of catalogue) {
  const path = join(__dirname, migration.name);
  describe(`${migration.name} is complete`, () => {
    const readme = readFileSync(join(path, 'README.md'), 'utf8');
    const cases = readCases(readFileSync(join(path, 'cases.md'), 'utf8'));

    it('is named for the pattern found', () => {
      expect(migration.name).toMatch(/^(?!no-|use-)[a-z]+(-[a-z]+)*$/);
      expect(migration.summary.length).toBeLessThanOrEqual(80);
      expect(migration.summary).toMatch(/\.$/);
    });

    it('has a README with all sections in order, which says why', () => {
      expect(headings(readme).filter(h => sections.includes(h))).toEqual(sections);
      expect(readme.split('\n')[0]).toBe(`# ${migration.name}`);
      expect(readme.replace(/\s+/g, ' ')).toContain(migration.why);
      if (migration.rewrite) {
        expect(readExample(readme)).not.toBeNull();
      }
    });

    it('has cases that find and at least two look-alikes that must stay silent', () => {
      expect(cases.filter(c => c.verb !== 'Ignores').length).toBeGreaterThan(0);
      expect(cases.filter(c => c.verb === 'Ignores').length).toBeGreaterThanOrEqual(2);
      expect(new Set(cases.map(c => c.title)).size).toBe(cases.length);
    });
  });
  describeMigration({ migration, path }, () => parser);
}
