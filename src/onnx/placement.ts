/**
 * Reads from ONNX Runtime's verbose log where each node of a model ran.
 *
 * The log is the only place where the browser build says so. A log without these lines gives null, never "all on GPU".
 */

import type { IPlacement } from '../core/parity/reportSchema';

/** Keeps the runtime's own log lines between `start` and `stop`, and everything else of that time off the console. */
export interface ILogCollector {
  start(): void;
  lines(): readonly string[];
  stop(): void;
}

/**
 * Parses the lines of one session's creation.
 *
 * @param lines - log lines, in order, colours and prefixes included
 */
export function parsePlacement(lines: readonly string[]): IPlacement | null {
  let gpu = 0;
  let cpu = 0;
  let seen = false;
  let onCpu = false;
  const fellBack = new Map<string, string[]>();
  for (const line of lines.flatMap(text => text.split('\n'))) {
    const head = /(?:All nodes|Node\(s\)) placed on \[(\w+)\]\. Number of nodes: (\d+)/.exec(line);
    if (head) {
      seen = true;
      onCpu = !/WebGpu|JsExecution/i.test(head[1]);
      if (onCpu) {
        cpu += Number(head[2]);
      } else {
        gpu += Number(head[2]);
      }
      continue;
    }
    const node = /\]\s+([A-Za-z]\w*) \((.*?)\)\s*(?:\u001b\[m)?\s*$/.exec(line);
    if (seen && onCpu && node) {
      fellBack.set(node[1], [...(fellBack.get(node[1]) ?? []), node[2]]);
    }
  }
  if (!seen) {
    return null;
  }
  const list = [...fellBack].map(([op, names]) => ({ op, count: names.length, names }));
  return { gpu, cpu, fellBack: list.sort((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1)) };
}

/** Listens to the console, where the runtime logs. Installed for good: the runtime keeps the functions it finds. */
export function collectConsole(target: Console): ILogCollector {
  let lines: string[] = [];
  let collecting = false;
  for (const name of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const original = target[name].bind(target);
    target[name] = (...parts: unknown[]): void => {
      const text = parts.map(String).join(' ');
      if (/onnxruntime/.test(text)) {
        lines.push(text);
      } else if (!collecting) {
        original(...parts);
      }
    };
  }
  return {
    start: () => {
      lines = [];
      collecting = true;
    },
    lines: () => lines,
    stop: () => {
      lines = [];
      collecting = false;
    }
  };
}
