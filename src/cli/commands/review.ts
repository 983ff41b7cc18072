/** `anneal review NOTEBOOK [ACTION]`: decisions and comments on the suggestions of a notebook, in the file that JupyterLab uses too. */
import { Argument, type Command } from 'commander';
import { addConfigFlags, type IConfigFlags } from '../projectFile';
import { UsageError } from '../usageError';
import { apply, comment, decideAll, list, merge, show, type IReviewFlags } from './reviewActions';

const actions = ['list', 'show', 'accept', 'reject', 'defer', 'comment', 'apply', 'merge'] as const;
type Action = (typeof actions)[number];

const help = `
Actions:
  list               all suggestions with their state, and how many are decided (default)
  show ID            one suggestion with its diff, decisions and thread
  accept ID…         wanted; "apply" changes the notebook
  reject ID…         not wanted; needs --reason
  defer ID…          not now; needs --until
  comment ID TEXT    say something in its thread
  apply              apply all accepted ones to the notebook
  merge              join both sides of a review file that git left in conflict

The beginning of an ID is enough where it is unique.`;

export function registerReview(program: Command, finish: (status: number) => void): void {
  addConfigFlags(program.command('review'))
    .description('List the suggestions of a notebook, and decide on them as a team.')
    .argument('<notebook>')
    .addArgument(new Argument('[action]', 'what to do').choices(actions).default('list'))
    .argument('[words...]', 'ids, or an id and a comment')
    .option('--reason <text>', 'why, for accept, reject and defer')
    .option('--until <date>', 'the day on which a deferred one is open again, as YYYY-MM-DD')
    .option(
      '--fail-on-open',
      'exit with 1 while something is undecided or lacks an agreement, for list'
    )
    .option('--author <name>', 'who decides; otherwise the name that git knows')
    .addHelpText('after', help)
    .action(async (notebook: string, action: Action, words: string[], flags: Flags) => {
      checkUse(action, words, flags);
      finish(await run(notebook, action, words, flags));
    });
}

type Flags = IReviewFlags & IConfigFlags;

async function run(
  notebook: string,
  action: Action,
  words: readonly string[],
  flags: Flags
): Promise<number> {
  switch (action) {
    case 'list':
      return list(notebook, flags);
    case 'show':
      return show(notebook, words[0], flags);
    case 'accept':
      return decideAll(notebook, words, 'accepted', flags);
    case 'reject':
      return decideAll(notebook, words, 'rejected', flags);
    case 'defer':
      return decideAll(notebook, words, 'deferred', flags);
    case 'comment':
      return comment(notebook, words[0], words.slice(1).join(' '), flags);
    case 'apply':
      return apply(notebook, flags);
    case 'merge':
      return merge(notebook);
  }
}

/** How many words each action takes. */
const takes: Readonly<Record<Action, readonly [number, number, string]>> = {
  list: [0, 0, 'no id'],
  show: [1, 1, 'one id'],
  accept: [1, Infinity, 'at least one id'],
  reject: [1, Infinity, 'at least one id'],
  defer: [1, Infinity, 'at least one id'],
  comment: [2, Infinity, 'an id and a text'],
  apply: [0, 0, 'no id: all accepted suggestions are applied'],
  merge: [0, 0, 'no id']
};

function checkUse(action: Action, words: readonly string[], flags: Flags): void {
  const [least, most, what] = takes[action];
  if (words.length < least || words.length > most) {
    throw new UsageError(`"${action}" takes ${what}; \`anneal review NOTEBOOK\` lists the ids.`);
  }
  if (flags.reason !== undefined && !['accept', 'reject', 'defer'].includes(action)) {
    throw new UsageError(`"${action}" takes no --reason; leave it out.`);
  }
  if (action === 'reject' && !flags.reason?.trim()) {
    throw new UsageError('Say why with --reason TEXT, so that nobody has to ask again.');
  }
  if (flags.failOnOpen && action !== 'list') {
    throw new UsageError(`"${action}" takes no --fail-on-open; it is for "list".`);
  }
  if (flags.until !== undefined && action !== 'defer') {
    throw new UsageError(`"${action}" takes no --until; it is for "defer".`);
  }
  if (action === 'defer') {
    checkDay(flags.until);
  }
  if (action === 'comment' && !words.slice(1).join(' ').trim()) {
    throw new UsageError('The comment is empty; write a text after the id.');
  }
}

function checkDay(day: string | undefined): void {
  if (day === undefined) {
    throw new UsageError('Say until when with --until YYYY-MM-DD.');
  }
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw new UsageError(`--until needs a day such as 2030-01-31, not "${day}".`);
  }
  if (day <= new Date().toISOString().slice(0, 10)) {
    throw new UsageError(`${day} is not in the future; choose a later day.`);
  }
}
