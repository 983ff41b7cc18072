/** JSON for files that people read and version: two spaces, keys in the order given. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
