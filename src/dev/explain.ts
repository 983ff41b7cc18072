/** `npm run explain -- NOTEBOOK [--tree]`: what the core sees in a notebook — bindings, needs and changes of each cell, edges, syntax. */
import { readPythonNotebook } from '../cli/checkFile';
import { createEngine } from '../cli/engine';
import { redact, type SyntaxNode } from '../core';

function printTree(node: SyntaxNode, depth: number, secrets: readonly string[]): void {
  if (node.named) {
    const field = node.field ? `${node.field}: ` : '';
    const text = node.namedChildren.length ? '' : ` ${JSON.stringify(redact(node.text, secrets))}`;
    console.log(`${'  '.repeat(depth)}${field}${node.kind}${text}`);
    node.children.forEach(c => printTree(c, depth + 1, secrets));
  }
}

async function main(): Promise<number> {
  const [path, flag] = process.argv.slice(2);
  const read = path ? readPythonNotebook(path) : { ok: false as const, reason: 'Name a notebook.' };
  if (!read.ok) {
    console.error(read.reason);
    return 2;
  }
  const engine = await createEngine();
  const secrets = engine.secrets(read.document.notebook);
  const model = engine.model(read.document.notebook);
  model.cells.forEach(({ cell, syntax }, i) => {
    const facts = model.graph.facts[i];
    const list = (names: Iterable<string>): string => [...names].join(', ') || '-';
    console.log(`\nCell ${cell.index + 1}${syntax.blind ? `  blind: ${syntax.blind}` : ''}`);
    console.log(`  binds    ${list(facts.defines.keys())}`);
    console.log(`  needs    ${list(facts.needs)}`);
    console.log(`  changes  ${list(facts.changes)}`);
    console.log(`  magics   ${list(syntax.magics.map(m => `${m.kind} ${m.name}`))}`);
    if (flag === '--tree' && syntax.root) {
      printTree(syntax.root, 1, secrets);
    }
  });
  console.log('\nEdges');
  for (const e of model.graph.edges) {
    const number = (n: number): number => model.cells[n].cell.index + 1;
    console.log(`  ${number(e.from)} → ${number(e.to)}  ${e.name}`);
  }
  return 0;
}

void main().then(status => {
  process.exitCode = status;
});
