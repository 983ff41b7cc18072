/** What each action of `anneal review` does. Every change is made on the review file as it is at that moment. */
import { basename, dirname, join } from 'node:path';
import {
  acceptedIn,
  addComment,
  applyEdit,
  approvalRule,
  decide,
  missingApproval,
  missingText,
  parseReview,
  printReview,
  redact,
  reviewPath,
  suggestionsOf,
  reviewedCode,
  shownTexts,
  withoutMarkers,
  writeNotebook,
  type Engine,
  type IAnalyzeOptions,
  type IDiagnostic,
  type IMissingApproval,
  type INotebook,
  type INotebookDocument,
  type IReview,
  type IStamp,
  type ISuggestion,
  type ReviewChange
} from '../../core';
import { writeAtomically } from '../atomicFile';
import { readPythonNotebook } from '../checkFile';
import { createEngine } from '../engine';
import { moveToEnvironment } from '../environmentFile';
import { say } from '../output';
import { ProjectFiles, type IConfigFlags } from '../projectFile';
import { plural } from '../reporters/reporter';
import { changeReview, readReview, reviewText } from '../reviewFile';
import { UsageError } from '../usageError';
import { diffOf, writtenCells } from './fix';
import { authorOf, ensureMergeRule } from './reviewGit';
import { listText, oneLine, progressText, showText } from './reviewText';

/** What may be said beside the action. */
export interface IReviewFlags extends IConfigFlags {
  readonly reason?: string;
  readonly until?: string;
  readonly author?: string;
  readonly failOnOpen?: boolean;
}

interface IOpened {
  readonly path: string;
  readonly document: INotebookDocument;
  readonly notebook: INotebook;
  readonly engine: Engine;
  readonly options: IAnalyzeOptions;
  readonly review: IReview;
  readonly diagnostics: readonly IDiagnostic[];
  readonly secrets: readonly string[];
  /** Whose agreement an accepted suggestion lacks before it may be applied. */
  readonly missing: (suggestion: ISuggestion) => IMissingApproval | null;
  /** Asked anew after a change. */
  readonly suggestions: (review: IReview) => readonly ISuggestion[];
}

async function open(path: string, flags: IConfigFlags): Promise<IOpened> {
  const read = readPythonNotebook(path);
  if (!read.ok) {
    throw new UsageError(`${path}: ${read.reason}`);
  }
  // Before the notebook is checked, which takes longer: a file that cannot be used is said at once.
  const review = readReview(path);
  const { options, review: rules } = new ProjectFiles(flags).rulesOrThrow(path);
  const engine = await createEngine();
  const { document } = read;
  const { notebook } = document;
  const analysis = engine.analyze(notebook, options);
  const secrets = engine.secrets(notebook, options);
  const texts = shownTexts(notebook, secrets);
  return {
    path,
    document,
    notebook,
    engine,
    options,
    review,
    missing: ({ state, migration, standing }) =>
      state === 'accepted'
        ? missingApproval(approvalRule(rules, migration), standing, texts)
        : null,
    diagnostics: analysis.diagnostics,
    secrets,
    suggestions: now => suggestionsOf(now, notebook, analysis, texts, today())
  };
}

/** All suggestions and the progress. */
export async function list(path: string, flags: IReviewFlags): Promise<number> {
  const opened = await open(path, flags);
  const suggestions = opened.suggestions(opened.review);
  process.stdout.write(listText(suggestions, opened.missing));
  const unsettled = suggestions.some(
    s => !['applied', 'rejected', 'deferred', 'orphaned'].includes(s.state) && !isAgreed(s, opened)
  );
  return flags.failOnOpen && unsettled ? 1 : 0;
}

/** Accepted by all whose agreement the project asks for. */
function isAgreed(suggestion: ISuggestion, { missing }: IOpened): boolean {
  return suggestion.state === 'accepted' && missing(suggestion) === null;
}

/** One suggestion in full. */
export async function show(path: string, id: string, flags: IReviewFlags): Promise<number> {
  const opened = await open(path, flags);
  const { engine, notebook, secrets } = opened;
  const suggestion = find(opened, id);
  const { diagnostic, cell } = suggestion;
  const fixed = diagnostic?.fix ? applyEdit(notebook, diagnostic.fix.edit) : null;
  const diff = fixed?.ok ? diffOf(engine, path, notebook, fixed.notebook) : '';
  const current = diagnostic ?? suggestion.successors.at(0);
  const now = current
    ? reviewedCode(notebook, current, secrets)
    : cell === null
      ? null
      : redact(notebook.cells[cell].source, secrets);
  process.stdout.write(showText(suggestion, diff, now, opened.missing(suggestion)));
  return 0;
}

/** Records the same decision on several suggestions: on all of them, or on none when one cannot be decided. */
export async function decideAll(
  path: string,
  ids: readonly string[],
  state: 'accepted' | 'rejected' | 'deferred',
  flags: IReviewFlags
): Promise<number> {
  const opened = await open(path, flags);
  const stamp = stampOf(path, flags);
  const reason = flags.reason === undefined ? undefined : redact(flags.reason, opened.secrets);
  const chosen = new Set(ids.map(id => find(opened, id).id));
  const changes: ReviewChange[] = [];
  for (const id of chosen) {
    const diagnostic = opened.diagnostics.find(d => d.id === id);
    if (!diagnostic) {
      throw new UsageError(
        `${id} is not found in ${basename(path)} any more, so nothing was recorded; \`anneal review ${path} show ${id}\` says what became of it.`
      );
    }
    if (state === 'accepted' && !diagnostic.fix) {
      throw new UsageError(
        `${id} has no fix to accept, so nothing was recorded${diagnostic.declined ? ` (${oneLine(diagnostic.declined)})` : ''}; reject, defer or comment it.`
      );
    }
    const code = reviewedCode(opened.notebook, diagnostic, opened.secrets);
    const details = {
      ...(code === null ? {} : { code }),
      ...(flags.until === undefined ? {} : { until: flags.until })
    };
    changes.push(decide(diagnostic, state, stamp, reason, details));
  }
  record(opened, review => changes.reduce((r, change) => change(r), review));
  process.stdout.write(`${state} by ${oneLine(stamp.by)}: ${[...chosen].join(', ')}\n`);
  printProgress(opened);
  return 0;
}

