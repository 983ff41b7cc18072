/** Imports whose first part is shared by many distributions: `google.genai` and `google.cloud.storage` come from two. */
import { importedNames } from '../flow/importKinds';
import type { IItem } from '../items/items';

/** Where the rule of the namespace does not give the name. */
const exceptions: Readonly<Record<string, string | null>> = {
  // There on Colab only; nothing can be installed.
  'google.colab': null,
  'google.protobuf': 'protobuf',
  'google.oauth2': 'google-auth',
  'google.api': 'googleapis-common-protos',
  'google.rpc': 'googleapis-common-protos',
  'google.type': 'googleapis-common-protos',
  'opentelemetry.trace': 'opentelemetry-api',
  'opentelemetry.context': 'opentelemetry-api',
  'opentelemetry.metrics': 'opentelemetry-api'
};

/** How many parts of a dotted name make the name of the distribution. */
function depth([root, second]: readonly string[]): number {
  if (root === 'google') {
    return second === 'cloud' || second === 'ai' ? 3 : 2;
  }
  return root === 'azure' && ['ai', 'storage', 'search', 'mgmt', 'cosmos', 'data'].includes(second)
    ? second === 'cosmos'
      ? 2
      : 3
    : 2;
}

const namespaces = new Set(['google', 'azure', 'opentelemetry', 'haystack_integrations']);

/** True for `google`, of which nothing follows. */
export function isNamespace(root: string): boolean {
  return namespaces.has(root);
}

/** Dotted names of an item's imports from shared namespaces → their distributions; null where nothing can be installed. */
export function namespaceDistributions(item: IItem): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const name of importedNames(item)) {
    const parts = name.split('.').filter(p => /^[a-z]/.test(p));
    if (!namespaces.has(parts[0]) || parts.length < 2) {
      continue;
    }
    if (parts[0] === 'haystack_integrations') {
      const last = parts[parts[1] === 'components' ? 3 : 2];
      if (last) {
        found.set(parts.slice(0, 4).join('.'), `${last.replace(/_/g, '-')}-haystack`);
      }
      continue;
    }
    const used = parts.slice(0, depth(parts));
    const key = used.join('.');
    found.set(
      key,
      Object.hasOwn(exceptions, key)
        ? exceptions[key]
        : used
            .join('-')
            .replace(/_v\d\w*$/, '')
            .replace(/_/g, '-')
    );
  }
  return found;
}
