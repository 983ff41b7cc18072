/** Starts the analysis worker. Alone in its file because `import.meta` cannot be loaded by jest. */

/** A new worker; the caller terminates it. */
export function createAnalysisWorker(): Worker {
  return new Worker(new URL('./analysis.worker', import.meta.url), { name: 'anneal-analysis' });
}
