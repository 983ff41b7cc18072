/** What an install command asks for, e.g. `pip install numpy==1.26`. */

/** The packages of an install command, options and files left out. */
export function requirementsOf(argument: string): string[] {
  const words = argument.match(/"[^"]*"|'[^']*'|[^\s]+/g) ?? [];
  const found: string[] = [];
  let install = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i].replace(/^["']|["']$/g, '');
    if (word === 'install' || word === 'add') {
      install = true;
      continue;
    }
    if (/^(?:[|;&>]|&&|\|\|)/.test(word)) {
      break;
    }
    if (
      /^(?:-r|--requirement|-i|--index-url|--extra-index-url|-f|--find-links|-c|-e|--target|-t|-n)$/.test(
        word
      )
    ) {
      i++;
      continue;
    }
    if (
      install &&
      /^[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?(?:\s*(?:[=<>!~]=?|===)[\w.*,<>=!~ -]+)?$/.test(word)
    ) {
      found.push(word);
    }
  }
  return found;
}
