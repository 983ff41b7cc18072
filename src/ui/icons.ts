/** Icons, drawn with the theme's colours. Shape tells the kind: shield safe, bulb suggested, hand manual, octagon act now. */
import { LabIcon } from '@jupyterlab/ui-components';

const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${body}</svg>`;
const outline = 'fill="none" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"';

/** A bar that leaves the fire straight: annealing. */
export const annealIcon = new LabIcon({
  name: 'jupyterlab-anneal:anneal',
  svgstr: svg(
    `<g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M2 12.5h12v1.5H2z"/><path d="M8 1.5c.4 2 3.2 3.3 3.2 6A3.2 3.2 0 0 1 8 10.8a3.2 3.2 0 0 1-3.2-3.3c0-1.2.6-2 1.3-2.7.1 1 .5 1.5 1 1.6C7 4.600 7.300 2.700 8 1.500z"/></g>`
  )
});

export const safeIcon = new LabIcon({
  name: 'jupyterlab-anneal:safe',
  svgstr: svg(
    `<path class="anneal-stroke" stroke="currentColor" ${outline} d="M8 1.800l5 1.800v4c0 3.200-2.100 5.400-5 6.600-2.900-1.200-5-3.400-5-6.600v-4z M5.600 8l1.800 1.800 3-3.400"/>`
  )
});

export const suggestedIcon = new LabIcon({
  name: 'jupyterlab-anneal:suggested',
  svgstr: svg(
    `<path class="anneal-stroke" stroke="currentColor" ${outline} d="M6 11.200c0-1.200-2-2.200-2-4.700a4 4 0 0 1 8 0c0 2.500-2 3.500-2 4.700z M6.300 13.700h3.400"/>`
  )
});

export const manualIcon = new LabIcon({
  name: 'jupyterlab-anneal:manual',
  svgstr: svg(
    `<path class="anneal-stroke" stroke="currentColor" ${outline} d="M4.500 8.500V4.300a1 1 0 0 1 2 0V2.800a1 1 0 0 1 2 0v1.300a1 1 0 0 1 2 0v1.400a1 1 0 0 1 2 0v4.700c0 2.400-1.600 4-4 4-2.300 0-3.300-1-4.200-2.800L2.700 8.900c-.5-1 .9-1.600 1.800-.4z"/>`
  )
});

export const actNowIcon = new LabIcon({
  name: 'jupyterlab-anneal:act-now',
  svgstr: svg(
    `<path class="anneal-stroke" stroke="currentColor" ${outline} d="M5.300 1.800h5.400l3.500 3.500v5.400l-3.500 3.500H5.300l-3.500-3.500V5.300z M8 4.800v4 M8 11.200v.1"/>`
  )
});
