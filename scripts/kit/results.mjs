/**
 * Reads what the test runners wrote: how many passed and failed, and which failed with what message.
 * A report that is missing or unreadable is no report: the caller counts that as a failure.
 */
import fs from 'node:fs';

/**
 * @typedef {object} IResults
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {{ name: string, message: string }[]} failures
 * @property {string[]} [flaky] tests that passed only when tried again
 */

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch {
    return undefined;
  }
}

/** Colour codes have no place in a log file. */
const plain = text => (text ?? '').replace(/\x1b\[[0-9;]*m/g, '');

/** @returns {IResults | undefined} The report of `jest --json`. */
export function jestResults(file) {
  const report = readJson(file);
  if (!Array.isArray(report?.testResults)) {
    return undefined;
  }
  const failures = [];
  for (const suite of report.testResults) {
    const failed = suite.assertionResults.filter(test => test.status === 'failed');
    for (const test of failed) {
      failures.push({ name: test.fullName, message: plain(test.failureMessages.join('\n')) });
    }
    if (suite.status === 'failed' && !failed.length) {
      // The file could not be loaded: none of its tests ran.
      failures.push({ name: suite.name, message: plain(suite.message) });
    }
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures
  };
}

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const unescapeXml = text =>
  text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d+)|#x([\da-f]+));/gi, (_, name, decimal, hex) =>
    name ? entities[name] : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16))
  );
const attribute = (tag, name) =>
  unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** @returns {IResults | undefined} The report of `pytest --junitxml`. */
export function junitResults(file) {
  const text = readText(file);
  if (!text || !/<testsuite\b/.test(text)) {
    return undefined;
  }
  const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const [, tag, , body = ''] of text.matchAll(
    /<testcase\b([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g
  )) {
    const problem = /<(failure|error)\b([^>]*)/.exec(body);
    if (problem) {
      results.failed++;
      results.failures.push({
        name: `${attribute(tag, 'classname')}.${attribute(tag, 'name')}`,
        message: attribute(problem[2], 'message')
      });
    } else if (/<skipped\b/.test(body)) {
      results.skipped++;
    } else {
      results.passed++;
    }
  }
  return results;
}

/** @returns {IResults | undefined} The report of Playwright's JSON reporter. */
export function playwrightResults(file) {
  const report = readJson(file);
  if (!Array.isArray(report?.suites)) {
    return undefined;
  }
  const results = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] };
  const visit = suite => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') {
          results.skipped++;
        } else if (test.status === 'expected') {
          results.passed++;
        } else if (test.status === 'flaky') {
          // Passed when tried again: a slow machine is no fault of the code, but nobody may overlook it.
          results.passed++;
          results.flaky.push(`${spec.file}: ${spec.title}`);
        } else {
          results.failed++;
          const errors = test.results.flatMap(result => result.errors ?? []);
          results.failures.push({
            name: `${spec.file}: ${spec.title} (${test.status})`,
            message: plain(errors.map(error => error.message).join('\n'))
          });
        }
      }
    }
    (suite.suites ?? []).forEach(visit);
  };
  report.suites.forEach(visit);
  for (const error of report.errors ?? []) {
    results.failed++;
    results.failures.push({ name: 'browser tests', message: plain(error.message) });
  }
  return results;
}
