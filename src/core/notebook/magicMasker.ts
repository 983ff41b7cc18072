/**
 * Walks a cell as IPython does (leading blank lines, indentation, prompts, cell magic, then line after line) and builds
 * the mask. The table of what is put where is in `magics.ts`.
 */
import { argumentNames, expansions, expression, statementStart } from './magicArguments';
import * as names from './magicNames';
import {
  commandEnd,
  endsInQuestion,
  helpTarget,
  isAutomagic,
  isEscapeAt,
  isReadable,
  joined,
  splitName
} from './magicSyntax';
import type { IBoundName, IMagic, IMaskedCell, IPythonFragment } from './magics';
import { type Removed, removedPrefixes } from './prompts';
import {
  type ILogicalLine,
  afterBreak,
  assignedNames,
  isCompound,
  lineEnd,
  magicValue,
  scanLogicalLine,
  skipBlanks
} from './pythonLines';

interface IRange {
  readonly start: number;
  readonly end: number;
}

type Found = Omit<IMagic, 'line' | 'indent'>;

/** Magics within magics, such as `%time %time x`; what is deeper stays as it is, which no parser takes for Python. */
const MAX_DEPTH = 40;
/** How far to look for the `?` behind a command: far more than a person writes, so that a cell is read in linear time. */
const HELP_REACH = 500;

export class Masker {
  private readonly _units: string[];
  private readonly _found: Found[] = [];
  private _text: string;
  private _language = 'python';
  private _depth = 0;

  constructor(
    private readonly _source: string,
    private readonly _pythonMagics: ReadonlySet<string>
  ) {
    this._text = _source;
    this._units = _source.split('');
  }

  run(): IMaskedCell {
    this._cell(0, this._source.length);
    const sorted = [...this._found].sort((a, b) => a.range.start - b.range.start);
    let line = 1;
    let lineStart = 0;
    const magics = sorted.map((magic): IMagic => {
      for (
        let at;
        (at = this._source.indexOf('\n', lineStart)) !== -1 && at < magic.range.start;
        lineStart = at + 1
      ) {
        line += 1;
      }
      const indent = /^[ \t\f]*/.exec(this._source.slice(lineStart, magic.range.start))?.[0] ?? '';
      return { ...magic, line, indent };
    });
    return { python: this._units.join(''), magics, language: this._language };
  }

  /** A cell, or the body of a cell magic, which IPython reads as a cell again. */
  private _cell(start: number, end: number): void {
    const { removed, prompts } = removedPrefixes(this._text, start, end);
    if (prompts) {
      for (const [from, to] of removed) {
        this._blank(from, to);
      }
      this._text = this._units.join('');
    }
    let first = start;
    for (
      let at = lineEnd(this._text, first, end);
      at < end || first < end;
      at = lineEnd(this._text, first, end)
    ) {
      if (this._text.slice(first, at).trim() !== '') {
        break;
      }
      first = afterBreak(this._text, at, end);
    }
    const head = removed.get(first) ?? first;
    if (
      this._text.startsWith('%%', head) &&
      !/^%%[\w\u0080-\uffff]+\?/.test(this._text.slice(head, head + 100))
    ) {
      this._cellMagic(head, end, removed);
    } else {
      this._lines(first, end, removed, false);
    }
  }

  private _cellMagic(start: number, end: number, removed: Removed): void {
    const text = this._text;
    const stop = lineEnd(text, start, end);
    const { name, argument } = splitName(text, start + 2, stop);
    const bodyStart = afterBreak(text, stop, end);
    const runs = this._pythonMagics.has(name);
    const { binds, python } = argumentNames(name, true, text, argument, stop);
    if (names.SETUP_CELL_MAGICS.has(name)) {
      python.push(...this._statement(name, start, argument, stop, ''));
    } else {
      python.push(...(runs ? [] : expansions(text, argument, stop)));
      this._blank(start, stop);
    }
    this._found.push({
      kind: 'cell',
      name,
      range: { start, end: stop },
      binds,
      python,
      argument: text.slice(argument, stop).trimEnd(),
      body: { start: bodyStart, end },
      ...(names.ISOLATED_MAGICS.has(name) ? { isolated: true } : {})
    });
    if (runs && this._depth < MAX_DEPTH) {
      this._depth += 1;
      this._cell(bodyStart, end);
    } else if (names.PROCESS_CELL_MAGICS.has(name)) {
      this._lines(bodyStart, end, removed, true);
    } else {
      this._blank(bodyStart, end);
      this._language = names.CELL_LANGUAGES.get(name) ?? (name.toLowerCase() || 'unknown');
    }
  }

