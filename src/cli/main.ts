/** The `anneal` command: reads arguments, runs one command, sets the exit status (0 fine, 1 findings or differences, 2 wrong use). */
import { Command, CommanderError } from 'commander';
import { isMainThread } from 'node:worker_threads';
import packageJson from '../../package.json';
import { registerCheck } from './commands/check';
import { registerExport } from './commands/export';
import { registerFix } from './commands/fix';
import { registerParity } from './commands/parity';
import { registerReview } from './commands/review';
import { registerVerify } from './commands/verify';
import { say } from './output';
import { serveChecks } from './pool';
import { printable } from './reporters/plain';
import { UsageError } from './usageError';

async function main(): Promise<number> {
  const program = new Command('anneal')
    .description('Turns a prototype notebook into production Python, with a proof at every step.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeErr: text => process.stderr.write(printable(text)) })
    .showSuggestionAfterError();
  let status = 0;
  const finish = (code: number): void => {
    status = code;
  };
  registerCheck(program, finish);
  registerFix(program, finish);
  registerExport(program, finish);
  registerVerify(program, finish);
  registerParity(program, finish);
  registerReview(program, finish);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({
      writeErr: text => process.stderr.write(printable(text))
    });
  }
  try {
    await program.parseAsync(process.argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof UsageError) {
      say(`anneal: ${error.message}`);
      return 2;
    }
    throw error;
  }
}

if (isMainThread) {
  // A closed pipe (`anneal check … | head`) is no fault.
  process.stdout.on('error', error =>
    process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 2)
  );
  void main().then(
    code => {
      process.exitCode = code;
    },
    error => {
      const reason = error instanceof Error ? error.message : String(error);
      say(`anneal: internal error: ${reason}`);
      if (process.env.ANNEAL_DEBUG && error instanceof Error) {
        say(error.stack ?? '');
      }
      process.exitCode = 2;
    }
  );
} else {
  void serveChecks();
}
