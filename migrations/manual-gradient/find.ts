/** Finds losses with derivatives worked out by hand beside them, in one block of statements, and checks each derivative. */
import {
  unparenthesized,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { dependsOn, variablesOf, type Formula, type Variable } from './expression';
import { isFree, isUnreadable, prove, type IDifference, type Shape } from './prove';
import { readBlock, type IBlock, type IStep } from './read';
import { kindOf } from './values';

export interface IGradient {
  readonly step: IStep;
  /** What is differentiated. */
  readonly top: Variable;
  /** By what. */
  readonly by: Variable;
}

export interface ICluster {
  readonly block: IBlock;
  readonly loss: Variable;
  /** Derivatives of the loss by what it starts from, proved. */
  readonly gradients: readonly IGradient[];
  /** Derivatives by or of intermediate results, proved. */
  readonly helpers: readonly IGradient[];
  /** Derivatives by name that could not be checked. */
  readonly unchecked: readonly IGradient[];
  readonly wrong: readonly (IGradient & { readonly difference: IDifference })[];
}

const named = [
  /^d_?(?<top>\w+?)_d_?(?<by>\w+)$/,
  /^d_?(?<top>loss|cost|L|J|E|mse)_?d_?(?<by>\w+)$/,
  /^d_?(?<by>\w+)$/,
  /^(grad|gradient)_?(?<by>\w+)$/,
  /^(?<by>\w+?)_?(grad|gradient|derivative)$/
];
const nameless = /^(grad|gradient|derivative)s?$/;
const lossName =
  /^(\w*_)?(loss|cost|mse|objective|error)(_\w+)?$|^[LJE]$|^(squared|sq|se)_?err(or)?$/i;
/** Names that are nothing but a loss; an `error` can be a plain difference. */
const clearLoss = /loss|cost|mse|objective/i;
/** The cheap test of a cell's text. */
const mention = /^[ \t]*(d\w+|\w*(grad|gradient|derivative)s?(_?\w+)?)[ \t]*(=[^=]|,)/m;

/** The clusters with a derivative in a cell. */
export function* clusters(model: SemanticModel, { syntax }: ICellModel): Iterable<ICluster> {
  if (!syntax.root || !mention.test(syntax.source)) {
    return;
  }
  const blocks = new Set<SyntaxNode | null>();
  for (const assignment of syntax.nodes('assignment')) {
    const left = assignment.child('left');
    if (left && isCandidate(model, left)) {
      const parent = assignment.statement.parent;
      // The cells form one block.
      blocks.add(parent?.kind === 'block' ? parent : null);
    }
  }
  for (const block of blocks) {
    const statements = block
      ? block.namedChildren
      : model.cells.flatMap(c => c.syntax.root?.namedChildren ?? []);
    yield* inBlock(model, readBlock(model, statements, isNamedLikeGradient));
  }
}

/** A name for a derivative, and a right side that calculates something. */
function isNamedLikeGradient(target: SyntaxNode): boolean {
  const value = target.parent?.child('right');
  return (
    target.kind === 'identifier' &&
    isGradientName(target.text) &&
    (target.parent?.kind !== 'assignment' || (value ? calculates(value) : false))
  );
}

const arithmetic =
  /(^|\.)(mean|sum|dot|matmul|exp|log|sqrt|square|sin|cos|tanh|sigmoid|pow|power)$/;

function calculates(value: SyntaxNode): boolean {
  const n = unparenthesized(value);
  return (
    /^(binary_operator|unary_operator|identifier)$/.test(n.kind) ||
    (n.kind === 'call' && arithmetic.test(n.child('function')?.text ?? ''))
  );
}

/** Named like a derivative by a variable that there is, beside something named like a loss. */
function isCandidate(model: SemanticModel, target: SyntaxNode): boolean {
  if (!isNamedLikeGradient(target)) {
    return false;
  }
  const scope = model.scopeAround(target);
  const isBound = (name: string): boolean =>
    scope.kind === 'module' ? model.moduleBindings(name).length > 0 : scope.resolve(name) !== null;
  const variables = named.flatMap(p => p.exec(target.text)?.groups?.by ?? []);
  if (!nameless.test(target.text) && !variables.some(isBound)) {
    return false;
  }
  const names = scope.kind === 'module' ? model.moduleNames : scope.bindings.keys();
  return [...names].some(n => lossName.test(n));
}

function isGradientName(name: string): boolean {
  return nameless.test(name) || named.some(p => p.test(name));
}

interface IBuilding {
  readonly gradients: IGradient[];
  readonly helpers: IGradient[];
  readonly unchecked: IGradient[];
  readonly wrong: (IGradient & { difference: IDifference })[];
}

function* inBlock(model: SemanticModel, block: IBlock): Iterable<ICluster> {
  const shapeOf = (v: Variable): Shape | null => {
    const node = block.origin.get(v);
    const kind = node ? kindOf(model, node) : null;
    return kind === null ? null : kind === 'number' || kind === 'tensor0' ? 'number' : 'vector';
  };
  const found = new Map<Variable, IBuilding>();
  const local: IGradient[] = [];
  const of = (loss: Variable): IBuilding => {
    let building = found.get(loss);
    if (!building) {
      building = { gradients: [], helpers: [], unchecked: [], wrong: [] };
      found.set(loss, building);
    }
    return building;
  };
  for (const step of block.steps) {
    const claimed = step.variable.value;
    if (!claimed || !isNamedLikeGradient(step.target) || !variablesOf(claimed).size) {
      continue;
    }
    const claims = claimsOf(step);
    const verdicts = claims.map(c => ({ ...c, verdict: prove(c.top, c.by, claimed, shapeOf) }));
    const equal = verdicts.filter(v => v.verdict.kind === 'equal');
    const hit = equal.find(v => isLoss(v.top)) ?? equal[0];
    if (hit && (hit.isNamed || equal.length === 1)) {
      const gradient = { step, top: hit.top, by: hit.by };
      if (!isLoss(hit.top) && !isLossOfOthers(hit.top, found)) {
        local.push(gradient);
      } else if (isFree(hit.by)) {
        of(hit.top).gradients.push(gradient);
      } else {
        of(hit.top).helpers.push(gradient);
      }
      continue;
    }
    // One claim, by name, about one loss: then a difference is certain.
    const certain = verdicts.filter(
      v => v.isNamed && (isSpeltOut(step, v) || clearLoss.test(v.top.name))
    );
    const [only] = certain;
    if (certain.length === 1 && isLoss(only.top) && !dependsOn(claimed, only.top)) {
      const gradient = { step, top: only.top, by: only.by };
      if (only.verdict.kind === 'different' && readsNothingElse(claimed, only.top)) {
        of(only.top).wrong.push({ ...gradient, difference: only.verdict.difference });
      } else if (
        isVague(only.top, claimed) &&
        isFree(only.by) &&
        !/grad\w*\s*\(|Tape|jacobian|backward/.test(step.value.text)
      ) {
        of(only.top).unchecked.push(gradient);
      }
    }
  }
  for (const [loss, building] of found) {
    const helpers = [...building.helpers, ...local.filter(l => reads(loss, l.top))];
    const { gradients } = building;
    const all = [...gradients, ...helpers, ...building.wrong, ...building.unchecked];
    // A single `dx` can be any difference; two of them, or the whole name, cannot.
    const isMeant = (g: IGradient): boolean => all.length > 1 || isSpeltOut(g.step, g);
    const wrong = building.wrong.filter(isMeant);
    const unchecked = building.unchecked.filter(isMeant);
    if (gradients.length || wrong.length || unchecked.length) {
      yield { block, loss, gradients, helpers, wrong, unchecked };
    }
  }
}

/** `dloss_dw`, `grad_w`, `w_gradient`: more than `dw`, which can be a small step as well. */
function isSpeltOut({ target }: IStep, { top }: { readonly top: Variable }): boolean {
  return target.text.includes(`${top.name}_d`) || /grad|derivative/.test(target.text);
}

/** A step size, a penalty or a small difference says that something else than the plain derivative is meant. */
function readsNothingElse(claimed: Formula, top: Variable): boolean {
  const known = variablesOf(top);
  return [...variablesOf(claimed)].every(v => known.has(v) || !isFree(v));
}

/** Not understood, rather than understood and not proved. */
function isVague(top: Variable, claimed: Formula): boolean {
  return isUnreadable(top) || isUnreadable(claimed);
}

function isLoss(v: Variable): boolean {
  return lossName.test(v.name);
}

function isLossOfOthers(v: Variable, found: ReadonlyMap<Variable, IBuilding>): boolean {
  return found.has(v);
}

function reads(loss: Variable, v: Variable): boolean {
  return dependsOn(loss, v);
}

interface IClaim {
  readonly top: Variable;
  readonly by: Variable;
  readonly isNamed: boolean;
}

/** What the name of an assignment says that it is the derivative of, and by what. */
function claimsOf({ before, target }: IStep): IClaim[] {
  const name = target.text;
  const claims: IClaim[] = [];
  const add = (top: Variable | undefined, by: Variable | undefined, isNamed: boolean): void => {
    if (
      top?.value &&
      by &&
      top !== by &&
      dependsOn(top, by) &&
      !claims.some(c => c.top === top && c.by === by)
    ) {
      claims.push({ top, by, isNamed });
    }
  };
  const losses = [...before.values()].filter(v => v.value && isLoss(v) && v.name !== name);
  for (const pattern of named) {
    const groups = pattern.exec(name)?.groups;
    if (groups?.top !== undefined && groups.by !== undefined) {
      const top = before.get(groups.top);
      // `dL_dw` beside a loss that is spelt out.
      const tops = top ? [top] : /^(L|J|E|loss|cost)$/.test(groups.top) ? losses : [];
      tops.forEach(t => add(t, before.get(groups.by), true));
    } else if (groups?.by !== undefined) {
      const by = before.get(groups.by);
      losses.forEach(loss => add(loss, by, true));
    }
  }
  if (nameless.test(name)) {
    for (const loss of losses) {
      for (const v of variablesOf(loss)) {
        if (v !== loss && isFree(v) && before.get(v.name) === v) {
          add(loss, v, false);
        }
      }
    }
  }
  return claims;
}
