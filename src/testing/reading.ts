/** Finds reads in a model by spelling and prints what reaches them. For tests. */
import type { Reference, SemanticModel, SyntaxNode } from '../core';

/** The identifiers of a spelling, in document order; attributes and keyword names included. */
export function identifiers(model: SemanticModel, text: string): SyntaxNode[] {
  return [...model.nodes('identifier')].filter(n => n.text === text);
}

/** The reads of a spelling, in document order. */
export function reads(model: SemanticModel, text: string): Reference[] {
  return identifiers(model, text).flatMap(n => model.referenceAt(n) ?? []);
}

/** Where each binding that reaches a read stands, as `cell:line`, cells counted from 1. */
export function reaching(model: SemanticModel, reference: Reference): string[] {
  return model
    .definitions(reference)
    .map(b => `${model.cellOf(b.cell).index + 1}:${b.cell.lines.position(b.range.start).line}`);
}
