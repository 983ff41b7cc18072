/** The statuses of a compared variable or output, worst first: the order in which every report shows them. */
export const statusOrder = [
  'different',
  'missing',
  'nondeterministic',
  'incomparable',
  'close',
  'equal'
] as const;

export type ComparedStatus = (typeof statusOrder)[number];
