/** The part of ruff_fmt's generated glue that the parser loads from bytes. */
declare module '@wasm-fmt/ruff_fmt/ruff_fmt_bg.js' {
  export function __wbg_set_wasm(exports: unknown): void;
  /**
   * Formats Python source.
   *
   * @throws string with the byte range of the first syntax error.
   */
  export function format(
    input: string,
    path: string,
    config: { readonly line_width?: number }
  ): string;
}
