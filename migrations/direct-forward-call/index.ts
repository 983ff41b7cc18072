/**
 * Finds `model.forward(x)` on what is proved to be a `torch.nn.Module` and calls the module instead, so that its hooks run.
 * A call through `super()`, through the class, or on a class with a `__call__` of its own is left alone.
 */
import {
  cellName,
  decorators,
  defineMigration,
  isAsync,
  rootReference,
  shortText,
  type ICellModel,
  type IInferredType,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

const moduleClass = 'torch.nn.Module';

/** Libraries whose functions put hooks on the modules they are given. */
const hooking =
  /^(wandb\.watch|torchinfo\.|torchsummary\.|thop\.|fvcore\.|ptflops\.|captum\.|accelerate\.|peft\.|torch\.nn\.utils\.(weight_norm|spectral_norm|parametrizations|parametrize|prune))/;

interface IForwardCall {
  /** What `forward` is called on. */
  readonly owner: SyntaxNode;
  readonly types: readonly IInferredType[];
}

export default defineMigration<IForwardCall>({
  name: 'direct-forward-call',
  title: 'forward() called directly',
  summary: 'Calls the module instead of its forward(), so that hooks run.',
  group: 'Interfaces',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['torchfix:TOR103'],
  why: 'Hooks of a module run only when the module itself is called.',

  *detectIn({ syntax }, { model }) {
    for (const call of syntax.nodes('call')) {
      const target = call.child('function');
      const owner = target?.kind === 'attribute' ? target.child('object') : null;
      if (!owner || target?.child('attribute')?.text !== 'forward') {
        continue;
      }
      const types = modulesOf(model, owner);
      if (types && !types.some(t => hasOwnCall(model, t))) {
        yield { at: call, data: { owner, types } };
      }
    }
  },

  message: ({ data }) => `\`${shortText(data.owner, 24)}.forward()\` skips the hooks of the module`,

  rewrite({ at, data: { owner, types } }, { model, edit, decline }) {
    const target = (at as SyntaxNode).child('function') as SyntaxNode;
    if (target.cell.comments.some(c => c.start >= owner.end && c.end <= target.end)) {
      return decline(`A comment stands between \`${shortText(owner)}\` and \`.forward\`.`);
    }
    // model.forward(x)
    //      ^^^^^^^^ goes
    edit.replaceRange(owner.cell, { start: owner.end, end: target.end }, '');
    const risks = risksOf(model, owner, types);
    return {
      title: `Call ${shortText(owner, 40)} itself`,
      applicability: risks.length ? 'suggested' : 'safe',
      risks
    };
  }
});

/** True when the class says itself what a call does. */
function hasOwnCall(model: SemanticModel, type: IInferredType): boolean {
  const scope = type.definition && model.scopeOf(type.definition);
  return model.methodOf(type, '__call__') !== null || (scope?.bindings.has('__call__') ?? false);
}

/** A decorator or a base class that may say what a call does, and is not known. */
function unknownPart(
  model: SemanticModel,
  definition: SyntaxNode,
  seen = new Set<SyntaxNode>()
): SyntaxNode | null {
  if (seen.has(definition)) {
    return null;
  }
  seen.add(definition);
  const [decorator] = decorators(definition);
  if (decorator) {
    return decorator;
  }
  for (const base of definition.child('superclasses')?.namedChildren ?? []) {
    const own = model.typeOf(base)?.definition;
    const found = own
      ? unknownPart(model, own, seen)
      : /^(torch\.nn\.|pytorch_lightning\.|lightning\.|abc\.ABC$|typing\.Generic$|builtins\.object$)/.test(
            model.qualifiedName(base) ?? ''
          )
        ? null
        : base;
    if (found) {
      return found;
    }
  }
  return null;
}

/** The modules that an expression can be; null when it may be anything else. */
function modulesOf(model: SemanticModel, owner: SyntaxNode): readonly IInferredType[] | null {
  const isModule = (type: IInferredType | null): type is IInferredType =>
    type !== null && !type.isClass && model.isInstance(type, moduleClass);
  const type = model.typeOf(owner);
  if (type || owner.kind !== 'identifier') {
    return isModule(type) ? [type] : null;
  }
  // Several models under one name: each of them must be a module.
  const reference = model.referenceAt(owner);
  const bindings = reference ? model.definitions(reference) : [];
  const types = bindings.map(b => (b.isPlain ? model.typeOf(b.value) : null));
  return types.length && types.every(isModule) ? types.filter(isModule) : null;
}

/** Why calling the module may do something else than calling `forward`. Empty when it cannot. */
function risksOf(
  model: SemanticModel,
  owner: SyntaxNode,
  types: readonly IInferredType[]
): string[] {
  const risks: string[] = [...model.collect(hooksIn)];
  const blind = model.blindCells.find(c => /register_\w*hook/.test(c.syntax.source));
  if (blind) {
    risks.push(`Cell ${blind.cell.index + 1} was not checked and registers hooks.`);
  }
  const root = rootReference(model, owner);
  const mention = root && model.blindMention(root.name);
  if (root && mention) {
    risks.push(`Cell ${mention.index + 1} was not checked and mentions \`${root.name}\`.`);
  }
  for (const type of types) {
    const unknown = type.definition && unknownPart(model, type.definition);
    if (unknown) {
      risks.push(
        `\`${shortText(unknown)}\` in ${cellName(model, unknown)} may change what a call of \`${type.name}\` does.`
      );
    }
    const forward = model.methodOf(type, 'forward');
    if (forward && (decorators(forward).length > 0 || isAsync(forward))) {
      risks.push(`\`forward\` in ${cellName(model, forward)} is no plain method.`);
    }
    if (
      model.isInstance(type, 'pytorch_lightning.LightningModule') ||
      model.isInstance(type, 'lightning.LightningModule') ||
      model.isInstance(type, 'lightning.pytorch.LightningModule')
    ) {
      risks.push('Lightning registers hooks of its own; they now run.');
    }
  }
  return [...new Set(risks)];
}

/** What a cell does that makes a call of a module more than a call of `forward`. */
function hooksIn(model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  const risks: string[] = [];
  for (const call of syntax.nodes('call')) {
    const target = call.child('function');
    const name =
      target?.kind === 'attribute' ? (target.child('attribute')?.text ?? '') : (target?.text ?? '');
    const qualified = model.qualifiedName(target);
    if (/^register_\w*hook$/.test(name)) {
      risks.push(`The hook registered in ${cellName(model, call)} now runs.`);
    } else if (qualified && hooking.test(qualified)) {
      risks.push(
        `\`${qualified}\` in ${cellName(model, call)} may have put hooks on the module; they now run.`
      );
    } else if (
      name === 'compile' &&
      target?.kind === 'attribute' &&
      modulesOf(model, target.child('object') as SyntaxNode)
    ) {
      risks.push(`The module is compiled in ${cellName(model, call)}; the compiled code now runs.`);
    }
  }
  return risks;
}
