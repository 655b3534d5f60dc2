/** The Worker's entry: TypeScript beside this file in a checkout, its own bundle beside the main one when packaged. */
export function mediaWorkerUrl(): URL {
  const isCheckout = import.meta.url.endsWith('.ts');
  return new URL(isCheckout ? './media-worker.ts' : './media-worker.js', import.meta.url);
}
