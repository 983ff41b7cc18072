/** What this browser keeps for later; null where a person switched that off. */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    // Access is refused by a setting of the browser: then nothing is kept, and nothing else changes.
    return null;
  }
}
