/** The ecosystem run finds what it exists to find: each rule is broken once by a migration made for that. */
import fs from 'node:fs';
import path from 'node:path';

import { catalogue } from '../../migrations';
import type { IMigration } from '../core';
import { defineMigration, Engine, PythonParser } from '../core';
import { loadParserAssets } from '../host/assets.node';
import { benchCells, benchNotebook } from './benchNotebooks';
import { checkNotebook } from './ecosystemCheck';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create(loadParserAssets(null));
});

/** Replaces every `print(…)` statement by a text. */
const replacing = (text: string | (() => string)): IMigration =>
  defineMigration({
    name: 'made-up-habit',
    title: 'Made up',
    summary: 'Replaces prints.',
    group: 'Notebook state',
    tier: 'normal',
    applicability: 'suggested',
    since: '0.1.0',
    sources: [],
    why: 'For the test.',
    *detect({ model }) {
      for (const call of model.nodes('call')) {
        if (call.child('function')?.text === 'print') {
          yield { at: call, data: call };
        }
      }
    },
    message: () => 'A print',
    rewrite({ data }, { edit }) {
      edit.replace(data, typeof text === 'string' ? text : text());
      return { title: 'Replace the print', applicability: 'suggested', risks: ['None.'] };
    }
  });

const notebook = (...cells: string[]): Uint8Array => new TextEncoder().encode(benchNotebook(cells));
const violations = (migration: IMigration, ...cells: string[]): readonly string[] =>
  checkNotebook(new Engine(parser, [migration]), notebook(...cells)).violations;

it('is content with a migration that keeps the rules', () => {
  const outcome = checkNotebook(
    new Engine(parser, [replacing('pass')]),
    notebook('x = 1  # one', 'print(x)  # two', 'y = 2')
  );
  expect(outcome.violations).toEqual([]);
  expect(outcome.applied).toHaveLength(1);
  expect(outcome.changed).toEqual([{ before: 'print(x)  # two', after: 'pass  # two', number: 2 }]);
});

it('finds a lost comment', () => {
  expect(violations(replacing('pass'), 'print(\n    # why\n    1\n)')).toEqual([
    'a comment is lost: # why'
  ]);
});

it('finds a migration that throws', () => {
  const throws = (): string => {
    throw new Error('made up');
  };
  expect(violations(replacing(throws), 'print(1)')).toContain('made-up-habit threw: made up');
});

it('finds a fix that breaks the cell', () => {
  expect(violations(replacing('def ('), 'print(1)').join()).toContain('could not be applied');
});

it('finds a migration that does not come to rest', () => {
  let n = 0;
  const found = violations(
    replacing(() => `print(${++n})`),
    'print(0)'
  );
  expect(found).toContain('a second run changes something: made-up-habit');
});

it('says why a file was not looked at, and never throws', () => {
  const engine = new Engine(parser, []);
  for (const text of ['', '[]', '{', '{"cells": 3, "nbformat": 4}', '\ufeff{}']) {
    const outcome = checkNotebook(engine, new TextEncoder().encode(text));
    expect(outcome.refused).not.toBeNull();
    expect(outcome.violations).toEqual([]);
  }
});

it('finds nothing wrong with the example under the real catalogue', () => {
  const file = path.join(__dirname, '..', '..', 'examples', 'churn.ipynb');
  const outcome = checkNotebook(new Engine(parser, catalogue), fs.readFileSync(file));
  expect(outcome.violations).toEqual([]);
  expect(outcome.blind).toEqual([]);
  expect(outcome.codeCells).toBe(18);
});

it('makes the same benchmark notebooks every time, of cells that can all be read', () => {
  expect(benchCells(100)).toHaveLength(100);
  expect(benchCells(100).slice(0, 20)).toEqual(benchCells(20));
  expect(new Set(benchCells(100)).size).toBe(100);
  const outcome = checkNotebook(new Engine(parser, []), notebook(...benchCells(100)));
  expect(outcome.blind).toEqual([]);
});
