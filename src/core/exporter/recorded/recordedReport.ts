/** What a run gave for the tests, for the migration report. */
import type { IRecordedOutcome } from './printRecorded';
import type { IRecording } from './recording';

/** A section of Markdown: every function with its number of calls, or the reason why there is no test of it. */
export function recordedReport(
  outcomes: readonly IRecordedOutcome[],
  stopped: IRecording['stopped']
): string {
  const lines = outcomes.map(o => {
    const name = `\`${o.name}()\` (cell ${o.cell + 1})`;
    return o.reason === null
      ? `- ${name}: ${o.cases} ${o.cases === 1 ? 'call' : 'calls'}`
      : `- ${name}: not recorded: ${o.reason}`;
  });
  const parts = [
    '## Tests from a run',
    'The tests call the functions with values of a run of the notebook and expect what came out there.'
  ];
  if (stopped) {
    parts.push(stoppedSentence(stopped));
  }
  parts.push(lines.length ? lines.join('\n') : 'The notebook defines no functions.');
  return parts.join('\n\n');
}

/** Where the run ended, in one sentence. */
export function stoppedSentence(stopped: NonNullable<IRecording['stopped']>): string {
  const where =
    stopped.cell == null ? 'The run ended' : `The run ended in cell ${stopped.cell + 1}`;
  const because = stopped.because.replace(/[.\s]+$/, '');
  return `${where} (${because}); only calls from before became tests.`;
}
