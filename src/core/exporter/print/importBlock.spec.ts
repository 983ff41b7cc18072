/** The order of import blocks, checked against what `ruff check --select I` accepts. */
import { printImportBlock, type IImportStatement } from './importBlock';

const plain = (module: string, alias: string | null = null): IImportStatement => ({
  module,
  names: null,
  alias
});

const from = (module: string, ...names: string[]): IImportStatement => ({
  module,
  names: names.map(n => {
    const [name, alias] = n.split(' as ');
    return { name, alias: alias ?? null };
  })
});

it('sorts by section, kind, module and member', () => {
  const statements = [
    from('.utils', 'b', 'A', 'MAX'),
    plain('torch'),
    plain('torch.nn', 'nn'),
    from('__future__', 'annotations'),
    from('sklearn.metrics', 'roc_auc_score'),
    plain('os'),
    from('collections', 'namedtuple', 'OrderedDict'),
    from('collections', 'Counter'),
    from('.config', 'Config'),
    from('numpy', 'array as arr', 'x10', 'x9'),
    plain('numpy', 'np'),
    plain('asyncio'),
    from('Cython', 'inline')
  ];
  expect(printImportBlock(statements)).toBe(`from __future__ import annotations

import asyncio
import os
from collections import Counter, OrderedDict, namedtuple

import numpy as np
import torch
import torch.nn as nn
from Cython import inline
from numpy import array as arr
from numpy import x9, x10
from sklearn.metrics import roc_auc_score

from .config import Config
from .utils import MAX, A, b`);
  expect(printImportBlock([...statements].reverse())).toBe(printImportBlock(statements));
});

it('keeps comments with their statement and wraps a long line behind its comment', () => {
  const long = from('package.of.many.words', 'first_of_them', 'second_of_them', 'third_of_them');
  expect(
    printImportBlock([
      { ...plain('zlib'), note: '# small' },
      { ...plain('abc'), above: ['# first'] },
      { ...long, note: '# noqa: F401' }
    ])
  ).toBe(`# first
import abc
import zlib  # small

from package.of.many.words import (  # noqa: F401
    first_of_them,
    second_of_them,
    third_of_them,
)`);
});
