/** Links that open JupyterLab on one suggestion of a notebook. They carry no token: who follows one logs in as always. */
import { URLExt } from '@jupyterlab/coreutils';

const parameter = 'anneal-suggestion';

/**
 * The link to a suggestion.
 *
 * @param base - address of the server
 * @param path - of the notebook, below the server's root
 */
export function linkTo(base: string, path: string, id: string): string {
  const url = new URL(URLExt.join(base, 'lab/tree', URLExt.encodeParts(path)), 'http://localhost');
  url.searchParams.set(parameter, id);
  return url.href;
}

/** The addresses that such a link leads to. */
export const linkPattern = new RegExp(`[?&]${parameter}=`);

/** The id that an address names, and the address without it. */
export function readLink(request: string): { readonly id: string; readonly rest: string } | null {
  const url = new URL(request, 'http://localhost');
  const id = url.searchParams.get(parameter);
  url.searchParams.delete(parameter);
  return id === null ? null : { id, rest: `${url.pathname}${url.search}${url.hash}` };
}
