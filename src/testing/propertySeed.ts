/**
 * Property tests try new examples at every run of a person. In CI they try the same ones, so that a change is judged by what it
 * changes and not by luck.
 */
if (process.env.CI) {
  (require('fast-check') as typeof import('fast-check')).configureGlobal({ seed: 20261121 });
}
