/** Keeps secrets out of recorded calls, by the same rules that find them in code. */
import type { Engine } from '../../engine';
import { parsePercent } from '../../notebook/percent';
import { textsOf } from './printRecorded';
import { pythonString } from '../print/pythonString';
import type { IRecordedCase, IRecording } from './recording';

/**
 * The recording without the calls that hold a secret of the notebook, or a text that the catalogue would call a secret where it
 * stands: as the value of that parameter.
 */
export function withoutSecrets(
  engine: Engine,
  recording: IRecording,
  secrets: readonly string[]
): IRecording {
  const all = [...secrets, ...engine.secrets(parsePercent(asCode(recording)))].filter(
    s => s !== ''
  );
  const isClean = (recorded: IRecordedCase): boolean =>
    [...recorded.arguments.map(([, value]) => value), recorded.expected]
      .flatMap(textsOf)
      .every(text => !all.some(secret => text.includes(secret)));
  return {
    ...recording,
    functions: recording.functions.map(f => {
      const cases = f.cases.filter(isClean);
      const isHidden = cases.length === 0 && f.cases.length > 0;
      return isHidden ? { ...f, cases, reason: 'a value looks like a secret' } : { ...f, cases };
    }),
    stopped: recording.stopped && {
      ...recording.stopped,
      because: all.some(s => recording.stopped?.because.includes(s))
        ? 'an error whose message holds a secret'
        : recording.stopped.because
    }
  };
}

/** The texts of the calls as code: each is given to the name that the function gives it. */
function asCode(recording: IRecording): string {
  return recording.functions
    .flatMap(f => f.cases)
    .map(c => {
      const named = [...c.arguments, ['expected', c.expected] as const];
      const lines = named.flatMap(([name, value]) =>
        textsOf(value).map(text => `${name} = ${pythonString(text)}`)
      );
      return `# %%\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
