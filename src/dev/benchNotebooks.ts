/**
 * Notebooks for the benchmark: any number of cells from templates as people write them, the same every time. Each template occurs
 * again with other names, so that no cell is a copy of another and every cell depends on earlier ones as in a real notebook.
 */

/** Templates of one round; `n` is the number of the round and makes the names its own. */
const templates: readonly ((n: number) => string)[] = [
  n =>
    `# round ${n}: settings\nCFG_${n} = {"lr": 0.0${n % 9 || 1}, "batch_size": ${16 << (n % 4)}, "epochs": ${5 + n}, "name": "run-${n}"}\nnp.random.seed(CFG_${n}["epochs"])`,
  n =>
    `f_${n} = open("data/part_${n}.csv")\nheader_${n} = f_${n}.readline().strip().split(",")\nrows_${n} = [line.strip().split(",") for line in f_${n}]\nf_${n}.close()`,
  n =>
    `def scores_${n}(rows, weight=1.0):\n    """Weighted lengths of the rows."""\n    out = []\n    for row in rows:\n        if not row:\n            continue\n        out.append(len(row) * weight)  # one value a row\n    return out\n\n\ntotal_${n} = 0.0\nfor value in scores_${n}(rows_${n}):\n    total_${n} += value`,
  n =>
    `df_${n} = pd.DataFrame(rows_${n}, columns=header_${n})\ndf_${n}["size"] = df_${n}.iloc[:, 0].str.len()\ndf_${n} = df_${n}[df_${n}["size"] > ${n % 7}].reset_index(drop=True)\ndf_${n}.head()`,
  n =>
    `%matplotlib inline\nfig, ax = plt.subplots(figsize=(6, 3))\nax.plot(df_${n}["size"].rolling(5).mean(), label="part ${n}")\nax.set_title(f"{CFG_${n}['name']}: {len(df_${n})} rows")\nax.legend();`,
  n =>
    `class Base_${n}:\n    def __init__(self, size):\n        self.size = size\n\n    def fit(self, x):\n        raise NotImplementedError\n\n    def predict(self, x):\n        raise NotImplementedError\n\n\nclass Mean_${n}(Base_${n}):\n    def fit(self, x):\n        self.mean = np.mean(x, axis=0)\n        return self\n\n    def predict(self, x):\n        return np.repeat(self.mean, len(x))`,
  n =>
    `class Net_${n}(nn.Module):\n    def __init__(self, hidden):\n        super().__init__()\n        self.a = nn.Linear(8, hidden)\n        self.b = nn.Linear(hidden, 1)\n\n    def forward(self, x):\n        return self.b(torch.relu(self.a(x)))\n\n\nmodel_${n} = Net_${n}(CFG_${n}["batch_size"])`,
  n =>
    `optimizer_${n} = torch.optim.Adam(model_${n}.parameters(), lr=CFG_${n}["lr"])\nlosses_${n} = []\nfor epoch in range(CFG_${n}["epochs"]):\n    x = torch.randn(CFG_${n}["batch_size"], 8)\n    y = x.sum(dim=1, keepdim=True)\n    optimizer_${n}.zero_grad()\n    loss = ((model_${n}.forward(x) - y) ** 2).mean()\n    loss.backward()\n    optimizer_${n}.step()\n    losses_${n}.append(loss.item())\n    if epoch % 10 == 0:\n        print(f"epoch {epoch}: {loss.item():.4f}")`,
  n =>
    `def evaluate_${n}(x):\n    with torch.no_grad():\n        return model_${n}(x).mean().item() * CFG_${n}["lr"]\n\n\nresult_${n} = evaluate_${n}(torch.ones(4, 8))\nprint("result", result_${n})`,
  n =>
    `!ls data | head -n ${n % 5 || 1}\nfiles_${n} = !ls data\n%time summary_${n} = df_${n}.describe()`,
  n =>
    `answers_${n} = []\nfor item in header_${n}:\n    reply = requests.get(f"https://api.example.org/items/{item}", timeout=10)\n    answers_${n}.append(reply.json())`,
  n =>
    `try:\n    best_${n} = max(answers_${n}, key=lambda a: a["score"])\nexcept (ValueError, KeyError) as error:\n    best_${n} = None\n    print(f"round ${n}: {error!r}")\nsummary = {name: value for name, value in zip(header_${n}, rows_${n}) if value}\nbest_${n}`
];

const imports =
  'import json\nimport os\n\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\nimport requests\nimport torch\nimport torch.nn as nn';

/** Sources of the code cells of a notebook with `count` cells. */
export function benchCells(count: number): string[] {
  const cells = [imports];
  for (let i = 0; cells.length < count; i++) {
    cells.push(templates[i % templates.length](Math.floor(i / templates.length)));
  }
  return cells;
}

/** The cells as the JSON text of a notebook. */
export function benchNotebook(cells: readonly string[]): string {
  return JSON.stringify({
    cells: cells.map((source, i) => ({
      cell_type: 'code',
      execution_count: i + 1,
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      source: source.split(/(?<=\n)/)
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  });
}

/** The cells as one script for checkers that read no notebooks; magics become comments, as nbconvert writes them. */
export function benchScript(cells: readonly string[]): string {
  return `${cells.map(cell => cell.replace(/^(.*[%!].*)$/gm, line => (/^(%|!|\w+ = !)/.test(line) ? `# ${line}` : line))).join('\n\n\n')}\n`;
}
