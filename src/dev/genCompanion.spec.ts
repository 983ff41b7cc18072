import { readFileSync } from 'node:fs';
import { companionModule, companionTarget } from './genCompanion';

it('the companion that the page sends is the one of the package (else: npx tsx src/dev/genCompanion.ts)', () => {
  expect(readFileSync(companionTarget, 'utf8')).toBe(companionModule());
});
