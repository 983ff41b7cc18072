/** A program that adds comments to the review file of a notebook, one after the other, and says each: `NOTEBOOK AUTHOR COUNT`. */
import { writeSync } from 'node:fs';
import { changeReview } from '../cli/reviewFile';
import { addComment } from '../core/review/review';

const [notebook, by, count] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  changeReview(notebook, addComment('finding', `${by} says ${i}`, { by, at: '2026-01-01' }));
  writeSync(1, `${i}\n`);
}
