/** The template is a complete migration: whoever copies it begins with everything green. */
import { join } from 'node:path';

import template from '../../migrations/_template';
import { PythonParser } from '../core';
import { loadParserAssets } from '../host/assets.node';
import { describeMigration } from '../testing/runCases';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create(loadParserAssets(null));
});

describeMigration(
  { migration: template, path: join(__dirname, '../../migrations/_template') },
  () => parser
);
