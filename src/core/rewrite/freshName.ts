/** Names that nothing in the notebook uses yet. */
import { builtinNames, kernelNames } from '../semantic/builtins';
import type { SemanticModel } from '../semantic/model';

const keywords = new Set(
  (
    'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda ' +
    'match nonlocal not or pass raise return try type while with yield'
  ).split(' ')
);

/** `base`, or `base_2`, `base_3` …: the first that no scope of the notebook binds or reads. */
export function freshName(
  model: SemanticModel,
  base: string,
  taken: ReadonlySet<string> = new Set()
): string {
  const isFree = (name: string): boolean =>
    !model.isUsed(name) &&
    !taken.has(name) &&
    !keywords.has(name) &&
    !builtinNames.has(name) &&
    !kernelNames.has(name) &&
    model.blindMention(name) === null;
  if (isFree(base)) {
    return base;
  }
  for (let n = 2; ; n++) {
    if (isFree(`${base}_${n}`)) {
      return `${base}_${n}`;
    }
  }
}

/** True for a text that can be a Python name. */
export function isIdentifier(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && !keywords.has(text);
}
