/**
 * What stands in the arguments of a magic: names that it binds, Python that it evaluates. Knows the grammar of single
 * magics; decides nothing about masking.
 */
import { SCRIPT_MAGICS, STATEMENT_MAGICS } from './magicNames';
import { isNameCharacter, skipBlanks } from './pythonLines';
import type { IBoundName, IPythonFragment } from './magics';

interface IWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const IDENTIFIER = /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*$/;

function wordAt(text: string, start: number, end: number): IWord {
  let at = start;
  while (at < end && !/\s/.test(text[at])) {
    at += 1;
  }
  return { text: text.slice(start, at), start, end: at };
}

function words(text: string, start: number, end: number): IWord[] {
  const found: IWord[] = [];
  for (let at = skipBlanks(text, start, end); at < end;) {
    const word = wordAt(text, at, end);
    // White space that is neither a blank nor a continuation makes an empty word; step over it.
    if (word.text !== '') {
      found.push(word);
    }
    at = skipBlanks(text, Math.max(word.end, at + 1), end);
  }
  return found;
}

function bound(word: IWord | undefined): IBoundName[] {
  return word !== undefined && IDENTIFIER.test(word.text)
    ? [{ name: word.text, range: { start: word.start, end: word.end } }]
    : [];
}

function read(word: IWord | undefined): IPythonFragment[] {
  return word !== undefined &&
    /^[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*$/.test(word.text) &&
    !word.text.endsWith('.')
    ? [expression(word.text, word.start)]
    : [];
}

/** A fragment that is parsed apart from the cell. */
export function expression(source: string, start: number): IPythonFragment {
  return {
    range: { start, end: start + source.length },
    source,
    kind: 'expression',
    inPlace: false
  };
}

/** The words of an option's value: `-o a,b`, `--out=a`, `--out a`. */
function optionValues(all: readonly IWord[], names: readonly string[]): IWord[] {
  return all.flatMap((word, at) => {
    const equals = word.text.indexOf('=');
    const name = equals === -1 ? word.text : word.text.slice(0, equals);
    if (!names.includes(name)) {
      return [];
    }
    const value =
      equals === -1
        ? all[at + 1]
        : { ...word, text: word.text.slice(equals + 1), start: word.start + equals + 1 };
    if (value === undefined) {
      return [];
    }
    let start = value.start;
    return value.text.split(',').map(text => {
      const part = { text, start, end: start + text.length };
      start = part.end + 1;
      return part;
    });
  });
}

/**
 * The names that a magic's arguments bind in the notebook, and the names that they read.
 *
 * @param start - of the arguments
 * @param isCell - whether they stand on the first line of a cell magic
 */
export function argumentNames(
  name: string,
  isCell: boolean,
  text: string,
  start: number,
  end: number
): { binds: IBoundName[]; python: IPythonFragment[] } {
  const all = words(text, start, end);
  const plain = all.filter(word => !word.text.startsWith('-'));
  const binds: IBoundName[] = [];
  const python: IPythonFragment[] = [];
  if (isCell && name === 'capture') {
    binds.push(...bound(plain[0]));
  } else if (isCell && SCRIPT_MAGICS.has(name)) {
    binds.push(...optionValues(all, ['--out', '--err', '--proc']).flatMap(bound));
  } else if (name === 'sql') {
    binds.push(...bound(all[all.findIndex(word => word.text === '<<') - 1]));
  } else if (name === 'bigquery' && isCell) {
    binds.push(...(all[0] === plain[0] ? bound(plain[0]) : []));
  } else if (name === 'R') {
    binds.push(...optionValues(all, ['-o', '--output']).flatMap(bound));
    python.push(...optionValues(all, ['-i', '--input']).flatMap(read));
  } else if (!isCell && name === 'macro') {
    binds.push(...bound(plain[0]));
  } else if (!isCell && name === 'store') {
    const options = all.filter(word => word.text.startsWith('-')).map(word => word.text);
    const file = plain.findIndex(word => word.text.startsWith('>'));
    const names = file === -1 ? plain : plain.slice(0, file);
    if (options.includes('-r')) {
      binds.push(...names.flatMap(bound));
    } else if (options.length === 0) {
      python.push(...names.flatMap(read));
    }
  } else if (!isCell && (name === 'xdel' || /^(pinfo2?|pdef|pdoc|pfile|psource)$/.test(name))) {
    python.push(...read(plain[0]));
  }
  return { binds, python };
}

/**
 * Where the code of a magic that runs Python starts, behind its options, and the Python in the options.
 */
export function statementStart(
  name: string,
  text: string,
  start: number,
  end: number
): { start: number; python: IPythonFragment[] } {
  const valued = STATEMENT_MAGICS.get(name) ?? '';
  const python: IPythonFragment[] = [];
  let at = skipBlanks(text, start, end);
  while (text[at] === '-' && at < end) {
    const word = wordAt(text, at, end);
    const isLong = word.text.startsWith('--');
    // `%time` has no one-letter options: `%time -x` is arithmetic. So is `-1`.
    if (
      isLong
        ? !/^--[a-z-]*(=|$)/.test(word.text)
        : name === 'time' || !/^-[A-Za-z]+/.test(word.text)
    ) {
      break;
    }
    at = skipBlanks(text, word.end, end);
    if (isLong) {
      if (word.text === '--') {
        break;
      }
      continue;
    }
    const letter = [...word.text.slice(1)].findIndex(option => valued.includes(option));
    if (letter !== -1) {
      let value: IWord = {
        ...word,
        text: word.text.slice(letter + 2),
        start: word.start + letter + 2
      };
      if (value.text === '') {
        value = wordAt(text, at, end);
        at = skipBlanks(text, value.end, end);
      }
      if (word.text[letter + 1] === 'f' && (name === 'lprun' || name === 'mprun')) {
        python.push(...read(value));
      }
    }
  }
  return { start: at, python };
}

/**
 * The Python that IPython puts into a command: `{expression}` and `$name`. IPython leaves the whole command as it is
 * when one of them fails, so each is a guess (`awk '{print $1}'`): one that does not parse or resolve is the shell's.
 */
export function expansions(text: string, start: number, end: number): IPythonFragment[] {
  const python: IPythonFragment[] = [];
  let at = start;
  while (at < end) {
    const character = text[at];
    if ((character === '{' || character === '$') && text[at + 1] === character) {
      at += 2;
    } else if (character === '$' && text[at + 1] === '{') {
      // `${NAME}` is the shell's own.
      at += 2;
    } else if (character === '{') {
      const close = braceEnd(text, at + 1, end);
      if (close === -1) {
        // IPython expands nothing in a command with an open brace.
        return [];
      }
      const inner = text.slice(at + 1, close);
      const source = inner.replace(/![rsa]$/, '').trim();
      if (source !== '' && !/[\r\n$]/.test(source) && /^[\w([{'"\u0080-\uffff-]/.test(source)) {
        python.push(expression(source, at + 1 + inner.indexOf(source)));
      }
      at = close + 1;
    } else if (character === '$' && isNameCharacter(text[at + 1]) && !/[0-9]/.test(text[at + 1])) {
      let to = at + 1;
      while (to < end && (isNameCharacter(text[to]) || text[to] === '.')) {
        to += 1;
      }
      const source = text.slice(at + 1, to).replace(/\.+$/, '');
      python.push(...(source.includes('..') ? [] : [expression(source, at + 1)]));
      at = to;
    } else {
      at += 1;
    }
  }
  return python;
}

/** Offset of the brace that closes the one before `at`; -1 when none does on the same line. */
function braceEnd(text: string, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end && text[i] !== '\n'; i++) {
    if (text[i] === '{') {
      depth += 1;
    } else if (text[i] === '}') {
      if (depth === 0) {
        return i;
      }
      depth -= 1;
    }
  }
  return -1;
}
