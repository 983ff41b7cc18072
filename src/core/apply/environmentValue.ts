/** The value that goes to `.env`, from the source text that an environment move names. Secret: never shown, logged or kept. */
import { stringValue } from '../syntax/guards';
import type { PythonParser } from '../syntax/parser';

/**
 * @param text a Python string literal, or the characters of a part of one
 * @returns the text it stands for
 */
export function environmentValue(text: string, parser: PythonParser): string {
  const statement = parser.parseCell(text).root?.namedChildren[0];
  const literal = statement?.kind === 'expression_statement' ? statement.namedChildren[0] : null;
  const isWhole = literal != null && literal.start === 0 && literal.end === text.length;
  return (isWhole ? stringValue(literal) : null) ?? text;
}
