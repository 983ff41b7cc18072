/** What a fix would change in a notebook, as screens show it. */
import type { IDiagnostic } from '../core/analysis/diagnostic';
import { redact } from '../core/analysis/secrets';
import { applyEdit } from '../core/apply/applyEdit';
import type { ICellChange, IPreview } from '../ui/panel/state';
import type { AnnealSession } from './session';

/** Before and after of a fix, on the notebook that it was computed from, with secrets hidden. */
export function previewOf(session: AnnealSession, diagnostic: IDiagnostic): IPreview | null {
  const { snapshot, secrets } = session;
  if (!diagnostic.fix || !snapshot) {
    return null;
  }
  const { edit } = diagnostic.fix;
  const result = applyEdit(snapshot, edit);
  if (!result.ok) {
    return null;
  }
  const before = new Map(snapshot.cells.map(c => [c.id, c]));
  const changes: ICellChange[] = result.notebook.cells.flatMap((cell): ICellChange[] => {
    const old = before.get(cell.id);
    if (!old) {
      return [
        {
          cellId: cell.id,
          cellNumber: null,
          kind: 'added',
          before: '',
          after: redact(cell.source, secrets)
        }
      ];
    }
    const isCleared = old.outputs.length > 0 && cell.outputs.length === 0;
    if (old.source === cell.source && !isCleared) {
      return [];
    }
    return [
      {
        cellId: cell.id,
        cellNumber: old.index + 1,
        kind: old.source === cell.source ? 'cleared' : 'changed',
        before: redact(old.source, secrets),
        after: redact(cell.source, secrets)
      }
    ];
  });
  const refusal = session.refusalOf(diagnostic);
  return {
    changes,
    staleCell:
      refusal === null
        ? null
        : refusal.kind === 'stale'
          ? (refusal.cell ?? diagnostic.cell.index) + 1
          : null,
    environment: (edit.environment ?? []).map(move => move.name)
  };
}