/** Adds to the thread of a suggestion. */
export async function comment(
  path: string,
  id: string,
  text: string,
  flags: IReviewFlags
): Promise<number> {
  const opened = await open(path, flags);
  const { id: findingId } = find(opened, id);
  // A person who quotes the line must not put the key into the review file.
  record(opened, addComment(findingId, redact(text, opened.secrets), stampOf(path, flags)));
  process.stdout.write(`Comment added to ${findingId}.\n`);
  return 0;
}

/** Applies what is accepted; what cannot be applied stays accepted and is named. */
export async function apply(path: string, flags: IReviewFlags): Promise<number> {
  const opened = await open(path, flags);
  const { engine, document, notebook, options, review } = opened;
  const wanted = acceptedIn(review);
  const accepted = opened.suggestions(review).filter(s => wanted.has(s.id));
  const missed = accepted.flatMap(s => {
    const missing = opened.missing(s);
    return s.state !== 'accepted'
      ? [{ id: s.id, reason: `It is ${s.state}: decide again on the code as it is now.` }]
      : missing
        ? [{ id: s.id, reason: `It needs ${missingText(missing)}.` }]
        : [];
  });
  const left = new Set(missed.map(m => m.id));
  const ids = new Set(accepted.map(s => s.id).filter(id => !left.has(id)));
  const result = engine.fix(notebook, { ids }, options);
  if (result.applied.length) {
    const stamp = stampOf(path, flags);
    const folder = dirname(path);
    // The environment file first: if it cannot be written, the notebook keeps its secret and nothing is lost.
    moveToEnvironment(folder, result.environment, engine.parser);
    writeAtomically(path, writeNotebook(document, writtenCells(document, result.notebook)));
    record(opened, now => result.applied.reduce((r, d) => decide(d, 'applied', stamp)(r), now));
    for (const name of result.environment.keys()) {
      say(
        `The value of ${name} moved to ${join(folder, '.env')}. Replace it at the provider: it still stands in copies and in Git history.`
      );
    }
  }
  const skipped = [...missed, ...result.skipped];
  for (const { id, reason } of skipped) {
    say(`not applied (${id}): ${oneLine(reason)}`);
  }
  const count = plural(result.applied.length, 'fix', 'fixes');
  process.stdout.write(
    accepted.length
      ? `${count} applied to ${basename(path)}.\n`
      : `Nothing is accepted; \`anneal review ${path} accept ID\` accepts a suggestion.\n`
  );
  return skipped.length ? 1 : 0;
}

/** Keeps what both sides decided where git left a conflict in the review file. */
export function merge(path: string): number {
  const file = reviewPath(path);
  const text = reviewText(path);
  if (text === null) {
    throw new UsageError(`There is no review file ${file}; there is nothing to merge.`);
  }
  const read = parseReview(withoutMarkers(text));
  if (!read.ok) {
    throw new UsageError(
      `${file} was left as it is: without the marks of the conflict, ${read.reason}; correct it by hand.`
    );
  }
  writeAtomically(file, printReview(read.review));
  process.stdout.write(`${file} holds what both sides decided; go on with \`git add ${file}\`.\n`);
  return 0;
}

/** The one suggestion or finding whose id begins so. */
function find({ path, review, suggestions, diagnostics }: IOpened, start: string): ISuggestion {
  const all = suggestions(review);
  const known = new Set([...all.map(s => s.id), ...diagnostics.map(d => d.id)]);
  const ids = known.has(start) ? [start] : [...known].filter(id => id.startsWith(start)).sort();
  if (start === '' || ids.length === 0) {
    throw new UsageError(
      `No suggestion of ${basename(path)} has an id that begins with "${start}"; \`anneal review ${path}\` lists them.`
    );
  }
  if (ids.length > 1) {
    throw new UsageError(
      `"${start}" is the beginning of ${ids.length} ids (${ids.join(', ')}); write more of it.`
    );
  }
  const [id] = ids;
  const diagnostic = diagnostics.find(d => d.id === id) ?? null;
  return (
    all.find(s => s.id === id) ?? {
      id,
      state: 'open',
      migration: diagnostic?.migration ?? '',
      message: diagnostic?.message ?? '',
      cell: diagnostic?.cell.index ?? null,
      diagnostic,
      standing: null,
      comments: [],
      successors: []
    }
  );
}

function record({ path }: IOpened, change: ReviewChange): void {
  changeReview(path, change);
  const rule = ensureMergeRule(path);
  if (rule !== null) {
    say(`${rule} now says that git keeps the lines of both sides of review files; commit it.`);
  }
}

function printProgress({ path, suggestions }: IOpened): void {
  process.stdout.write(`${progressText(suggestions(readReview(path)))}\n`);
}

function stampOf(path: string, { author }: IReviewFlags): IStamp {
  return { by: authorOf(path, author), at: new Date().toISOString() };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
