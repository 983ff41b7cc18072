/**
 * Finds out whether this page can use WebGPU, and on what it would run.
 *
 * It never falls back: "no WebGPU here" is an answer with its reason and cure. A software adapter is named as such.
 */

import type { IAdapterFacts } from '../core/parity/reportSchema';

export type AdapterAnswer =
  | { readonly ok: true; readonly facts: IAdapterFacts }
  | { readonly ok: false; readonly reason: string; readonly cure: string };

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render/;

/** Why an adapter is software, or null for a graphics card. */
export function softwareReason(info: GPUAdapterInfo): string | null {
  const text = [info.vendor, info.architecture, info.device, info.description]
    .join(' ')
    .toLowerCase();
  const name = softwareNames.exec(text)?.[0];
  return name ?? (info.isFallbackAdapter ? 'fallback adapter' : null);
}

/** Facts of an adapter for the report. */
export function adapterFacts(
  info: GPUAdapterInfo,
  features: ReadonlySet<string>,
  limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number }
): IAdapterFacts {
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    device: info.device,
    description: info.description,
    isFallback: info.isFallbackAdapter ?? false,
    software: softwareReason(info),
    f16: features.has('shader-f16'),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize
    }
  };
}

/**
 * Asks for an adapter, but not for ever: with some drivers the request never settles.
 *
 * @param scope - the page or worker
 * @param timeout - milliseconds
 */
export async function askAdapter(
  scope: { readonly isSecureContext: boolean; readonly navigator: { readonly gpu?: GPU } },
  timeout: number
): Promise<AdapterAnswer> {
  if (!scope.isSecureContext) {
    return {
      ok: false,
      reason: 'browsers allow WebGPU on https or localhost only',
      cure: 'Open JupyterLab over https, or through localhost (for example with ssh -L 8888:localhost:8888).'
    };
  }
  const { gpu } = scope.navigator;
  if (!gpu) {
    return {
      ok: false,
      reason: 'this browser has no WebGPU',
      cure: 'Use a current Chrome, Edge, Firefox or Safari, or the WASM result.'
    };
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), timeout);
  });
  try {
    const adapter = await Promise.race([
      gpu.requestAdapter({ powerPreference: 'high-performance' }),
      late
    ]);
    if (adapter === 'late') {
      return {
        ok: false,
        reason: `the graphics driver did not answer within ${timeout / 1000} s`,
        cure: 'Restart the browser without special graphics flags, or update the driver.'
      };
    }
    if (!adapter) {
      return {
        ok: false,
        reason: 'this browser offers no WebGPU adapter',
        cure: 'Turn hardware acceleration on, or start Chromium with --enable-unsafe-webgpu.'
      };
    }
    return { ok: true, facts: adapterFacts(adapter.info, adapter.features, adapter.limits) };
  } finally {
    clearTimeout(timer);
  }
}
