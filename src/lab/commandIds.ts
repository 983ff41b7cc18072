/** Names of the commands: `anneal:verb-noun`. */
export const CommandIds = {
  show: 'anneal:show-panel',
  check: 'anneal:check-notebook',
  next: 'anneal:next-finding',
  previous: 'anneal:previous-finding',
  menu: 'anneal:open-fixes',
  apply: 'anneal:apply-finding',
  preview: 'anneal:preview-finding',
  reject: 'anneal:reject-finding',
  hide: 'anneal:hide-habit',
  undo: 'anneal:undo-fix',
  applySafe: 'anneal:apply-safe',
  toggleMarks: 'anneal:toggle-marks',
  pause: 'anneal:pause-marks',
  pauseNotebook: 'anneal:pause-notebook',
  export: 'anneal:export-package',
  planExport: 'anneal:plan-export',
  review: 'anneal:review-notebook',
  reviewLink: 'anneal:open-suggestion'
} as const;
