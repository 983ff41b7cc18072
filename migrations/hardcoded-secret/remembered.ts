/** A value computed once for an object and dropped with it. */
export function remembered<K extends object, V>(
  memory: WeakMap<K, V>,
  key: K,
  compute: () => V
): V {
  let value = memory.get(key);
  if (value === undefined) {
    value = compute();
    memory.set(key, value);
  }
  return value;
}
