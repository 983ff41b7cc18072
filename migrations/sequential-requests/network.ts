/** Which calls wait for the network, and what running one in a thread could change. Knows libraries; rewrites nothing. */
import {
  allScopes,
  cellName,
  isAsync,
  ownNodes,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface INetworkCall {
  readonly call: SyntaxNode;
  /** How people call it: `requests.get`, `client.messages.create`, `fetch`. */
  readonly label: string;
  readonly kind:
    'requests' | 'httpx' | 'urllib' | 'session' | 'client' | 'openai' | 'anthropic' | 'function';
  /** False when the request may change something on the other side. */
  readonly reads: boolean;
}

const verbs = 'get|post|put|delete|head|patch|options|request';
const plain = new RegExp(`^(requests|httpx2?)(?:\\.api)?\\.(${verbs})$`);
const method = new RegExp(`^(${verbs}|send)$`);
const llmPath =
  /\.(chat\.completions\.(create|parse)|completions\.create|responses\.(create|parse)|messages\.create|embeddings\.create|images\.generate|moderations\.create)$/;

/** What a call asks of the network, or null. Calls of functions of the notebook count when their body does. */
export function networkCall(
  model: SemanticModel,
  call: SyntaxNode,
  seen: ReadonlySet<SyntaxNode> = new Set()
): INetworkCall | null {
  const target = call.child('function');
  if (!target) {
    return null;
  }
  const label = target.text.replace(/\s+/g, '');
  const name = model.qualifiedName(target);
  if (name) {
    const found = plain.exec(name);
    if (found) {
      const kind = found[1] === 'requests' ? 'requests' : 'httpx';
      return { call, label, kind, reads: /^(get|head|options)$/.test(found[2]) };
    }
    return name === 'urllib.request.urlopen' ? { call, label, kind: 'urllib', reads: true } : null;
  }
  if (target.kind === 'attribute') {
    const verb = target.child('attribute')?.text ?? '';
    const owner = model.typeOf(target.child('object'));
    if (owner && method.test(verb)) {
      const reads = /^(get|head|options)$/.test(verb);
      if (/^requests\.(sessions\.)?(Session|session\(\))$/.test(owner.name)) {
        return { call, label, kind: 'session', reads };
      }
      if (/^httpx2?\.Client$/.test(owner.name)) {
        return { call, label, kind: 'client', reads };
      }
    }
    if (llmPath.test(label)) {
      const client = model.typeOf(clientOf(call));
      const vendor = /^(openai|anthropic)\.\w*(OpenAI|Anthropic)\w*$/.exec(client?.name ?? '');
      if (vendor && !/\.Async/.test(client?.name ?? '')) {
        return { call, label, kind: vendor[1] as 'openai' | 'anthropic', reads: true };
      }
    }
  }
  const definition = model.callee(call);
  if (
    definition?.kind !== 'function_definition' ||
    seen.has(definition) ||
    isAsync(definition) ||
    !ownNodes(definition, 'yield').next().done
  ) {
    return null;
  }
  const deeper = new Set([...seen, definition]);
  for (const inner of ownNodes(definition, 'call')) {
    const found = networkCall(model, inner, deeper);
    if (found) {
      return { call, label, kind: 'function', reads: found.reads };
    }
  }
  return null;
}

/** `client` in `client.chat.completions.create(…)`: the object below the known path. */
export function clientOf(call: SyntaxNode): SyntaxNode | null {
  let n = call.child('function');
  const steps = llmPath.exec(n?.text.replace(/\s+/g, '') ?? '')?.[0].split('.').length ?? 1;
  for (let i = 1; i < steps && n; i++) {
    n = n.child('object');
  }
  return n;
}

/** Where a pause keeps the calls apart, here or in a function of the notebook that is called; null when there is none. */
export function rateRefusal(
  model: SemanticModel,
  nodes: readonly SyntaxNode[],
  seen = new Set<SyntaxNode>()
): string | null {
  for (const call of nodes.flatMap(n => [...n.walk()]).filter(n => n.kind === 'call')) {
    const name = model.qualifiedName(call.child('function'));
    if (name && /(^|\.)sleep$/.test(name)) {
      return `\`${name}\` in ${cellName(model, call)} limits the rate of the calls.`;
    }
    const definition = model.callee(call);
    if (definition?.kind === 'function_definition' && !seen.has(definition)) {
      seen.add(definition);
      const reason = rateRefusal(model, [definition], seen);
      if (reason) {
        return reason;
      }
    }
  }
  return null;
}

/** Why code must not run in several threads at once, or in another order; null when nothing speaks against it. */
export function threadRefusal(
  model: SemanticModel,
  nodes: readonly SyntaxNode[],
  seen = new Set<SyntaxNode>()
): string | null {
  for (const call of nodes.flatMap(n => [...n.walk()]).filter(n => n.kind === 'call')) {
    const place = `in ${cellName(model, call)}`;
    const name = model.qualifiedName(call.child('function'));
    if (name && /^builtins\.(print|input|next)$|^IPython\.display\./.test(name)) {
      return `\`${call.child('function')?.text}\` ${place} relies on the order of the calls.`;
    }
    const network = networkCall(model, call);
    if (network?.kind === 'session') {
      return `\`${network.label}\` ${place} uses a \`requests.Session\`, which threads must not share.`;
    }
    const definition = model.callee(call);
    if (definition?.kind === 'function_definition' && !seen.has(definition)) {
      seen.add(definition);
      const reason = functionRefusal(model, definition) ?? threadRefusal(model, [definition], seen);
      if (reason) {
        return reason;
      }
    }
  }
  return null;
}

/** A function that binds or changes what lives outside of it. */
function functionRefusal(model: SemanticModel, definition: SyntaxNode): string | null {
  const scope = model.scopeOf(definition);
  const name = definition.child('name')?.text ?? '';
  const place = cellName(model, definition);
  for (const s of scope ? allScopes(scope) : []) {
    for (const written of [...s.globals, ...s.nonlocals]) {
      return `\`${name}\` in ${place} binds \`${written}\` outside of itself.`;
    }
  }
  for (const m of model.mutationsWithin(definition)) {
    if (!m.certain) {
      continue;
    }
    const owner = m.root.scope.resolve(m.root.name);
    if (owner?.kind === 'module' || m.root.name === 'self') {
      return `\`${name}\` in ${place} changes \`${m.root.name}\`.`;
    }
  }
  return null;
}
