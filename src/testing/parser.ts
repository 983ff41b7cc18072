/** The parser that specs share: started once a test file. */
import { Engine, parsePercent, PythonParser, type IMigration, type SemanticModel } from '../core';
import { loadParserAssets } from '../host/assets.node';

let parser: Promise<PythonParser> | undefined;

export function testParser(): Promise<PythonParser> {
  return (parser ??= PythonParser.create(loadParserAssets(null)));
}

/** The semantic model of a notebook in the percent format. */
export async function modelOf(
  percent: string,
  catalogue: readonly IMigration[] = []
): Promise<SemanticModel> {
  return new Engine(await testParser(), catalogue).model(parsePercent(percent));
}