  /** Logical lines one after the other, with IPython's precedence: help, escape, assignment. */
  private _lines(start: number, end: number, removed: Removed, plain: boolean): void {
    const text = this._text;
    const lastQuestion = text.lastIndexOf('?', end - 1);
    // IPython looks for the first place of each sort. One that it then cannot read hides all later ones of its sort.
    let helpHidden = false;
    let escapeHidden = false;
    const alone =
      /^[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])?$/.test(
        text.slice(start, end)
      );
    for (let at = start; at < end;) {
      const lineStart = at;
      const peek = skipBlanks(text, at, end);
      const isEscape: boolean = !plain && !escapeHidden && isEscapeAt(text, peek, end);
      const mayHelp: boolean = !plain && !helpHidden && lastQuestion >= peek;
      const line = this._scan(at, end, peek, isEscape, mayHelp, plain);
      const first = line?.first ?? peek;
      at = line?.next ?? end;
      if (first === -1) {
        continue;
      }
      const margin = removed.get(lineStart) ?? lineStart;
      if (margin > lineStart && margin <= first) {
        this._units[margin - 1] = '\f';
      }
      if (plain) {
        continue;
      }
      const help: boolean = mayHelp && line !== null && endsInQuestion(text, line, end);
      const target = help && line !== null ? helpTarget(text, first, line.question, end) : null;
      const value =
        line === null || line.assigns.length === 0 ? -1 : magicValue(text, line.assigns[0], end);
      if (line !== null && target !== null) {
        this._help(first, line.question + 1, target);
      } else if (isEscape && isReadable(text, first, end)) {
        at = this._escape(first, end);
      } else if (value !== -1 && line !== null) {
        at = this._assignment(first, line.assigns[0], value, end);
      } else {
        helpHidden = helpHidden || help;
        escapeHidden = escapeHidden || isEscape;
        const stop = lineEnd(text, first, end);
        if (at >= stop && isAutomagic(text, first, stop, alone)) {
          at = afterBreak(text, stop, end);
          const { name, argument } = splitName(text, first, stop);
          this._line('line', name, { start: first, end: stop }, argument, 'pass', {
            automagic: true
          });
        }
      }
    }
  }

  /** The logical line, as far as it matters; null for a command that cannot be a question. */
  private _scan(
    at: number,
    end: number,
    peek: number,
    isEscape: boolean,
    mayHelp: boolean,
    plain: boolean
  ): ILogicalLine | null {
    const text = this._text;
    const command = isEscape && isReadable(text, peek, end);
    if (command) {
      return mayHelp ? scanLogicalLine(text, at, Math.min(end, peek + HELP_REACH)) : null;
    }
    const line = scanLogicalLine(text, at, end, !plain);
    return mayHelp && line.stopped
      ? scanLogicalLine(text, at, Math.min(end, line.next + HELP_REACH))
      : line;
  }

  private _help(start: number, end: number, target: string): void {
    const name =
      this._text.endsWith('??', end) || this._text.slice(start, end).endsWith('??') ? '??' : '?';
    const at = this._text.lastIndexOf(target, end);
    const python = /^[^%*[]+$/.test(target) ? [expression(target, at)] : [];
    this._mask(start, end, 'pass');
    this._found.push({
      kind: 'help',
      name,
      range: { start, end },
      binds: [],
      python,
      argument: target
    });
  }

  /** A line that starts with an escape character. Returns where the next line starts. */
  private _escape(start: number, end: number): number {
    const text = this._text;
    const { stop, next } = commandEnd(text, start, end);
    const range = { start, end: stop };
    const sign = text[start];
    const twice = (sign === '!' || sign === '?') && text[start + 1] === sign && start + 1 < stop;
    const content = start + (twice ? 2 : 1);
    if (sign === '%') {
      const { name, argument } = splitName(text, content, stop);
      this._line('line', name, range, argument, 'pass', {});
      return next;
    }
    const argument = joined(text, content, stop);
    let python: IPythonFragment[] = [];
    if (sign === '!') {
      python = expansions(text, content, stop);
    } else if (sign === '?') {
      python = /^[A-Za-z_][\w.]*$/.test(argument) ? [expression(argument, content)] : [];
    } else {
      const call = text.slice(content, stop).matchAll(/\S+/g);
      const parts = [...call].map(part => expression(part[0], content + part.index));
      python = (sign === '/' ? parts : parts.slice(0, 1)).filter(part => part.source !== '\\');
    }
    const kind = sign === '!' ? 'shell' : sign === '?' ? 'help' : 'line';
    this._mask(start, stop, 'pass');
    this._found.push({
      kind,
      name: twice ? sign + sign : sign,
      range,
      binds: [],
      python,
      argument
    });
    return next;
  }

  private _assignment(first: number, assign: number, value: number, end: number): number {
    const text = this._text;
    const { stop, next } = commandEnd(text, value, end);
    const range = { start: value, end: stop };
    const binds = assignedNames(text, first, assign);
    if (text[value] === '%') {
      const { name, argument } = splitName(text, value + 1, stop);
      this._line('assignment', name, range, argument, '...', {}, binds);
      return next;
    }
    this._mask(value, stop, '...');
    const python = expansions(text, value + 1, stop);
    this._found.push({
      kind: 'assignment',
      name: '!',
      range,
      binds,
      python,
      argument: joined(text, value + 1, stop)
    });
    return next;
  }

  /** A line magic by name, alone or as the value of an assignment. */
  private _line(
    kind: 'line' | 'assignment',
    name: string,
    range: IRange,
    argument: number,
    mask: string,
    flags: Partial<Found>,
    targets: readonly IBoundName[] = []
  ): void {
    const { binds, python } = argumentNames(name, false, this._text, argument, range.end);
    const isolated = names.ISOLATED_MAGICS.has(name);
    const at = this._found.length;
    if (names.STATEMENT_MAGICS.has(name)) {
      python.push(...this._statement(name, range.start, argument, range.end, mask));
      const code = python.find(fragment => fragment.kind === 'statements');
      if (code !== undefined && !isolated && !isCompound(code.source)) {
        const { assigns } = scanLogicalLine(this._text, code.range.start, code.range.end);
        const last = assigns[assigns.length - 1];
        binds.push(
          ...(last === undefined ? [] : assignedNames(this._text, code.range.start, last))
        );
      }
    } else {
      python.push(
        ...(python.length === 0 && binds.length === 0
          ? expansions(this._text, argument, range.end)
          : [])
      );
      this._mask(range.start, range.end, mask);
    }
    this._found.splice(at, 0, {
      kind,
      name,
      range,
      binds: [...targets, ...binds],
      python,
      argument: joined(this._text, argument, range.end),
      ...(isolated ? { isolated: true } : {}),
      ...flags
    });
  }

  /**
   * The code behind a magic that runs Python: left in place behind `;` where that parses and binds the same. The empty
   * mask stands for the first line of a cell magic, whose code shares its namespace with the body.
   */
  private _statement(
    name: string,
    start: number,
    argument: number,
    end: number,
    mask: string
  ): IPythonFragment[] {
    const text = this._text;
    const code = statementStart(name, text, argument, end);
    const stop = text.slice(code.start, end).trimEnd().length + code.start;
    if (code.start >= stop || text[code.start] === '#') {
      this._mask(start, end, mask);
      return code.python;
    }
    const line = scanLogicalLine(text, code.start, stop);
    const source = text.slice(code.start, stop);
    const nested =
      this._depth < MAX_DEPTH &&
      (isEscapeAt(text, code.start, stop) ||
        (line.assigns.length > 0 && magicValue(text, line.assigns[0], stop) !== -1));
    if (!nested && (!line.closed || line.sunken || line.next !== stop)) {
      this._mask(start, end, mask);
      return code.python;
    }
    const range = { start: code.start, end: stop };
    const kind =
      line.assigns.length > 0 ||
      /^(?:import|from|del|global|assert|raise|pass|return)\b|;/.test(source) ||
      isCompound(source)
        ? 'statements'
        : 'expression';
    const inCell = mask === '';
    const escapes =
      !inCell &&
      names.ISOLATED_MAGICS.has(name) &&
      (kind === 'statements' || source.includes(':='));
    const prefix = text.slice(start, code.start);
    if (
      (isCompound(source) && !inCell) ||
      (escapes && !nested) ||
      prefix.includes('\n') ||
      prefix.length <= mask.length
    ) {
      this._mask(start, end, mask);
      return [...code.python, { range, source, kind, inPlace: false }];
    }
    this._blank(start, code.start);
    this._put(start, mask);
    this._put(code.start - 1, inCell ? '\f' : ';');
    if (nested) {
      this._depth += 1;
      const from = this._found.length;
      this._lines(code.start, stop, new Map(), false);
      this._found.splice(
        from,
        Infinity,
        ...this._found.slice(from).map(magic => ({ ...magic, nested: true as const }))
      );
      this._depth -= 1;
      return code.python;
    }
    return [...code.python, { range, source, kind, inPlace: true }];
  }

  /** Blank a range and put something that parses at its start; `0` where the first line is too short. */
  private _mask(start: number, end: number, mask: string): void {
    this._blank(start, end);
    const room = lineEnd(this._source, start, end) - start;
    this._put(start, room >= mask.length ? mask : '0');
  }

  private _put(start: number, text: string): void {
    for (let i = 0; i < text.length; i++) {
      this._units[start + i] = text[i];
    }
  }

  private _blank(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      if (this._units[i] !== '\n' && this._units[i] !== '\r') {
        this._units[i] = ' ';
      }
    }
  }
}
