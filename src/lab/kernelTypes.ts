/** Asks a running kernel for the types of names. Only the types are asked for, never a value. */
import type { Kernel } from '@jupyterlab/services';
import * as z from 'zod';
import { askSilently } from './kernelQuestion';

/** Milliseconds after which a check goes on without an answer. */
const patience = 1000;

const typesSchema = z.record(z.string(), z.string());

/**
 * Gives JSON with the full name of the type of each of the names that is there. Calls nothing that a person can have bound in the
 * notebook besides `__import__`, and no code of the types themselves: metaclasses may answer `__module__` by a property.
 */
export function typesExpression(names: readonly string[]): string {
  return (
    '(lambda b, j, f: j.dumps({n: m + "." + q for n, m, q in ((n, f("__module__", v), f("__qualname__", v)) ' +
    `for n, v in b.list(b.globals().items()) if n in {${names.map(n => JSON.stringify(n)).join()}}) ` +
    'if b.type(m) is b.str is b.type(q)}))' +
    '(__import__("builtins"), __import__("json"), ' +
    'lambda a, v: (lambda b: b.type.__dict__[a].__get__(b.type(v)))(__import__("builtins")))'
  );
}

/**
 * The types of names in a kernel; null when it does not tell.
 *
 * @param timeout - milliseconds
 */
export async function askTypes(
  kernel: Kernel.IKernelConnection | null | undefined,
  names: readonly string[],
  timeout = patience
): Promise<ReadonlyMap<string, string> | null> {
  const answer = await askSilently(kernel, typesExpression(names), timeout);
  try {
    return answer === null ? null : new Map(Object.entries(typesSchema.parse(JSON.parse(answer))));
  } catch {
    return null;
  }
}
