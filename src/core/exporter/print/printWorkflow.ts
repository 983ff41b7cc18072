/** The package's checks as a workflow of GitHub Actions: the tests and the style that hold when it is exported. */
import type { IExportPlan, IPackagedModel } from '../plan';

/** `.github/workflows/test.yml`. */
export function printWorkflow(plan: IExportPlan, models: readonly IPackagedModel[]): string {
  const lowest = /\d+\.\d+/.exec(plan.requiresPython)?.[0] ?? '3.10';
  return `name: test

on: [push, pull_request]

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "${lowest}"
      - run: pip install .[${models.length ? 'inference,test' : 'test'}]
      - run: ruff check . && ruff format --check .
      - run: pytest
`;
}
